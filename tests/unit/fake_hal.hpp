// SPDX-License-Identifier: Apache-2.0
// A HAL for tests that writes down whom it kicked.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tenon/hal.hpp"

namespace tenon_test {

struct FakeHal {
  static inline std::vector<std::uint32_t> kicked;

  static std::optional<tenon::HostPhysical> alloc_frame() noexcept { return std::nullopt; }
  static void dealloc_frame(tenon::HostPhysical /*frame*/) noexcept {}
  static tenon::HostVirtual phys_to_virt(tenon::HostPhysical address) noexcept {
    return tenon::HostVirtual(address.value());
  }
  static tenon::HostPhysical virt_to_phys(tenon::HostVirtual address) noexcept {
    return tenon::HostPhysical(address.value());
  }
  static std::optional<tenon::InterruptId> irq_fetch() noexcept { return std::nullopt; }
  static void irq_handler(tenon::InterruptId /*interrupt*/) noexcept {}
  static std::uint64_t now() noexcept { return 0; }
  static tenon::CpuId current_cpu() noexcept { return tenon::CpuId(0); }
  static void send_kick(tenon::CpuId cpu) noexcept { kicked.push_back(cpu.value()); }
};

static_assert(tenon::Hal<FakeHal>);

}  // namespace tenon_test
