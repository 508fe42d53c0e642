// SPDX-License-Identifier: Apache-2.0
/// \file
/// The switched registers of registers.def, as a tour walks and names them.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenon/aarch64.hpp"
#include "tenon/core/aarch64/esr.h"

namespace example {

inline constexpr std::uint32_t switched_registers = TENON_AARCH64_SAVED_COUNT;

inline constexpr std::string_view switched_names[] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) #name,
#include "tenon/core/aarch64/registers.def"
};

/// Row `n`.
[[nodiscard]] constexpr tenon::aarch64::Register switched(std::uint32_t n) noexcept {
  return static_cast<tenon::aarch64::Register>(TENON_AARCH64_REGISTER_PSTATE + 1 + n);
}

/// ISTATUS follows the time.
[[nodiscard]] constexpr std::uint64_t changes_by_itself(tenon::aarch64::Register name) noexcept {
  using tenon::aarch64::Register;
  return name == Register::CNTV_CTL_EL0 || name == Register::CNTP_CTL_EL0 ? 4 : 0;
}

/// `value` without what may not be written.
[[nodiscard]] constexpr std::uint64_t possible(tenon::aarch64::Register /*name*/,
                                               std::uint64_t value) noexcept {
  return value;
}

/// The row with this encoding (op0.op1.CRn.CRm.op2 in 16 bits).
[[nodiscard]] constexpr std::string_view switched_name(std::uint64_t encoding) noexcept {
  constexpr std::uint64_t encodings[] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2),
#include "tenon/core/aarch64/registers.def"
  };
  for (std::uint32_t n = 0; n < switched_registers; ++n) {
    if (encodings[n] == encoding) return switched_names[n];
  }
  return "(no row)";
}

}  // namespace example
