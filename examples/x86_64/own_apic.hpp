// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hypervisor's own local APIC, in the page that it has at reset.
#pragma once

#include <cstdint>

namespace example {

inline constexpr std::uint64_t own_apic = 0xfee00000;
inline constexpr std::uint32_t kick_vector = 0x41;

[[nodiscard]] inline std::uint32_t read_apic(std::uint64_t offset) noexcept {
  return *reinterpret_cast<volatile std::uint32_t*>(own_apic + offset);
}
inline void write_apic(std::uint64_t offset, std::uint32_t value) noexcept {
  *reinterpret_cast<volatile std::uint32_t*>(own_apic + offset) = value;
}

}  // namespace example
