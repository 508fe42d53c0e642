// SPDX-License-Identifier: Apache-2.0
/// \file
/// The VM: its memory and second stage.
#pragma once

#include "tenon/native.hpp"

namespace example {

/// Where QEMU's loader puts the guest, and what of it the guest has.
inline constexpr std::uint64_t guest_memory = 0x84000000;
inline constexpr std::uint64_t guest_bytes = 0x400000;
/// Where the guest sees it.
inline constexpr std::uint64_t guest_base = 0x80000000;
/// A page of the guest's memory that it may only read.
inline constexpr std::uint64_t read_only_page = guest_base + 0x200000;
/// The emulated device.
inline constexpr std::uint64_t device_base = 0x10010000;
inline constexpr std::uint64_t device_bytes = 0x1000;

/// Makes the second stage, with a VM identifier if the hart has any.
[[nodiscard]] tenon_stage2& make_stage2(std::uint32_t levels) noexcept;

/// The guest's memory at `address`, or nothing: outside of it, or too short for `bytes`.
[[nodiscard]] const std::uint8_t* guest_bytes_at(std::uint64_t address,
                                                 std::uint64_t bytes) noexcept;

}  // namespace example
