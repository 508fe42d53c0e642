// SPDX-License-Identifier: Apache-2.0
/// \file
/// The example's side of tenon::Hal.
#pragma once

#include "harts.hpp"
#include "tenon/hal.hpp"

namespace example {

inline constexpr tenon::InterruptId kick_interrupt(TENON_RISCV64_INTERRUPT_SOFTWARE);
inline constexpr tenon::InterruptId timer_interrupt(TENON_RISCV64_INTERRUPT_TIMER);

struct ExampleHal {
  [[nodiscard]] static std::optional<tenon::HostPhysical> alloc_frame() noexcept {
    return std::nullopt;
  }
  static void dealloc_frame(tenon::HostPhysical /*frame*/) noexcept {}
  /// The hypervisor runs without translation.
  [[nodiscard]] static tenon::HostVirtual phys_to_virt(tenon::HostPhysical address) noexcept {
    return tenon::HostVirtual(address.value());
  }
  [[nodiscard]] static tenon::HostPhysical virt_to_phys(tenon::HostVirtual address) noexcept {
    return tenon::HostPhysical(address.value());
  }
  /// Kicks and, on harts without Sstc, the timer are all that is let in.
  [[nodiscard]] static std::optional<tenon::InterruptId> irq_fetch() noexcept {
    if (take_kick()) return kick_interrupt;
    if (take_timer()) return timer_interrupt;
    return std::nullopt;
  }
  static void irq_handler(tenon::InterruptId /*interrupt*/) noexcept {}
  [[nodiscard]] static std::uint64_t now() noexcept {
    std::uint64_t ticks = 0;
    asm volatile("rdtime %0" : "=r"(ticks));
    return ticks * 100;  // QEMU's virt board counts at 10 MHz
  }
  [[nodiscard]] static tenon::CpuId current_cpu() noexcept {
    return tenon::CpuId(tenon_riscv64_hw_this_cpu()->id);
  }
  static void send_kick(tenon::CpuId cpu) noexcept { kick(cpu.value()); }
};
static_assert(tenon::Hal<ExampleHal>);

}  // namespace example
