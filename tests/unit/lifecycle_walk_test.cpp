// SPDX-License-Identifier: Apache-2.0
// A million random steps, legal and refused, over CPUs and vCPUs on the scripted backend, each
// held against the model of the lifecycle (examples/common/walk/walk.hpp).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <memory>
#include <set>

#include "../../examples/common/walk/walk.hpp"
#include "tenon/scripted.hpp"
#include "unit/fake_hal.hpp"

namespace {

using example::walk::Answer;

/// Two CPUs, one vCPU more than CPUs; the guest's program is a script of every exit.
struct ScriptedMachine {
  using Arch = tenon::ScriptedArch;
  using Hal = tenon_test::FakeHal;
  static constexpr std::uint32_t cpus = 2, vcpus = 3, interrupts = TENON_INTERRUPT_MAX;
  static constexpr std::array registers{Arch::Register::x5, Arch::Register::x6};
  static constexpr bool core_refuses = false;
  static constexpr tenon::GuestPhysical entry{0x4000};
  static constexpr auto bad_stage2_error = tenon::Error::unaligned;

  /// `first`: the exit that the script begins with.
  explicit ScriptedMachine(std::uint32_t first) : first_(first) {
    for (std::uint32_t n = 0; n < script_.size(); ++n) {
      script_[n] = {.kind = kind(n),
                    .width = 4,
                    .register_index = 4,
                    .register_width = 8,
                    .instruction_length = 4};
    }
  }

  template <class F>
  void on(std::uint32_t cpu, F&& f) {
    tenon_scripted_cpu* const before = here_.at(cpu);
    tenon_scripted_set_this_cpu(before);
    f();
    here_.at(cpu) = tenon_scripted_this_cpu();
  }
  static tenon::VCpuIds ids(std::uint32_t v, std::uint64_t mask) {
    return {.vm = tenon::VmId(vm(v)), .vcpu = tenon::VCpuId(v), .allowed = tenon::CpuMask(mask)};
  }
  Arch::CreateConfig create_config() { return {.script = script_, .log = log_}; }
  Arch::Stage2& stage2(std::uint32_t v) { return stage2_.at(vm(v)); }
  Arch::Stage2& bad_stage2() { return bad_; }
  /// Twice through the vocabulary, then the script's own end for good.
  [[nodiscard]] std::uint32_t kind(std::uint32_t position, std::uint32_t /*part*/ = 0) const {
    const std::uint32_t next = (first_ + position * 5) % TENON_EXIT_COUNT;
    if (position >= length || next == TENON_EXIT_preempted) return TENON_EXIT_unhandled;
    return next;  // Preempted comes of kicks
  }
  static std::uint32_t parts(std::uint32_t) { return 1; }
  static bool again(std::uint32_t, Answer) { return false; }
  static std::optional<tenon::Error> refuses_interrupt(bool set_up, tenon::InterruptId id,
                                                       std::optional<tenon::Trigger> /*trigger*/,
                                                       tenon::EndNotice /*notice*/) {
    if (!set_up) return tenon::Error::wrong_state;
    if (id.value() >= interrupts) return tenon::Error::invalid_argument;
    return std::nullopt;
  }
  static bool fail_bind(tenon_scripted_cpu& cpu) {
    cpu.fail_binds = 1;
    return true;
  }
  static std::uint32_t vm(std::uint32_t v) { return v / 2; }
  static std::optional<std::uint32_t> resident(std::uint32_t, std::uint32_t) { return {}; }

 private:
  static constexpr std::uint32_t length = 2 * TENON_EXIT_COUNT;
  std::uint32_t first_;
  std::array<tenon_exit, length> script_{};
  std::array<tenon_scripted_answer, 4> log_{};
  std::array<Arch::Stage2, 2> stage2_{};
  Arch::Stage2 bad_{.root = 1};
  std::array<tenon_scripted_cpu*, cpus> here_{};
};

using Walk = example::walk::Walk<ScriptedMachine>;

/// What a walk is made of; shrinking makes it zeros, and a step of zero is refused.
struct Choices {
  std::vector<std::uint32_t> all;
};
void showValue(const Choices& choices, std::ostream& out) {
  for (const std::uint32_t choice : choices.all) {
    if (choice != 0) out << Walk::name(choice) << " " << std::hex << choice << std::dec << "\n";
  }
}

constexpr std::uint32_t steps = 2000;

/// What all walks did, by operation.
struct Sum {
  std::uint64_t steps = 0;
  std::map<std::string_view, std::pair<std::uint64_t, std::uint64_t>> counts;
  std::array<std::uint64_t, TENON_EXIT_COUNT> exits{};
};

void add(Sum& sum, const Walk& walk) {
  sum.steps += walk.steps();
  for (std::size_t n = 0; n < Walk::names.size(); ++n) {
    auto& [done, refused] = sum.counts[Walk::names.at(n)];
    done += walk.counts().at(n).done;
    refused += walk.counts().at(n).refused;
  }
  for (std::size_t n = 0; n < sum.exits.size(); ++n) sum.exits.at(n) += walk.exits().at(n);
}

TEST(LifecycleWalk, GoesAsTheModelSays) {
  // 1000 walks, the same in each run; who sets RC_PARAMS walks elsewhere.
  setenv("RC_PARAMS", "seed=1 max_success=1000", 0);  // NOLINT(concurrency-mt-unsafe)
  Sum sum;
  const bool good = rc::check([&] {
    const auto choices = *rc::gen::map(
        rc::gen::resize(rc::kNominalSize, rc::gen::container<std::vector<std::uint32_t>>(
                                              steps, rc::gen::arbitrary<std::uint32_t>())),
        [](std::vector<std::uint32_t> all) { return Choices{std::move(all)}; });
    ScriptedMachine machine(choices.all.front() % TENON_EXIT_COUNT);
    auto walk = std::make_unique<Walk>(machine);
    for (const std::uint32_t choice : choices.all) {
      if (!walk->step(choice)) {
        // Its tokens would trap.
        const Walk& failed = *walk.release();
        RC_FAIL(std::string(failed.operation()) + ": " + std::string(failed.failure()));
      }
    }
    walk->finish();
    add(sum, *walk);
  });
  ASSERT_TRUE(good);
  EXPECT_GE(sum.steps, 1'000'000U);
  // The typed API leaves nothing to refuse here, and what the core would do is trap.
  const std::set<std::string_view> never_refused{"run", "answer", "stop", "write", "handle"};
  for (const auto& [name, count] : sum.counts) {
    EXPECT_GT(count.first, 1000U) << name << " was hardly ever done";
    EXPECT_EQ(count.second == 0, never_refused.contains(name)) << name << " refused";
  }
  for (std::size_t n = 0; n < sum.exits.size(); ++n) {
    EXPECT_GT(sum.exits.at(n), 0U) << "no exit of kind " << n;
  }
}

}  // namespace
