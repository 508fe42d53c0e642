// SPDX-License-Identifier: Apache-2.0
// A simulated CPU and a VM on it whose vCPU plays a script: what tests of the VM layer stand on.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <vector>

#include "tenon/scripted.hpp"
#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/psci.hpp"
#include "tenon/vm/run_loop.hpp"
#include "tenon/vm/vm.hpp"
#include "unit/fake_hal.hpp"
#include "unit/fake_nested.hpp"

namespace tenon_test {

/// Answers ids 0x100 to 0x1ff, as an ISA's policy does.
struct FakePolicy {
  struct Config {
    std::uint64_t value = 0x1d;
  };
  explicit FakePolicy(const Config& config) noexcept : value_(config.value) {}

  [[nodiscard]] tenon::ReadAnswer read(
      const tenon::GuestAccess<tenon::SysRegAddress>& access) const noexcept {
    if (!mine(access.address)) return std::unexpected(tenon::Refusal::unclaimed);
    return value_;
  }
  [[nodiscard]] tenon::WriteAnswer write(const tenon::GuestAccess<tenon::SysRegAddress>& access,
                                         std::uint64_t /*value*/) const noexcept {
    if (!mine(access.address)) return std::unexpected(tenon::Refusal::unclaimed);
    return {};
  }
  [[nodiscard]] bool touches(tenon::SysRegAddress first, tenon::SysRegAddress last) const noexcept {
    return first.value() <= 0x1ff && last.value() >= 0x100;
  }

 private:
  [[nodiscard]] static bool mine(tenon::SysRegAddress id) noexcept {
    return id.value() >= 0x100 && id.value() <= 0x1ff;
  }
  std::uint64_t value_;
};

struct FakePlan {
  using Arch = tenon::ScriptedArch;
  using Hal = FakeHal;
  using Nested = FakeNested;
  using Mmio = tenon::DeviceBus<tenon::GuestPhysical, 4>;
  using SysRegs = tenon::DeviceBus<tenon::SysRegAddress, 2>;
  using RegisterPolicy = FakePolicy;
  using Ports = tenon::DeviceBus<tenon::Port, 2>;
  using Firmware = tenon::Psci;
  static constexpr std::uint32_t vcpus = 3;
  static constexpr std::uint32_t regions = 3;
};
static_assert(tenon::VmPlan<FakePlan>);
using FakeVm = tenon::Vm<FakePlan>;

/// The value of a transition that a test knows to succeed.
template <class R>
auto must(R result) {
  if (!result) {
    ADD_FAILURE() << sentence(result.error());
    std::abort();
  }
  return std::move(result).value();
}

/// One CPU, one vCPU with id 5 and affinity 0x100.
class ScriptedMachine : public testing::Test {
 protected:
  void SetUp() override { FakeHal::kicked.clear(); }
  void TearDown() override { tenon_scripted_set_this_cpu(nullptr); }

  template <class V>
  tenon::scripted::BoundVCpu bound(V& vm, std::vector<tenon_exit> script) {
    script_ = std::move(script);
    auto created = must(vm.create_vcpu(
        storage, {.id = tenon::VCpuId(5), .affinity = 0x100, .home = tenon::CpuId(0)},
        {script_, log}));
    auto configured = must(std::move(created).setup(tenon::GuestPhysical(0x4000), vm.stage2()));
    EXPECT_TRUE(vm.vcpus().turn_on(tenon::VCpuId(5)).has_value());
    auto offline = must(tenon::scripted::OfflineCpu::claim(cpu, tenon::CpuId(0)));
    return must(std::move(configured).bind(must(std::move(offline).enable())));
  }

  /// Runs the script until nobody answers; gives the record of that exit and stops.
  template <class V>
  tenon_exit play(V& vm, std::vector<tenon_exit> script) {
    auto exit = tenon::run_until_unanswered(bound(vm, std::move(script)), vm, counts);
    const tenon_exit record = exit.record();
    stop(std::move(exit));
    return record;
  }

  void stop(tenon::scripted::Exit exit) {
    using namespace tenon::scripted;
    Step step = std::move(exit).match(
        [](EntryFailed e) { return Step(std::move(e).stop()); },
        [](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                        ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                        CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                        Unhandled>
               e) { return Step(std::move(e).stop()); });
    std::move(step).finish(
        [](FreeVCpu vcpu, IdleCpu idle) {
          static_cast<void>(std::move(vcpu).destroy());
          EXPECT_TRUE(std::move(idle).disable().has_value());
        },
        [](FailedVCpu vcpu, IdleCpu idle) {
          static_cast<void>(std::move(vcpu).destroy());
          EXPECT_TRUE(std::move(idle).disable().has_value());
        });
  }

  /// What the script's exit number `index` was answered with.
  [[nodiscard]] tenon_scripted_answer answer(std::size_t index) const { return log.at(index); }

  tenon_scripted_cpu cpu{};
  tenon_scripted_vcpu storage{};
  tenon::ExitCounts counts{};
  std::array<tenon_scripted_answer, 32> log{};

 private:
  std::vector<tenon_exit> script_;
};

}  // namespace tenon_test
