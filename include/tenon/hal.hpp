// SPDX-License-Identifier: Apache-2.0
/// \file
/// What tenon asks of the hypervisor it is part of.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>

#include "tenon/address.hpp"
#include "tenon/ids.hpp"

namespace tenon {

/// Static members only. Frames are asked for by the VM layer at set-up, never on an exit path and
/// never by the core. There are no defaults: what a hypervisor forgets does not compile.
template <class H>
concept Hal = requires(HostPhysical physical, HostVirtual virt, InterruptId interrupt, CpuId cpu) {
  /// A zeroed, 4 KiB aligned frame of 4 KiB, or nothing.
  { H::alloc_frame() } noexcept -> std::same_as<std::optional<HostPhysical>>;
  { H::dealloc_frame(physical) } noexcept -> std::same_as<void>;
  { H::phys_to_virt(physical) } noexcept -> std::same_as<HostVirtual>;
  { H::virt_to_phys(virt) } noexcept -> std::same_as<HostPhysical>;
  /// Acknowledges the pending physical interrupt, or tells that there is none.
  { H::irq_fetch() } noexcept -> std::same_as<std::optional<InterruptId>>;
  /// Runs the host's handler of an interrupt that `irq_fetch` gave.
  { H::irq_handler(interrupt) } noexcept -> std::same_as<void>;
  /// Monotonic time in nanoseconds.
  { H::now() } noexcept -> std::same_as<std::uint64_t>;
  { H::current_cpu() } noexcept -> std::same_as<CpuId>;
  /// Interrupts another CPU so that its guest exits.
  { H::send_kick(cpu) } noexcept -> std::same_as<void>;
};

}  // namespace tenon
