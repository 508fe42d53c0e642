// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "fields.hpp"

namespace tenon_decode {
namespace {

std::string hex(std::uint64_t value, int digits = 0) {
  char text[24];
  (void)std::snprintf(text, sizeof text, "0x%0*llx", digits,
                      static_cast<unsigned long long>(value));
  return text;
}

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

std::string meaning(const Field& field, std::uint64_t value) {
  std::string text(field.meaning(value));
  if (field.meanings.empty() || field.about.empty()) return text;
  return std::string(field.about) + ": " + text;
}

std::string title(const Class& exception) {
  return exception.name.empty() ? "Reserved exception class" : std::string(exception.name);
}

struct Palette {
  std::string_view strong, dim, name, plain;
};
constexpr Palette colours{"\033[1m", "\033[2m", "\033[36m", "\033[0m"};
constexpr Palette none{"", "", "", ""};

void write_field(std::ostream& out, const Palette& palette, const Field& field, std::uint64_t value,
                 const std::string& text) {
  char line[64];
  (void)std::snprintf(line, sizeof line, "  %-12s %-8s %-10s", std::string(field.name).c_str(),
                      bits(field).c_str(), number(field, value).c_str());
  std::string padded(line);
  if (text.empty()) padded.erase(padded.find_last_not_of(' ') + 1);
  out << palette.name << padded.substr(0, 14) << palette.plain << padded.substr(14) << text << '\n';
}

nlohmann::ordered_json field_json(const Field& field, std::uint64_t value,
                                  const std::string& text) {
  return {{"name", field.name},
          {"high", field.high},
          {"low", field.low},
          {"value", value},
          {"meaning", text}};
}

}  // namespace

void write_text(std::ostream& out, const Syndrome& syndrome, bool colour) {
  const Palette& palette = colour ? colours : none;
  const Class exception = class_of(syndrome.esr);
  const Decoded decoded = decode(syndrome);
  out << palette.strong << "ESR_EL2 " << hex(syndrome.esr) << palette.plain << "  "
      << title(exception) << '\n';
  for (const Field& field : common_fields()) {
    const bool is_class = field.name == "EC";
    const std::uint64_t value = field.of(syndrome.esr);
    write_field(out, palette, field, value, is_class ? title(exception) : meaning(field, value));
  }
  for (const Field& field : exception.fields) {
    const std::uint64_t value = field.of(syndrome.esr);
    write_field(out, palette, field, value, meaning(field, value));
  }
  out << palette.strong << "exit " << decoded.kind << palette.plain << palette.dim << "  ("
      << decoded.cause << ")" << palette.plain << '\n';
  out << "  " << explain(syndrome, decoded) << '\n';
  if (syndrome.hpfar && syndrome.is_abort() && !syndrome.hpfar_defined()) {
    out << "  Beware: HPFAR_EL2 is UNKNOWN after a permission fault that is not on a table walk; "
           "translate FAR_EL2 instead.\n";
  }
}

void write_json(std::ostream& out, const Syndrome& syndrome) {
  const Class exception = class_of(syndrome.esr);
  const Decoded decoded = decode(syndrome);
  nlohmann::ordered_json fields = nlohmann::ordered_json::array();
  for (const Field& field : common_fields()) {
    const std::uint64_t value = field.of(syndrome.esr);
    fields.push_back(
        field_json(field, value, field.name == "EC" ? title(exception) : meaning(field, value)));
  }
  for (const Field& field : exception.fields) {
    const std::uint64_t value = field.of(syndrome.esr);
    fields.push_back(field_json(field, value, meaning(field, value)));
  }
  nlohmann::ordered_json json;
  json["isa"] = "aarch64";
  json["esr"] = hex(syndrome.esr);
  if (syndrome.far) json["far"] = hex(*syndrome.far);
  if (syndrome.hpfar) json["hpfar"] = hex(*syndrome.hpfar);
  if (syndrome.instruction) json["insn"] = hex(*syndrome.instruction, 8);
  json["class"] = title(exception);
  json["fields"] = std::move(fields);
  json["exit"] = decoded.kind;
  json["cause"] = decoded.cause;
  if (decoded.exit.width != 0) {
    json["width"] = decoded.exit.width;
    json["accesses"] = decoded.steps;
  }
  if (syndrome.is_abort() && !decoded.needs_hpfar && !decoded.needs_far) {
    json["guest_physical"] = hex(decoded.ipa);
  }
  json["explanation"] = explain(syndrome, decoded);
  out << json.dump() << '\n';
}

}  // namespace tenon_decode
