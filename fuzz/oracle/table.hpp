// SPDX-License-Identifier: Apache-2.0
/// \file
/// The tables of this folder in a form that is fast to evaluate, made from their text once.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tenon/core/aarch64/access_plan.h"
#include "tenon/core/exit.h"

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
enum class Source : std::uint8_t {
  constant,
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
  big_endian,
  aarch32,
  passes,
  one_page,
  count
};
using Values = std::array<std::uint64_t, static_cast<std::size_t>(Source::count)>;

/// Some bits of a source, perhaps looked up, at their place in the result.
struct Term {
  Source source = Source::constant;
  std::uint8_t low = 0;
  std::uint8_t shift = 0;  ///< in the result
  bool looked_up = false;
  std::uint64_t mask = 0;  ///< or the constant
  std::array<std::uint8_t, 4> table{};
};

/// Where a value of the result lies in struct tenon_exit.
struct Target {
  std::uint16_t offset;
  std::uint8_t bytes;
};

struct Assignment {
  Target target{};
  std::vector<Term> terms;
};

/// One of the first 64 values, or exactly one of many.
struct Condition {
  Source source = Source::constant;
  std::uint8_t low = 0;
  std::uint64_t mask = 0;
  std::uint64_t values = 0;  ///< bit v: value v fits
  bool exact = false;        ///< then `values` is the value
};

struct Row {
  std::uint32_t kind = 0;
  std::uint32_t cause = 0;
  std::vector<Condition> conditions;
  std::vector<Assignment> assignments;
};

/// What a row of outcomes.def is made of.
struct RowText {
  std::uint32_t ec;
  std::uint32_t kind;
  std::uint32_t cause;
  std::string_view conditions;
  std::string_view fields;
};

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
