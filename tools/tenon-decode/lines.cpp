// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"

#include <cstdio>

#include "tenon/core/exit.h"

namespace tenon_decode {
namespace {

std::string bits(const Field& field) {
  if (field.high == field.low) return "[" + std::to_string(field.low) + "]";
  return "[" + std::to_string(field.high) + ":" + std::to_string(field.low) + "]";
}

/// As the manual writes values: binary up to three bits, else hexadecimal.
std::string number(const Field& field, std::uint64_t value) {
  const unsigned width = field.high - field.low + 1;
  if (width > 3) return hex(value);
  std::string text = width == 1 ? "" : "0b";
  for (unsigned i = width; i != 0; --i) text += (value >> (i - 1) & 1) != 0 ? '1' : '0';
  return text;
}

constexpr Palette colours{"\033[1m", "\033[2m", "\033[36m", "\033[0m"};
constexpr Palette none{"", "", "", ""};

}  // namespace

std::string hex(std::uint64_t value, int digits) {
  char text[24];
  (void)std::snprintf(text, sizeof text, "0x%0*llx", digits,
                      static_cast<unsigned long long>(value));
  return text;
}

std::string plural(std::uint32_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string_view kind_name(std::uint32_t kind) {
  switch (kind) {
#define TENON_EXIT(Name, name, meaning) \
  case TENON_EXIT_##name:               \
    return #Name;
#include "tenon/core/exit.def"
    default:
      return "None";
  }
}

std::string meaning(const Field& field, std::uint64_t value) {
  std::string text(field.meaning(value));
  if (field.meanings.empty() || field.about.empty()) return text;
  return std::string(field.about) + ": " + text;
}

const Palette& palette(bool colour) { return colour ? colours : none; }

void write_field(std::ostream& out, const Palette& palette, const Field& field, std::uint64_t value,
                 const std::string& text) {
  char line[64];
  (void)std::snprintf(line, sizeof line, "  %-12s %-8s %-10s", std::string(field.name).c_str(),
                      bits(field).c_str(), number(field, value).c_str());
  std::string padded(line);
  if (text.empty()) padded.erase(padded.find_last_not_of(' ') + 1);
  out << palette.name << padded.substr(0, 14) << palette.plain << padded.substr(14) << text << '\n';
}

void write_exit(std::ostream& out, const Palette& palette, std::string_view kind,
                std::string_view cause, const std::string& explanation) {
  out << palette.strong << "exit " << kind << palette.plain << palette.dim << "  (" << cause << ")"
      << palette.plain << '\n';
  out << "  " << explanation << '\n';
}

nlohmann::ordered_json field_json(const Field& field, std::uint64_t value,
                                  const std::string& text) {
  return {{"name", field.name},
          {"high", field.high},
          {"low", field.low},
          {"value", value},
          {"meaning", text}};
}

void write_layouts(std::ostream& out, const Palette& palette, const std::vector<Layout>& layouts,
                   const std::string& title) {
  for (const Layout& layout : layouts) {
    out << palette.strong << layout.name << ' ' << hex(layout.value) << palette.plain;
    if (&layout == layouts.data()) out << "  " << title;
    out << '\n';
    for (const Field& field : layout.fields) {
      const std::uint64_t value = field.of(layout.value);
      write_field(out, palette, field, value, meaning(field, value));
    }
  }
}

nlohmann::ordered_json layouts_json(const std::vector<Layout>& layouts) {
  nlohmann::ordered_json fields = nlohmann::ordered_json::array();
  for (const Layout& layout : layouts) {
    for (const Field& field : layout.fields) {
      const std::uint64_t value = field.of(layout.value);
      nlohmann::ordered_json json = {{"register", layout.name}};
      json.update(field_json(field, value, meaning(field, value)));
      fields.push_back(std::move(json));
    }
  }
  return fields;
}

}  // namespace tenon_decode
