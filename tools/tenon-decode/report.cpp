// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "lines.hpp"

namespace tenon_decode {
namespace {

std::string title(const Class& exception) {
  return exception.name.empty() ? "Reserved exception class" : std::string(exception.name);
}

}  // namespace

void write_text(std::ostream& out, const Syndrome& syndrome, bool colour) {
  const Palette& palette = tenon_decode::palette(colour);
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
  write_exit(out, palette, decoded.kind, decoded.cause, explain(syndrome, decoded));
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
