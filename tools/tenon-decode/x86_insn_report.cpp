// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"
#include "tenon/core/x86_64/instruction_opcode.h"
#include "tenon/core/x86_64/instruction_prefix.h"
#include "x86_insn.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning legacy[] = {{0x26, "ES"},           {0x2e, "CS"},           {0x36, "SS"},
                              {0x3e, "DS"},           {0x64, "FS"},           {0x65, "GS"},
                              {0x66, "operand size"}, {0x67, "address size"}, {0xf0, "LOCK"},
                              {0xf2, "REPNE"},        {0xf3, "REP"}};

std::string bytes_text(const X86Insn& insn) {
  std::string text;
  for (const std::uint8_t byte : insn.bytes) {
    if (!text.empty()) text += ' ';
    text += hex(byte, 2).substr(2);
  }
  return text;
}

const Field* first_field(const X86Part& part) { return part.fields.data(); }

}  // namespace

std::vector<X86Part> parts(const X86Insn& insn, const DecodedX86Insn& decoded) {
  std::vector<X86Part> all;
  std::array<std::uint8_t, TENON_X86_64_INSN_MAX> code{};
  std::copy(insn.bytes.begin(), insn.bytes.end(), code.begin());
  const auto count = static_cast<std::uint32_t>(insn.bytes.size());
  const std::uint32_t mode = decoded.insn.mode;
  const tenon_x86_64_prefixes p = tenon_x86_64_read_prefixes(code.data(), count, mode);
  for (std::uint32_t at = 0; at < p.length; ++at) {
    const std::uint8_t byte = code[at];
    if (mode == 64 && byte >= 0x40 && byte < 0x50) {
      const bool counts = at + 1 == p.length;
      all.push_back({"rex",
                     byte,
                     {{"W", 3, 3, counts ? "64-bit operand" : "does not count"},
                      {"R", 2, 2, "extends reg"},
                      {"X", 1, 1, "extends index"},
                      {"B", 0, 0, "extends rm or base"}}});
    } else {
      Field field{"prefix", 7, 0, ""};
      field.meanings = legacy;
      all.push_back({"prefix", byte, {field}});
    }
  }
  std::uint32_t at = p.length;
  if (at == count) return all;
  std::uint32_t opcode = code[at++];
  if (opcode == 0x0f && at < count) {
    opcode = 0x0f00U + code[at++];
    all.push_back({"opcode", opcode, {{"opcode", 15, 0, ""}}});
  } else {
    all.push_back({"opcode", opcode, {{"opcode", 7, 0, ""}}});
  }
  const std::uint32_t number = opcode >= 0x0f00 ? TENON_X86_64_MAP_0F + opcode % 0x100 : opcode;
  if (tenon_x86_64_opcode_needs_modrm(number) == 1 && at < count) {
    const std::uint8_t modrm = code[at++];
    all.push_back({"modrm", modrm, {{"mod", 7, 6, ""}, {"reg", 5, 3, ""}, {"rm", 2, 0, ""}}});
    const bool sib =
        modrm < 0xc0 && modrm % 8 == 4 && tenon_x86_64_address_width(mode, p.address) != 2;
    if (sib && at < count) {
      all.push_back(
          {"sib", code[at], {{"scale", 7, 6, ""}, {"index", 5, 3, ""}, {"base", 2, 0, ""}}});
    }
  }
  if (decoded.insn.displacement != 0) {
    all.push_back(
        {"displacement", decoded.insn.displacement, {{"displacement", 63, 0, "sign-extended"}}});
  }
  if (decoded.insn.immediate_used != 0) {
    all.push_back({"immediate", decoded.insn.immediate, {{"immediate", 63, 0, "sign-extended"}}});
  }
  return all;
}

void write_text(std::ostream& out, const X86Insn& insn, bool colour) {
  const Palette& palette = tenon_decode::palette(colour);
  const DecodedX86Insn decoded = decode(insn);
  out << palette.strong << "insn " << bytes_text(insn) << palette.plain << "  "
      << (decoded.text.empty() ? std::string(decoded.sentence) : decoded.text) << ", "
      << std::to_string(decoded.insn.mode) << "-bit code\n";
  for (const X86Part& part : parts(insn, decoded)) {
    const bool whole = part.fields.size() == 1 && first_field(part)->name == part.name;
    if (!whole) out << part.name << ' ' << hex(part.value) << '\n';
    for (const Field& field : part.fields) {
      const std::uint64_t value = field.high == 63 ? part.value : field.of(part.value);
      write_field(out, palette, field, value, meaning(field, value));
    }
  }
  write_exit(out, palette, decoded.kind, decoded.cause, explain(decoded));
}

void write_json(std::ostream& out, const X86Insn& insn) {
  const DecodedX86Insn decoded = decode(insn);
  nlohmann::ordered_json fields = nlohmann::ordered_json::array();
  for (const X86Part& part : parts(insn, decoded)) {
    for (const Field& field : part.fields) {
      const std::uint64_t value = field.high == 63 ? part.value : field.of(part.value);
      nlohmann::ordered_json json = {{"part", part.name}, {"of", hex(part.value)}};
      json.update(field_json(field, value, meaning(field, value)));
      fields.push_back(std::move(json));
    }
  }
  const tenon_x86_64_instruction& i = decoded.insn;
  nlohmann::ordered_json json;
  json["isa"] = "x86_64";
  json["bytes"] = bytes_text(insn);
  json["mode"] = i.mode;
  json["class"] = decoded.sentence;
  json["fields"] = std::move(fields);
  json["exit"] = decoded.kind;
  json["cause"] = decoded.cause;
  if (i.cause == TENON_X86_64_INSN_known) {
    json["length"] = i.length;
    json["text"] = decoded.text;
    json["width"] = i.width;
    json["accesses"] = i.direction >= TENON_X86_64_DIRECTION_UPDATE ? 2 : 1;
  }
  json["explanation"] = explain(decoded);
  out << json.dump() << '\n';
}

}  // namespace tenon_decode
