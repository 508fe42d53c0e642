// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every guest of the tours starts from: an enabled hart, tables for a second stage, memory at
/// 0x40000000 with the guest's image in it.
#pragma once

#include <array>
#include <cstdint>

#include "account.hpp"
#include "board.hpp"
#include "tenon/riscv64.hpp"
#include "tenon/vm/riscv64/nested.hpp"

namespace example {

inline constexpr std::uint64_t guest_memory_start = 0x40000000;

/// tp of this hart, from its first instruction on; nothing else has a use for tp.
void be_cpu(std::uint32_t index) noexcept;
[[nodiscard]] std::uint32_t this_cpu() noexcept;

/// Makes this hart an IdleCpu, once for each; dies if it cannot.
[[nodiscard]] tenon::riscv64::IdleCpu enable_this_cpu(const Board& board) noexcept;

/// Pool, VM identifiers and account of memory that all VMs share; made at the first call. Each VM
/// that is open has a root of its own, number `vm`.
[[nodiscard]] tenon::riscv64::Nested::Config nested_config(const Board& board,
                                                           std::uint32_t vm = 0) noexcept;

/// What a vCPU finds at its first instruction: its number in a0, and `argument` in a1.
[[nodiscard]] inline tenon::RiscV64Arch::CreateConfig create_config(
    const tenon::riscv64::VCpuStorage& /*storage*/, std::uint32_t vcpu,
    std::uint64_t argument) noexcept {
  return {.hart_id = vcpu, .device_tree = tenon::GuestPhysical(argument)};
}
/// Hypercall::immediate of the calls that tours and guests agree on, less their numbers: those that
/// SBI keeps for the implementation.
inline constexpr std::uint64_t own_calls = 0x0a000000, own_calls_end = 0x0b000000;
[[nodiscard]] inline std::uint64_t function_of(const tenon::riscv64::Hypercall& call) noexcept {
  return call.immediate() - own_calls;
}
[[nodiscard]] inline tenon::RiscV64Arch::SetupConfig setup_config() noexcept { return {}; }
/// Every CPU has forgotten a page when its unmapping ends.
inline constexpr bool forgets_at_entry = false;
/// A function that returns `value`, of up to 16 bits, whose bit 11 is 0.
[[nodiscard]] constexpr std::array<std::uint32_t, 3> code_returning(std::uint32_t value) noexcept {
  return {0x00000537 | (value & 0xf000), 0x00050513 | (value & 0xfff) << 20,
          0x00008067};  // lui a0; addi a0; ret
}

/// `bytes` of zeroed memory with `image` at its start; dies if there is not that much.
[[nodiscard]] std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept;

/// What was written there is what every hart fetches from here on.
void clean_to_memory(std::uint64_t start, std::uint64_t bytes) noexcept;

/// Dies if `status` is an error.
void require(tenon::Status status, std::string_view what) noexcept;

}  // namespace example
