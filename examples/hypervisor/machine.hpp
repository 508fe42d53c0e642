// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every guest of this hypervisor starts from: an enabled CPU, tables for a second stage,
/// memory at 0x40000000 with the guest's image in it.
#pragma once

#include <cstdint>

#include "board.hpp"
#include "tenon/aarch64.hpp"
#include "tenon/vm/aarch64/nested.hpp"

namespace example {

inline constexpr std::uint64_t guest_memory_start = 0x40000000;

/// Makes this CPU an IdleCpu, once for each CPU; dies if it cannot.
[[nodiscard]] tenon::aarch64::IdleCpu enable_this_cpu(const Board& board) noexcept;

/// Pool, VM identifiers and account of memory that all VMs share; made at the first call, on the
/// boot CPU.
[[nodiscard]] tenon::aarch64::Nested::Config nested_config(const Board& board) noexcept;

/// Gives memory to a VM for as long as the machine runs, if it does not have it already; dies if it
/// is another's.
void give(tenon::VmId vm, std::uint64_t start, std::uint64_t bytes) noexcept;

/// The account itself, once there is a nested_config.
[[nodiscard]] tenon::Grants grants() noexcept;

/// `bytes` of zeroed memory with `image` at its start; dies if there is not that much.
[[nodiscard]] std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept;

/// What a guest shall read before it turns its caches on must be in memory (DDI 0487 B2.4.4).
void clean_to_memory(std::uint64_t start, std::uint64_t bytes) noexcept;

/// Dies if `status` is an error.
void require(tenon::Status status, std::string_view what) noexcept;

}  // namespace example
