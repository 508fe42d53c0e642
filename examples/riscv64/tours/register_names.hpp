// SPDX-License-Identifier: Apache-2.0
/// \file
/// The switched registers of registers.def, as a tour walks and names them.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenon/riscv64.hpp"

namespace example {

inline constexpr std::uint32_t switched_registers = TENON_RISCV64_SAVED_COUNT;

inline constexpr std::string_view switched_names[] = {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) #name,
#include "tenon/core/riscv64/registers.def"
};

/// Row `n`.
[[nodiscard]] constexpr tenon::riscv64::Register switched(std::uint32_t n) noexcept {
  return static_cast<tenon::riscv64::Register>(TENON_RISCV64_REGISTER_VSSTATUS + n);
}

/// QEMU 7.2 keeps one bit for hvip.VSTIP and for what vstimecmp makes pending.
[[nodiscard]] constexpr std::uint64_t changes_by_itself(tenon::riscv64::Register name) noexcept {
  return name == tenon::riscv64::Register::HVIP ? 0x40 : 0;
}
/// `value` without what may not be written: of others in vsie QEMU 7.2 makes bits of hie.
[[nodiscard]] constexpr std::uint64_t possible(tenon::riscv64::Register name,
                                               std::uint64_t value) noexcept {
  return name == tenon::riscv64::Register::VSIE ? value & 0x222 : value;
}

/// The row behind a CSR of this number in VS-mode: its VS-level twin, hvip for sip, or itself.
[[nodiscard]] constexpr std::string_view switched_name(std::uint64_t number) noexcept {
  constexpr std::uint64_t numbers[] = {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) number,
#include "tenon/core/riscv64/registers.def"
  };
  constexpr std::uint64_t sip = 0x144, hvip = 0x645, to_vs_level = 0x100;
  for (std::uint32_t n = 0; n < switched_registers; ++n) {
    const bool own = numbers[n] == number || numbers[n] == number + to_vs_level;
    if (own || (number == sip && numbers[n] == hvip)) return switched_names[n];
  }
  return "(no row)";
}

}  // namespace example
