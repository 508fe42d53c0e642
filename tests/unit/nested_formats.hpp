// SPDX-License-Identifier: Apache-2.0
/// \file
/// How four ISAs write the entries of a second stage.
#pragma once

#include <cstdint>

#include "tenon/core/nested_table.h"

namespace tenon::testing {

struct Isa {
  const char* name;
  std::uint32_t low;
  std::uint32_t pointer;
  std::uint32_t small;
  std::uint32_t large;
  std::uint64_t high;  ///< an attribute above the address
};

// Each ISA's own way: Arm tells a table from a block by bit 1, RISC-V by R=W=X=0, x86 by bit 7.
inline constexpr Isa isas[] = {
    {"aarch64", 0, 3, 3, 1, std::uint64_t{1} << 54},
    {"riscv64", 1, 1, 0, 0, std::uint64_t{1} << 61},
    {"ept", 0, 7, 0, 0x80, std::uint64_t{1} << 63},
    {"npt", 0, 0x27, 0, 0x80, std::uint64_t{1} << 63},
};

inline tenon_nested_format format_of(const Isa& isa) {
  tenon_nested_format format{};
  for (std::uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; ++i) {
    const std::uint32_t access = i % 8;
    // Attribute bits 3:1 on RISC-V and bits 8:2 elsewhere; RISC-V has no leaf without access.
    if (isa.low != 0) {
      format.attribute[i] = access == 0 ? 0 : 1 + access * 2 + (i / 8) * isa.high;
    } else if (isa.large == 0x80) {
      format.attribute[i] = access == 0 ? 0 : access + (i / 8) * 8 + ((access & 4) ? 0 : isa.high);
    } else {
      format.attribute[i] = 0x400 + access * 0x40 + (i / 8) * 4 + ((access & 4) ? 0 : isa.high);
    }
  }
  format.limit = std::uint64_t{1} << 48;
  format.guest = std::uint64_t{1} << 48;
  format.low = isa.low;
  format.pointer = isa.pointer;
  format.small = isa.small;
  format.large = isa.large;
  return format;
}

}  // namespace tenon::testing
