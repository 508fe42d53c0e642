// SPDX-License-Identifier: Apache-2.0
/// \file
/// A random walk over everything that can be asked of CPUs and vCPUs, legal or not. Legal
/// operations go through the typed API; what the types forbid goes to the backend itself, which
/// must refuse it and change nothing.
#pragma once

#include <numeric>

#include "cpu_moves.hpp"
#include "request_moves.hpp"
#include "run_moves.hpp"
#include "vcpu_moves.hpp"

namespace example::walk {

/// The operations, and how often each is tried in the sum of steps.
#define WALK_OPERATIONS(X) \
  X(claim, 1)              \
  X(enable, 2)             \
  X(disable, 1)            \
  X(create, 2)             \
  X(setup, 3)              \
  X(bind, 6)               \
  X(run, 10)               \
  X(answer, 10)            \
  X(stop, 1)               \
  X(unbind, 1)             \
  X(reset, 1)              \
  X(destroy, 1)            \
  X(inject, 2)             \
  X(lower, 1)              \
  X(write, 2)              \
  X(handle, 1)             \
  X(request, 2)            \
  X(kick, 1)

/// See World for what a machine `B` is.
template <class B>
class Walk {
 public:
  struct Count {
    std::uint64_t done = 0;
    std::uint64_t refused = 0;
  };
#define WALK_NAME(name, weight) std::string_view{#name},
  static constexpr std::array names{WALK_OPERATIONS(WALK_NAME)};
#undef WALK_NAME

  explicit Walk(B& machine) : turn_{.machine = machine, .world = {}} {}
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;
  ~Walk() = default;

  /// One step; `choice` says which. False if it did not go as the model says: failure() says why,
  /// and the tokens are not to be trusted any more, so the walk must not be destroyed.
  [[nodiscard]] bool step(std::uint32_t choice) {
    turn_.v = (choice >> 8) % B::vcpus;
    turn_.c = (choice >> 10) % B::cpus;
    turn_.here = (choice >> 12) % 4 != 0 ? turn_.c : (turn_.c + 1) % B::cpus;
    turn_.p = choice >> 14;
    turn_.world.remember();
    operation_ = pick(choice % 256);
    const Outcome outcome = call();
    const bool done = outcome == Outcome::done;
    Count& count = counts_[operation_];
    count.done += done ? 1 : 0;
    count.refused += outcome == Outcome::refused ? 1 : 0;
    steps_ += outcome == Outcome::left_out ? 0 : 1;
    turn_.world.expect_unchanged_but(done ? 1U << turn_.v : 0, done ? 1U << turn_.c : 0);
    turn_.world.expect_as_modelled(turn_.machine);
    return turn_.world.failure == nullptr;
  }

  /// Unloads every vCPU, so that no token is lost.
  void finish() {
    for (turn_.v = 0; turn_.v < B::vcpus; ++turn_.v) {
      if (turn_.is().state == TENON_VCPU_EXITED) static_cast<void>(stop(turn_));
      turn_.here = turn_.is().cpu;
      if (turn_.is().state == TENON_VCPU_BOUND) static_cast<void>(unbind(turn_));
    }
  }

  /// The operation that `choice` chooses.
  [[nodiscard]] static std::string_view name(std::uint32_t choice) {
    return names[pick(choice % 256)];
  }
  [[nodiscard]] std::string_view failure() const { return turn_.world.failure; }
  [[nodiscard]] std::string_view operation() const { return names[operation_]; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  /// By operation, in the order of `names`.
  [[nodiscard]] const auto& counts() const { return counts_; }
  /// By kind of exit.
  [[nodiscard]] const auto& exits() const { return turn_.exits; }

 private:
  [[nodiscard]] static std::uint32_t pick(std::uint32_t number) {
#define WALK_WEIGHT(name, weight) std::uint32_t{weight},
    constexpr std::array weights{WALK_OPERATIONS(WALK_WEIGHT)};
#undef WALK_WEIGHT
    constexpr std::uint32_t all = std::accumulate(weights.begin(), weights.end(), 0U);
    std::uint32_t left = number % all, operation = 0;
    while (left >= weights[operation]) left -= weights[operation++];
    return operation;
  }
  [[nodiscard]] Outcome call() {
    std::uint32_t n = 0;
#define WALK_CALL(name, weight) \
  if (operation_ == n++) return walk::name(turn_);
    WALK_OPERATIONS(WALK_CALL)
#undef WALK_CALL
    return Outcome::left_out;
  }

  Turn<B> turn_;
  std::uint32_t operation_ = 0;
  std::uint64_t steps_ = 0;
  std::array<Count, names.size()> counts_{};
};

}  // namespace example::walk
