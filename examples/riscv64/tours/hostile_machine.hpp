// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the tour of the hostile guest needs of RISC-V.
#pragma once

#include <optional>

#include "guard.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "tenon/vm/riscv64/plan.hpp"

namespace example::hostile {

/// A guest whose console nobody reads. Without Sstc each tick of the hypervisor's timer is one of
/// the guest's as well.
struct QuietHost {
  static void set_timer(tenon::riscv64::Hypercall& call, std::uint64_t deadline) noexcept {
    if (features_of(this_cpu()).has % 2 == 1) {
      tenon::riscv64::SstcTimer::set_timer(call, deadline);
    } else {
      static_cast<void>(call.lower_interrupt(timer_interrupt));
    }
  }
  static void put(tenon::VmId /*vm*/, std::uint8_t /*character*/) noexcept {}
  [[nodiscard]] static std::optional<std::uint8_t> get(tenon::VmId /*vm*/) noexcept {
    return std::nullopt;
  }
};

/// SBI, and calls that are left to the caller of the run loop.
struct Firmware : tenon::Sbi<QuietHost> {
  template <class Vm>
  [[nodiscard]] static tenon::CallAnswer call(const Vm& vm,
                                              tenon::riscv64::Hypercall& exit) noexcept {
    if (exit.immediate() >= own_calls && exit.immediate() < own_calls_end) {
      return std::unexpected(tenon::Refusal::leave);
    }
    return tenon::Sbi<QuietHost>::call(vm, exit);
  }
};

struct Machine {
  struct PlanBase : tenon::riscv64::PlanBase {
    using Hal = ExampleHal;
    using Firmware = hostile::Firmware;
  };
  static constexpr std::uint64_t call_alive = own_calls + 0x51;  // tests/guest/hostile
  static constexpr std::uint32_t causes = TENON_RISCV64_CAUSE_COUNT;
  static constexpr std::string_view host_level = "HS", guest_level = "VS";
  /// hcounteren, which no guest has.
  static constexpr tenon::SysRegAddress kept_register{0x606};
  /// Of the time: 3 ms on QEMU.
  static constexpr std::uint64_t tick = 30000;

  [[nodiscard]] static std::uint64_t counter() noexcept {
    std::uint64_t now = 0;
    asm volatile("rdtime %0" : "=r"(now));
    return now;
  }
  [[nodiscard]] static PlanBase::RegisterPolicy::Config register_config() noexcept { return {}; }
  [[nodiscard]] static tenon::RiscV64Arch::SetupConfig setup_config(Random& random) noexcept {
    return {.trap_wfi = true, .counters = random.below(2) == 0};
  }
  [[nodiscard]] static tenon::riscv64::Register argument(std::uint32_t number) noexcept {
    return tenon::riscv64::x(10 + number);
  }

  static void open(tenon::CpuId /*cpu*/) noexcept { mark_host(); }
  static void arm_timer() noexcept { start_timer(counter() + tick); }
  /// Returns how often the hypervisor's timer has come; without Sstc it is the guest's as well, by
  /// `inject`.
  template <class Inject>
  [[nodiscard]] static std::uint32_t take_interrupts(Inject inject) noexcept {
    std::uint32_t ticks = 0;
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      if (*interrupt != timer_interrupt) continue;
      arm_timer();
      ++ticks;
      if (features_of(this_cpu()).has % 2 == 0) {
        require(inject(timer_interrupt, tenon::Trigger::level), "timer interrupt");
      }
    }
    return ticks;
  }
  static void end_life() noexcept {}

  /// scause of the last exit, if it was an exception.
  [[nodiscard]] static std::optional<std::uint32_t> exception_class(
      const tenon::riscv64::VCpuStorage& vcpu) noexcept {
    if (vcpu.fault.scause >> 63 != 0) return std::nullopt;
    return static_cast<std::uint32_t>(vcpu.fault.scause % 64);
  }
  [[nodiscard]] static std::string_view class_name(std::uint32_t number) noexcept {
    return tenon::riscv64::cause_name(number);
  }
  [[nodiscard]] static std::string_view changed_control(
      const tenon::riscv64::VCpuStorage& vcpu) noexcept {
    return example::changed_control(vcpu);
  }
};

}  // namespace example::hostile
