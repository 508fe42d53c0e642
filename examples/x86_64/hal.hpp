// SPDX-License-Identifier: Apache-2.0
/// \file
/// The example's side of tenon::Hal.
#pragma once

#include "host.hpp"
#include "second_cpu.hpp"
#include "tenon/hal.hpp"

namespace example {

struct ExampleHal {
  [[nodiscard]] static std::optional<tenon::HostPhysical> alloc_frame() noexcept {
    return std::nullopt;
  }
  static void dealloc_frame(tenon::HostPhysical /*frame*/) noexcept {}
  /// The hypervisor's addresses are physical ones.
  [[nodiscard]] static tenon::HostVirtual phys_to_virt(tenon::HostPhysical address) noexcept {
    return tenon::HostVirtual(address.value());
  }
  [[nodiscard]] static tenon::HostPhysical virt_to_phys(tenon::HostVirtual address) noexcept {
    return tenon::HostPhysical(address.value());
  }
  /// The CPU's own handlers take what comes (host_entry.S).
  [[nodiscard]] static std::optional<tenon::InterruptId> irq_fetch() noexcept {
    take_interrupts();
    return std::nullopt;
  }
  static void irq_handler(tenon::InterruptId /*interrupt*/) noexcept {}
  [[nodiscard]] static std::uint64_t now() noexcept { return __builtin_ia32_rdtsc(); }
  [[nodiscard]] static tenon::CpuId current_cpu() noexcept { return tenon::CpuId(this_cpu()); }
  static void send_kick(tenon::CpuId cpu) noexcept { kick(cpu.value()); }
};
static_assert(tenon::Hal<ExampleHal>);

}  // namespace example
