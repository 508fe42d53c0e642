// SPDX-License-Identifier: Apache-2.0
/// \file
/// The example's side of tenon::Hal, and the devices of the machine that it stands on.
#pragma once

#include "board.hpp"
#include "gic.hpp"
#include "tenon/hal.hpp"

namespace example {

/// Called once on the boot CPU before anything below is used.
void open_platform(const Board& board) noexcept;
[[nodiscard]] const Gic& gic() noexcept;

struct ExampleHal {
  [[nodiscard]] static std::optional<tenon::HostPhysical> alloc_frame() noexcept;
  static void dealloc_frame(tenon::HostPhysical frame) noexcept;
  /// Stage 1 of the hypervisor maps memory where it is.
  [[nodiscard]] static tenon::HostVirtual phys_to_virt(tenon::HostPhysical address) noexcept {
    return tenon::HostVirtual(address.value());
  }
  [[nodiscard]] static tenon::HostPhysical virt_to_phys(tenon::HostVirtual address) noexcept {
    return tenon::HostPhysical(address.value());
  }
  [[nodiscard]] static std::optional<tenon::InterruptId> irq_fetch() noexcept;
  /// The hypervisor's own interrupts have nothing to do but to be deactivated.
  static void irq_handler(tenon::InterruptId interrupt) noexcept;
  [[nodiscard]] static std::uint64_t now() noexcept;
  [[nodiscard]] static tenon::CpuId current_cpu() noexcept;
  static void send_kick(tenon::CpuId cpu) noexcept;
};

static_assert(tenon::Hal<ExampleHal>);

}  // namespace example
