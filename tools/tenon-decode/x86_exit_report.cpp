// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"
#include "x86_exit.hpp"
#include "x86_insn.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning generals[] = {{0, "rax"},  {1, "rcx"},  {2, "rdx"},  {3, "rbx"},
                                {4, "rsp"},  {5, "rbp"},  {6, "rsi"},  {7, "rdi"},
                                {8, "r8"},   {9, "r9"},   {10, "r10"}, {11, "r11"},
                                {12, "r12"}, {13, "r13"}, {14, "r14"}, {15, "r15"}};
constexpr Meaning vmx_types[] = {{0, "external interrupt"},
                                 {2, "NMI"},
                                 {3, "hardware exception"},
                                 {4, "software interrupt"},
                                 {5, "privileged software exception"},
                                 {6, "software exception"},
                                 {7, "other event"}};
constexpr Meaning svm_types[] = {
    {0, "external interrupt"}, {2, "NMI"}, {3, "exception"}, {4, "software interrupt"}};
constexpr Meaning validity[] = {{0, "not valid"}, {1, "valid"}};

std::string title(const X86Exit& record) {
  return record.vmx ? vmx_title(record) : svm_title(record);
}

std::vector<Layout> layouts(const X86Exit& record) {
  return record.vmx ? vmx_layouts(record) : svm_layouts(record);
}

/// Some of a record cannot be told apart from the rest of it.
bool is_whole(const DecodedX86Exit& decoded) { return !decoded.needs_info && !decoded.needs_event; }

std::string code_text(const X86Exit& record) {
  std::string text;
  for (const std::uint8_t byte : record.bytes) text += hex(byte, 2).substr(2);
  return text;
}

}  // namespace

std::span<const Meaning> general_registers() { return generals; }

std::vector<Field> event_fields(bool vmx) {
  const auto types =
      vmx ? std::span<const Meaning>(vmx_types) : std::span<const Meaning>(svm_types);
  std::vector<Field> fields = {{"Error", 63, 32, "error code"},
                               {"Valid", 31, 31, "", validity},
                               {"EV", 11, 11, "error code is valid"},
                               {"Type", 10, 8, "", types},
                               {"Vector", 7, 0, ""}};
  if (vmx) fields.insert(fields.begin() + 2, {"NMI", 12, 12, "NMIs unblocked by IRET"});
  return fields;
}

void write_text(std::ostream& out, const X86Exit& record, bool colour) {
  const Palette& palette = tenon_decode::palette(colour);
  const DecodedX86Exit decoded = decode(record);
  write_layouts(out, palette, layouts(record), title(record));
  write_exit(out, palette, is_whole(decoded) ? decoded.kind : "unknown",
             is_whole(decoded) ? decoded.cause : "the record is not complete",
             explain(record, decoded));
}

void write_json(std::ostream& out, const X86Exit& record) {
  const DecodedX86Exit decoded = decode(record);
  const tenon_exit& exit = decoded.exit;
  nlohmann::ordered_json json;
  json["isa"] = record.vmx ? "x86_64-vmx" : "x86_64-svm";
  json[record.vmx ? "reason" : "exitcode"] = hex(record.code);
  if (record.info) json[record.vmx ? "qualification" : "info1"] = hex(*record.info);
  if (record.address) json[record.vmx ? "gpa" : "info2"] = hex(*record.address);
  if (record.linear) json["linear"] = hex(*record.linear);
  if (record.event) json[record.vmx ? "interruption" : "intinfo"] = hex(*record.event);
  if (record.instruction) json["instruction_info"] = hex(*record.instruction, 8);
  if (record.ecx) json["ecx"] = hex(*record.ecx, 8);
  if (!record.bytes.empty()) json["insn_bytes"] = code_text(record);
  json["class"] = title(record);
  json["fields"] = layouts_json(layouts(record));
  if (is_whole(decoded)) {
    json["exit"] = decoded.kind;
    json["cause"] = decoded.cause;
    if (exit.width != 0) {
      json["width"] = exit.width;
      json["accesses"] = 1;
    }
    if (record.is_violation() && !decoded.needs_address) json["guest_physical"] = hex(exit.address);
    if (exit.instruction_length != 0) json["length"] = exit.instruction_length;
    if (record.is_violation() && !record.bytes.empty()) {
      json["text"] = tenon_decode::decode(X86Insn{record.bytes, record.mode}).text;
    }
  } else {
    json["exit"] = "unknown";
    json["cause"] = "";
  }
  json["explanation"] = explain(record, decoded);
  out << json.dump() << '\n';
}

}  // namespace tenon_decode
