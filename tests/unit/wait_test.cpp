// SPDX-License-Identifier: Apache-2.0
// Halt::wait: to requesters the vCPU is in its guest while its CPU waits in the guest's stead.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "scripted_machine.hpp"

namespace {

using tenon::CpuId;
using tenon::InterruptId;

/// A CPU whose wait is the test's.
struct WaitingArch : tenon::ScriptedArch {
  static inline std::function<void()> on_wait;
  static void wait_for_interrupt(const VCpu& /*vcpu*/) noexcept { on_wait(); }
};
static_assert(tenon::ArchVCpu<WaitingArch>);
TENON_TYPES_OF(WaitingArch)

using Others =
    tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                 ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, CpuUp, CpuDown,
                 CpuSuspend, SystemDown, SystemReset, SendIpi, Unhandled>;

struct WaitingHal : tenon_test::FakeHal {
  static inline std::function<void(CpuId)> on_kick;
  static void send_kick(CpuId cpu) noexcept { on_kick(cpu); }
};

class Wait : public testing::Test {
 protected:
  void TearDown() override { tenon_scripted_set_this_cpu(nullptr); }

  [[nodiscard]] FreeVCpu vcpu(std::span<const tenon_exit> script) {
    auto created = tenon_test::must(CreatedVCpu::create(
        storage_, {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(2)}, {script, log_}));
    return tenon_test::must(std::move(created).setup(tenon::GuestPhysical(0x4000), stage2_));
  }
  [[nodiscard]] BoundVCpu bind(FreeVCpu vcpu) {
    auto offline = tenon_test::must(OfflineCpu::claim(cpu_, CpuId(3)));
    return tenon_test::must(std::move(vcpu).bind(tenon_test::must(std::move(offline).enable())));
  }
  /// Answers each Halt by `halt`, and goes on after a kick.
  template <class Answer>
  [[nodiscard]] Step turn(Step step, const Answer& halt) {
    return std::move(step).run().match([&](Halt e) -> Step { return halt(std::move(e)); },
                                       [&](Preempted e) -> Step {
                                         ++preempted_;
                                         return std::move(e).resume();
                                       },
                                       [](EntryFailed e) -> Step { return std::move(e).stop(); },
                                       [](Others e) -> Step { return std::move(e).stop(); });
  }
  void play(Step step) {
    while (step.running()) step = turn(std::move(step), [](Halt e) { return std::move(e).wait(); });
    std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) { FAIL(); });
  }

  tenon_scripted_cpu cpu_{};
  tenon_scripted_vcpu storage_{};
  WaitingArch::Stage2 stage2_{};
  std::array<tenon_scripted_answer, 16> log_{};
  int preempted_ = 0;
};

TEST_F(Wait, ARequestMeanwhileInterruptsTheCpuThatWaits) {
  const std::array script{tenon_exit{.kind = TENON_EXIT_halt},
                          tenon_exit{.kind = TENON_EXIT_system_down}};
  FreeVCpu free = vcpu(script);
  const auto handle = free.kick_handle<WaitingHal>();
  ASSERT_TRUE(handle.has_value());
  std::vector<CpuId> kicked;
  WaitingHal::on_kick = [&](CpuId cpu) { kicked.push_back(cpu); };
  int waits = 0;
  WaitingArch::on_wait = [&] {
    ++waits;
    EXPECT_TRUE(handle->request_interrupt(InterruptId(40)).has_value());
  };
  play(bind(std::move(free)));
  EXPECT_EQ(waits, 1);
  EXPECT_EQ(kicked, std::vector{CpuId(3)});
  EXPECT_EQ(log_[0].kind, TENON_SCRIPTED_RESUME) << "the guest goes on behind its instruction";
  EXPECT_EQ(log_[1].kind, TENON_SCRIPTED_INTERRUPT);
  EXPECT_EQ(log_[1].exit, 40U);
  EXPECT_TRUE(handle->request_interrupt(InterruptId(41)).has_value());
  EXPECT_EQ(kicked.size(), 1U) << "it waits no more";
}

TEST_F(Wait, WhatWasRequestedBeforeIsNotWaitedFor) {
  const std::array script{tenon_exit{.kind = TENON_EXIT_halt}, tenon_exit{.kind = TENON_EXIT_halt},
                          tenon_exit{.kind = TENON_EXIT_system_down}};
  BoundVCpu bound = bind(vcpu(script));
  const auto handle = *bound.kick_handle<WaitingHal>();
  WaitingHal::on_kick = [](CpuId) { FAIL() << "nobody is in a guest"; };
  int waits = 0;
  WaitingArch::on_wait = [&] { ++waits; };
  Step step = turn(std::move(bound), [&](Halt e) {
    EXPECT_TRUE(handle.kick().has_value());
    return std::move(e).wait();
  });
  EXPECT_EQ(waits, 0) << "the kick was there first";
  play(std::move(step));
  EXPECT_EQ(preempted_, 1);
  EXPECT_EQ(waits, 1);
}

TEST_F(Wait, OfAVCpuOfAnotherCpuTraps) {
  const std::array script{tenon_exit{.kind = TENON_EXIT_halt}};
  const auto elsewhere = [](Halt e) {
    tenon_scripted_cpu other{};
    static_cast<void>(tenon_scripted_claim(&other, 4));
    tenon_scripted_set_this_cpu(&other);
    return std::move(e).wait();
  };
  WaitingArch::on_wait = [] { std::_Exit(0); };  // a drop would trap too
  EXPECT_DEATH(static_cast<void>(turn(bind(vcpu(script)), elsewhere)), "");
}

// A request is left at any moment around the wait: one lost wake-up and the limit names it.
TEST_F(Wait, NoWakeUpIsLost) {
  constexpr std::uint32_t rounds = 500;
  std::vector<tenon_exit> script(rounds + 1, tenon_exit{.kind = TENON_EXIT_halt});
  script.back().kind = TENON_EXIT_system_down;
  FreeVCpu free = vcpu(script);
  const auto handle = *free.kick_handle<WaitingHal>();
  std::atomic<bool> interrupted{false}, stuck{false}, over{false};
  std::atomic<std::uint32_t> woken{0};
  WaitingHal::on_kick = [&](CpuId) { interrupted = true; };
  WaitingArch::on_wait = [&] {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!interrupted.exchange(false) && !stuck) {
      std::this_thread::yield();
      if (std::chrono::steady_clock::now() > limit) stuck = true;
    }
    ++woken;
  };
  std::jthread requester([&] {
    for (std::uint32_t round = 0; !over && !stuck; ++round) {
      EXPECT_TRUE(handle.request_interrupt(InterruptId(round % 64)).has_value());
      for (std::uint32_t pause = round % 97; pause != 0; --pause) std::this_thread::yield();
    }
  });
  play(bind(std::move(free)));
  over = true;
  EXPECT_FALSE(stuck) << "a request was left and nobody woke";
  EXPECT_GT(woken, 0U) << "it never waited";
}

}  // namespace
