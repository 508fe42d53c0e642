// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every guest of this hypervisor starts from: an enabled CPU, tables for a second stage,
/// memory at 0x40000000 with the guest's image in it.
#pragma once

#include <array>
#include <cstdint>

#include "account.hpp"
#include "board.hpp"
#include "tenon/aarch64.hpp"
#include "tenon/vm/aarch64/nested.hpp"

namespace example {

inline constexpr std::uint64_t guest_memory_start = 0x40000000;

/// Makes this CPU an IdleCpu, once for each CPU; dies if it cannot.
[[nodiscard]] tenon::aarch64::IdleCpu enable_this_cpu(const Board& board) noexcept;

/// Pool, VM identifiers and account of memory that all VMs share; made at the first call, on the
/// boot CPU.
[[nodiscard]] tenon::aarch64::Nested::Config nested_config(const Board& board,
                                                           std::uint32_t vm = 0) noexcept;

/// What a vCPU finds at its first instruction: its number, and `argument` in x0.
[[nodiscard]] inline tenon::AArch64Arch::CreateConfig create_config(
    const tenon::aarch64::VCpuStorage& /*storage*/, std::uint32_t vcpu,
    std::uint64_t argument) noexcept {
  return {.mpidr = vcpu, .device_tree = tenon::GuestPhysical(argument)};
}
/// Hypercall::immediate of the calls that tours and guests agree on, less their numbers.
inline constexpr std::uint64_t own_calls = 0;
[[nodiscard]] inline std::uint64_t function_of(const tenon::aarch64::Hypercall& call) noexcept {
  return call.immediate() - own_calls;
}
[[nodiscard]] inline tenon::AArch64Arch::SetupConfig setup_config() noexcept { return {}; }
/// Every CPU has forgotten a page when its unmapping ends.
inline constexpr bool forgets_at_entry = false;
/// A function that returns `value`, of up to 16 bits.
[[nodiscard]] constexpr std::array<std::uint32_t, 3> code_returning(std::uint32_t value) noexcept {
  return {0xd2800000 | value << 5, 0xd65f03c0, 0};  // mov x0, #value; ret
}

/// `bytes` of zeroed memory with `image` at its start; dies if there is not that much.
[[nodiscard]] std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept;

/// What a guest shall read before it turns its caches on must be in memory (DDI 0487 B2.4.4).
void clean_to_memory(std::uint64_t start, std::uint64_t bytes) noexcept;

/// Dies if `status` is an error.
void require(tenon::Status status, std::string_view what) noexcept;

}  // namespace example
