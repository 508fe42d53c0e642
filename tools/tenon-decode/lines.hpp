// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the reports of all ISAs are made of.
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "fields.hpp"

namespace tenon_decode {

[[nodiscard]] std::string hex(std::uint64_t value, int digits = 0);

/// "1 byte", "2 bytes".
[[nodiscard]] std::string plural(std::uint32_t count, const std::string& thing);

/// The exit's name; "None" if the core answers it itself.
[[nodiscard]] std::string_view kind_name(std::uint32_t kind);

/// What a value of a field means, after what the field is.
[[nodiscard]] std::string meaning(const Field& field, std::uint64_t value);

struct Palette {
  std::string_view strong, dim, name, plain;
};
[[nodiscard]] const Palette& palette(bool colour);

void write_field(std::ostream& out, const Palette& palette, const Field& field, std::uint64_t value,
                 const std::string& text);

/// The registers of a record, field by field; `title` behind the first.
void write_layouts(std::ostream& out, const Palette& palette, const std::vector<Layout>& layouts,
                   const std::string& title);

/// The same, each field with its register.
[[nodiscard]] nlohmann::ordered_json layouts_json(const std::vector<Layout>& layouts);

/// The exit, its cause, and the explanation.
void write_exit(std::ostream& out, const Palette& palette, std::string_view kind,
                std::string_view cause, const std::string& explanation);

[[nodiscard]] nlohmann::ordered_json field_json(const Field& field, std::uint64_t value,
                                                const std::string& text);

}  // namespace tenon_decode
