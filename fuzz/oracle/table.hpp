// SPDX-License-Identifier: Apache-2.0
/// \file
/// Decision tables in a form that is fast to evaluate, made from their text once. What their names
/// stand for is said by each ISA.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tenon/core/exit.h"

namespace tenon_fuzz {

/// What expressions and conditions speak of: an index into the values of a record, given by each
/// ISA. The first one is that of constants.
using Source = std::uint8_t;
inline constexpr Source constant_source = 0;

/// Some bits of a source. A name of a constant has the value in `low`.
struct Bits {
  Source source;
  std::uint32_t low;
  std::uint32_t width;  ///< 0: there is no such name
};

/// Some bits of a source, perhaps looked up, at their place in the result.
struct Term {
  Source source = constant_source;
  std::uint8_t low = 0;
  std::uint8_t shift = 0;  ///< in the result
  bool looked_up = false;
  std::uint64_t mask = 0;  ///< or the constant
  std::uint8_t table[4] = {};
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
  Source source = constant_source;
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

/// What a row of a table is made of.
struct RowText {
  std::uint32_t key;  ///< exception class, cause
  std::uint32_t kind;
  std::uint32_t cause;
  std::string_view conditions;
  std::string_view fields;
};

/// What a name means in a row of this key.
using Lookup = Bits (*)(std::uint32_t key, std::string_view name);

/// Reads a row as one of `key`. Ends the program with a sentence if it cannot be read: it is part
/// of the program.
[[nodiscard]] Row read_row(std::uint32_t key, const RowText& text, Lookup lookup);

/// Does the row's condition hold of these values?
[[nodiscard]] bool fits(const Condition& condition, std::span<const std::uint64_t> values);

/// Writes the fields that the row gives; the others stay as they are.
void fill(const Row& row, std::span<const std::uint64_t> values, tenon_exit& exit);

}  // namespace tenon_fuzz
