// SPDX-License-Identifier: Apache-2.0
/// \file
/// The VM: its memory and second stage.
#pragma once

#include <bit>

#include "tenon/native.hpp"

namespace example {

/// What the guest has of memory, from guest-physical 0; its image is at `guest_entry`.
inline constexpr std::uint64_t guest_bytes = 0x200000;
inline constexpr std::uint64_t guest_entry = 0x1000;

/// The hypervisor's addresses are physical ones.
[[nodiscard]] inline tenon::HostPhysical physical(const void* object) noexcept {
  return tenon::HostPhysical(std::bit_cast<std::uint64_t>(object));
}

/// Makes the second stage.
[[nodiscard]] tenon_x86_64_stage2& make_stage2() noexcept;

/// Takes LATE_PAGE from the guest, if it has it.
void unmap_late_page() noexcept;

/// Maps LATE_PAGE to the guest's memory at `page`.
void map_late_page(std::uint64_t page) noexcept;

/// The ports and MSRs that the guest has for itself: no port.
[[nodiscard]] const tenon_x86_64_policy& make_policy() noexcept;

}  // namespace example
