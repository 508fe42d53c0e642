// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every guest of the tours starts from: an enabled CPU, tables for a second stage, memory at
/// 0x40000000 with the guest's image in it.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "account.hpp"
#include "board.hpp"
#include "second_cpu.hpp"
#include "tenon/native.hpp"
#include "tenon/vm/x86_64/nested.hpp"

namespace example {

inline constexpr std::uint64_t guest_memory_start = 0x40000000;

/// Makes this CPU an IdleCpu, once for each; dies if it cannot.
[[nodiscard]] tenon::x86_64::IdleCpu enable_this_cpu(const Board& board) noexcept;

/// Pool, VM identifiers and account of memory that all VMs share; made at the first call.
[[nodiscard]] tenon::x86_64::Nested::Config nested_config(const Board& board,
                                                          std::uint32_t vm = 0) noexcept;

/// What a vCPU finds at its first instruction: its number as the id of its APIC. No register has the
/// argument, whose address follows from that number.
[[nodiscard]] inline tenon::X86Arch::CreateConfig create_config(
    const tenon::x86_64::VCpuStorage& storage, std::uint32_t vcpu,
    std::uint64_t /*argument*/) noexcept {
  return {.address = tenon::HostPhysical(std::bit_cast<std::uint64_t>(&storage)), .apic_id = vcpu};
}

/// What a call asks for that tours and guests agree on: RSI.
[[nodiscard]] inline std::uint64_t function_of(const tenon::x86_64::Hypercall& call) noexcept {
  return call.argument(3);
}
/// A function that returns `value`, of up to 16 bits.
[[nodiscard]] constexpr std::array<std::uint32_t, 3> code_returning(std::uint32_t value) noexcept {
  return {0xb8 | value << 8, 0xc300, 0};  // mov $value, %eax; ret
}
/// An unmapped page is forgotten at a vCPU's next entry: one that is in its guest has to leave it.
inline constexpr bool forgets_at_entry = true;

/// 64-bit mode with the page tables in the image's second page; no port or MSR is the guest's but for
/// those that are switched.
[[nodiscard]] tenon::X86Arch::SetupConfig setup_config() noexcept;

/// `bytes` of zeroed memory with `image` at its start; dies if there is not that much.
[[nodiscard]] std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept;

/// What was written there is what every CPU fetches: caches are coherent.
inline void clean_to_memory(std::uint64_t /*start*/, std::uint64_t /*bytes*/) noexcept {}

/// Dies if `status` is an error.
void require(tenon::Status status, std::string_view what) noexcept;

}  // namespace example
