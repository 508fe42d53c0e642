// SPDX-License-Identifier: Apache-2.0
/// \file
/// The registers of registers.def, as a tour walks and names them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "tenon/x86_64.hpp"

namespace example {

/// Of a segment register and of a table's there are several.
inline constexpr std::string_view switched_names[] = {
#define TENON_X86_64_HELD(name, type, field, reset, why) #name,
#define TENON_X86_64_SEGMENT(name, field) \
  #name " selector", #name " base", #name " limit", #name " attributes",
#define TENON_X86_64_TABLE(name, field) #name " base", #name " limit",
#define TENON_X86_64_SWITCHED(name, reset, why) #name,
#include "tenon/core/x86_64/registers.def"
};
inline constexpr std::uint32_t switched_registers =
    TENON_X86_64_REGISTER_END - TENON_X86_64_REGISTER_RFLAGS - 1;
static_assert(std::size(switched_names) == switched_registers);

/// Row `n`.
[[nodiscard]] constexpr tenon::x86_64::Register switched(std::uint32_t n) noexcept {
  return static_cast<tenon::x86_64::Register>(TENON_X86_64_REGISTER_RFLAGS + 1 + n);
}

[[nodiscard]] constexpr std::uint64_t changes_by_itself(tenon::x86_64::Register /*name*/) noexcept {
  return 0;
}
/// A value like `value` that the register takes: addresses are canonical, SVME is the core's, and XCR0
/// has x87, and SSE with AVX.
[[nodiscard]] constexpr std::uint64_t possible(tenon::x86_64::Register name,
                                               std::uint64_t value) noexcept {
  using tenon::x86_64::Register;
  constexpr std::uint32_t above_address = 16;
  switch (name) {
    case Register::LSTAR:
    case Register::CSTAR:
    case Register::KERNEL_GS_BASE:
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(value << above_address) >>
                                        above_address);
    case Register::EFER:
      return value & ~std::uint64_t{0x1000};
    case Register::SFMASK:
      return value & 0xffffffff;
    case Register::XCR0:
      return (value & 6) == 4 ? 7 : (value & 6) | 1;
    default:
      return value;
  }
}

/// The row behind a guest's register (tests/guest/torture/x86_64/picture.h): the first of them are
/// not MSRs.
[[nodiscard]] constexpr std::string_view switched_name(std::uint64_t encoding) noexcept {
  constexpr std::string_view first[] = {"CR0",  "CR2",  "CR3",  "CR4", "(no row)", "DR0",  "DR1",
                                        "DR2",  "DR3",  "DR6",  "DR7", "XCR0",     "PKRU", "ES",
                                        "CS",   "SS",   "DS",   "FS",  "GS",       "LDTR", "TR",
                                        "GDTR", "GDTR", "IDTR", "IDTR"};
  if (encoding < std::size(first)) return first[encoding];
  constexpr std::uint64_t first_msr = 0x2000, second_range = 0x4000, third_range = 0x6000;
  if (encoding < first_msr || encoding >= third_range) return "(no row)";
  switch (encoding < second_range ? encoding - first_msr : encoding - second_range + 0xc0000000) {
    case 0x174:
      return "SYSENTER_CS";
    case 0x175:
      return "SYSENTER_ESP";
    case 0x176:
      return "SYSENTER_EIP";
    case 0x277:
      return "PAT";
    case 0xc0000080:
      return "EFER";
    case 0xc0000081:
      return "STAR";
    case 0xc0000082:
      return "LSTAR";
    case 0xc0000083:
      return "CSTAR";
    case 0xc0000084:
      return "SFMASK";
    case 0xc0000100:
      return "FS";
    case 0xc0000101:
      return "GS";
    case 0xc0000102:
      return "KERNEL_GS_BASE";
    case 0xc0000103:
      return "TSC_AUX";
    default:
      return "(no row)";
  }
}

}  // namespace example
