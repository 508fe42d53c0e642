// SPDX-License-Identifier: Apache-2.0
/// \file
/// Registers as data, and the fields of ESR_EL2 as the manual lays them out (DDI 0487 D24.2.40), as data: for people, not
/// for the decoder, which has its own proved transcription.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon_decode {

/// One value of a field and what it means.
struct Meaning {
  std::uint64_t value;
  std::string_view text;
};

/// Bits `high` to `low` of the register.
struct Field {
  std::string_view name;
  unsigned high;
  unsigned low;
  std::string_view about;  ///< what the field is, where no value has a meaning
  std::span<const Meaning> meanings{};

  [[nodiscard]] std::uint64_t of(std::uint64_t word) const {
    return word << (63 - high) >> (63 - high + low);
  }
  /// What this value means, or `about`.
  [[nodiscard]] std::string_view meaning(std::uint64_t value) const;
};

/// Fields of one register of a record.
struct Layout {
  std::string_view name;  ///< a key of the JSON
  std::uint64_t value;
  std::vector<Field> fields;
};

/// An exception class and the layout of its syndrome.
struct Class {
  std::string_view name;  ///< the manual's sentence
  std::span<const Field> fields;
};

/// EC, IL and the like, which every class has.
[[nodiscard]] std::span<const Field> common_fields();
/// The class `ec`, 0 to 63; an empty name for a reserved one. `esr` chooses between the layouts of
/// a data abort with and without a valid syndrome.
[[nodiscard]] Class class_of(std::uint64_t esr);
/// The manual's name of a system register, as `SCTLR_EL1`, or `S3_0_C1_C0_0` for an unnamed one.
[[nodiscard]] std::string register_name(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn,
                                        std::uint32_t crm, std::uint32_t op2);

}  // namespace tenon_decode
