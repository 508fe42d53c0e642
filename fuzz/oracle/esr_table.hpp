// SPDX-License-Identifier: Apache-2.0
/// \file
/// ESR_EL2 as the manual draws it, and the rows of outcomes.def.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "oracle/table.hpp"
#include "tenon/core/aarch64/access_plan.h"

namespace tenon_fuzz {

/// A field of ESR_EL2 as the manual draws it.
struct EsrField {
  std::uint32_t ec;
  std::string_view name;
  std::uint32_t high;
  std::uint32_t low;
  [[nodiscard]] constexpr std::uint64_t mask() const {
    return (~std::uint64_t{0} >> (63 - high + low)) << low;
  }
};

/// What expressions and conditions speak of.
struct EsrSource {
  enum : Source {
    constant = constant_source,
    esr,
    far,
    ipa,
    x0,
    x1,
    x2,
    x3,
    xrt,
    xrn,
    stored,
    vector,
    has_ipa,
    has_insn,
    gone,
    big_endian,
    aarch32,
    passes,
    one_page,
    count
  };
};
using Values = std::array<std::uint64_t, EsrSource::count>;

inline constexpr std::uint32_t any_class = 64;
inline constexpr std::uint32_t instruction_kind = 0xffff;

/// Every field of the manual's drawings; EC and IL have class `any_class`.
inline constexpr EsrField esr_fields[] = {
#define ESR_COMMON(name, high, low) {any_class, #name, high, low},
#define ESR_FIELD(ec, name, high, low) {ec, #name, high, low},
#include "oracle/esr_fields.def"
};

/// The field of that name, or nullptr.
[[nodiscard]] constexpr const EsrField* find_field(std::uint32_t ec, std::string_view name) {
  for (const EsrField& field : esr_fields) {
    if ((field.ec == ec || field.ec == any_class) && field.name == name) return &field;
  }
  return nullptr;
}

/// The rows of one class in order, those of every class among them. Ends the program with a
/// sentence if the table cannot be read: it is part of the program.
[[nodiscard]] std::vector<Row> rows_of(std::uint32_t ec);

}  // namespace tenon_fuzz
