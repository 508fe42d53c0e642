// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the tour of the hostile guest needs of AArch64.
#pragma once

#include <optional>

#include "guard.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "tenon/vm/aarch64/plan.hpp"

namespace example::hostile {

struct Machine {
  struct PlanBase : tenon::aarch64::PlanBase {
    using Hal = ExampleHal;
  };
  static constexpr std::uint64_t call_alive = 0x51;  // HVC; tests/guest/hostile/hostile.h
  static constexpr std::uint32_t causes = TENON_AARCH64_CAUSE_COUNT;
  static constexpr std::string_view host_level = "EL2", guest_level = "EL1";
  /// ACTLR_EL1.
  static constexpr tenon::SysRegAddress kept_register{TENON_AARCH64_SYSREG(3, 0, 1, 0, 1)};
  static constexpr std::uint32_t hypervisor_timer = 26, virtual_timer = 27;
  /// Of the hypervisor's timer in its counts: 3 ms on QEMU.
  static constexpr std::uint64_t tick = 187500;

  [[nodiscard]] static std::uint64_t counter() noexcept {
    std::uint64_t now = 0;
    asm volatile("isb\n mrs %0, cntpct_el0" : "=r"(now));
    return now;
  }
  [[nodiscard]] static PlanBase::RegisterPolicy::Config register_config() noexcept {
    return {.features = &tenon_aarch64_hw_this_cpu()->features};
  }
  [[nodiscard]] static tenon::AArch64Arch::SetupConfig setup_config(Random& random) noexcept {
    return {.trap_wfi = true, .trap_wfe = random.below(2) == 0};
  }
  [[nodiscard]] static tenon::aarch64::Register argument(std::uint32_t number) noexcept {
    return tenon::aarch64::x(number);
  }

  /// Interrupts of this CPU.
  static void open(tenon::CpuId cpu) noexcept {
    gic().enable_distributor();
    gic().enable_cpu(cpu.value());
    gic().enable_ppi(cpu.value(), hypervisor_timer);
    gic().enable_ppi(cpu.value(), virtual_timer);
  }
  static void arm_timer() noexcept {
    asm volatile("msr cnthp_tval_el2, %0\n msr cnthp_ctl_el2, %1\n isb" ::"r"(tick),
                 "r"(std::uint64_t{1}));
  }
  /// The guest's timer becomes its own, by `inject`; returns how often the hypervisor's has come.
  template <class Inject>
  [[nodiscard]] static std::uint32_t take_interrupts(Inject inject) noexcept {
    std::uint32_t ticks = 0;
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      gic().drop_priority(interrupt->value());
      if (interrupt->value() == virtual_timer) {
        require(inject(*interrupt, tenon::Trigger::linked), "timer interrupt");
        continue;
      }
      if (interrupt->value() == hypervisor_timer) {
        arm_timer();
        ++ticks;
      }
      ExampleHal::irq_handler(*interrupt);
    }
    return ticks;
  }
  /// What the guest has not ended nobody else will.
  static void end_life() noexcept { gic().deactivate(virtual_timer); }

  /// ESR_EL2.EC of the last exit, if it was an exception.
  [[nodiscard]] static std::optional<std::uint32_t> exception_class(
      const tenon::aarch64::VCpuStorage& vcpu) noexcept {
    if (vcpu.fault.vector % 4 != 0) return std::nullopt;
    return static_cast<std::uint32_t>(vcpu.fault.esr >> 26 & 63);
  }
  [[nodiscard]] static std::string_view class_name(std::uint32_t number) noexcept {
    return tenon::aarch64::cause_name((number + 28) % 64);  // as cause.h counts them
  }
  [[nodiscard]] static std::string_view changed_control(
      const tenon::aarch64::VCpuStorage& vcpu) noexcept {
    return example::changed_control(vcpu);
  }
};

}  // namespace example::hostile
