// SPDX-License-Identifier: Apache-2.0
// Every exit of exit.def: answered once in each way that its type has, twice in each pair of ways,
// and dropped. What the compilers do not see, the token traps.
#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <csignal>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tenon/scripted.hpp"

namespace {

using namespace tenon::scripted;

/// Kept for good, where leak checkers find it: dropped, it would trap.
template <class T>
void keep(T token) {
  static std::vector<T*>& kept = *new std::vector<T*>;
  kept.push_back(new T(std::move(token)));
}

/// One vCPU on one CPU, whose guest has stopped with exit `kind`.
class Stopper {
 public:
  explicit Stopper(std::uint32_t kind) { script_[0].kind = kind; }
  Stopper(const Stopper&) = delete;
  Stopper& operator=(const Stopper&) = delete;
  ~Stopper() { tenon_scripted_set_this_cpu(nullptr); }

  /// As `match` makes it.
  template <class E>
  E exit() {
    auto offline = OfflineCpu::claim(cpu_, tenon::CpuId(0));
    if (!offline) std::abort();
    auto idle = std::move(offline).value().enable();
    auto created = CreatedVCpu::create(vcpu_, {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(1)},
                                       {.script = script_, .log = {}});
    if (!idle || !created) std::abort();
    auto free = std::move(created).value().setup(tenon::GuestPhysical(0), stage2_);
    if (!free) std::abort();
    auto bound = std::move(free).value().bind(std::move(idle).value());
    if (!bound) std::abort();
    keep(std::move(bound).value().run());  // it is the token below that is used
    return tenon::detail::Access::make<E>(vcpu_);
  }

 private:
  std::array<tenon_exit, 1> script_{};
  tenon_scripted_cpu cpu_{};
  tenon_scripted_vcpu vcpu_{};
  tenon::ScriptedArch::Stage2 stage2_{};
};

template <class T>
concept Token =
    std::same_as<T, BoundVCpu> || std::same_as<T, Stopped> || std::same_as<T, EntryFailure>;

template <class E>
struct Answer {
  std::string name;
  void (*give)(E&);
};

/// The answers that the type has.
template <class E>
std::vector<Answer<E>> answers() {
  std::vector<Answer<E>> found;
#define ANSWER(call)                                                 \
  if constexpr (requires(E e) {                                      \
                  { std::move(e).call } -> Token;                    \
                }) {                                                 \
    found.push_back({#call, [](E& e) { keep(std::move(e).call); }}); \
  }
  ANSWER(complete(1))
  ANSWER(complete())
  ANSWER(resume())
  ANSWER(wait())
  ANSWER(inject_undefined())
  ANSWER(inject_abort())
  ANSWER(stop())
#undef ANSWER
  return found;
}

template <class E>
void give_all(std::uint32_t kind, std::uint32_t continuations) {
  const auto known = answers<E>();
  std::set<std::string> verbs;  // SendIpi completes with a status and without
  for (const Answer<E>& answer : known) verbs.insert(answer.name.substr(0, answer.name.find('(')));
  EXPECT_EQ(verbs.size(), continuations + 1) << "exit.def's continuations, and stop";
  for (const Answer<E>& first : known) {
    Stopper machine(kind);
    E e = machine.exit<E>();
    first.give(e);  // once is right
    for (const Answer<E>& second : known) {
      EXPECT_EXIT(second.give(e), testing::KilledBySignal(SIGILL), "")
          << second.name << " after " << first.name;
    }
    EXPECT_EXIT(static_cast<void>(e.record()), testing::KilledBySignal(SIGILL), "")
        << "looked at after " << first.name;
  }
  EXPECT_EXIT(static_cast<void>(Stopper(kind).exit<E>()), testing::KilledBySignal(SIGILL), "")
      << "dropped";
}

constexpr std::uint32_t continuations(std::uint32_t kind) {
  std::uint32_t count = 0;
#define TENON_CONTINUATION(Name, continuation) count += Name::kind == kind ? 1 : 0;
#include "tenon/core/exit.def"
  return count;
}

#define TENON_EXIT(Name, name, meaning)                           \
  TEST(ExitMisuse, Name) {                                        \
    GTEST_FLAG_SET(death_test_style, "fast");                     \
    give_all<Name>(TENON_EXIT_##name, continuations(Name::kind)); \
  }
#include "tenon/core/exit.def"

}  // namespace
