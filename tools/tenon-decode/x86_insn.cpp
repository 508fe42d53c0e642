// SPDX-License-Identifier: Apache-2.0
#include "x86_insn.hpp"

#include <algorithm>
#include <cctype>

#include "lines.hpp"

namespace tenon_decode {
namespace {

using Insn = tenon_x86_64_instruction;

std::string_view cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_X86_64_INSN_CAUSE(name, sentence) \
  case TENON_X86_64_INSN_##name:                \
    return #name;
#include "tenon/core/x86_64/instruction_causes.def"
    default:
      return "?";
  }
}

std::string_view cause_sentence(std::uint32_t cause) {
  switch (cause) {
#define TENON_X86_64_INSN_CAUSE(name, sentence) \
  case TENON_X86_64_INSN_##name:                \
    return sentence;
#include "tenon/core/x86_64/instruction_causes.def"
    default:
      return "?";
  }
}

constexpr const char* mnemonics[TENON_X86_64_OPERATION_COUNT] = {
    "?", "mov", "movs", "stos", "add", "or", "and", "sub", "xor", "cmp", "test", "xchg", "bt"};
constexpr const char* segments[TENON_X86_64_SEGMENT_COUNT] = {"es", "cs", "ss", "ds", "fs", "gs"};

std::string register_name(std::uint32_t number, std::uint32_t width, bool high = false) {
  static constexpr const char* old[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  static constexpr const char* bytes[] = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  static constexpr const char* highs[] = {"ah", "ch", "dh", "bh"};
  if (number >= 8) {
    const char* const end = width == 1 ? "b" : width == 2 ? "w" : width == 4 ? "d" : "";
    return "r" + std::to_string(number) + end;
  }
  if (width == 1) return high ? highs[number % 4] : bytes[number];
  return std::string(width == 4 ? "e" : width == 8 ? "r" : "") + old[number];
}

std::string signed_hex(std::uint64_t value) {
  return value >> 63 != 0 ? "-" + hex(~value + 1) : hex(value);
}

void append(std::string& text, const std::string& term) {
  if (!text.empty()) text += " + ";
  text += term;
}

/// "ds:[rax + 4*rcx + 0x10]"
std::string place(const Insn& i) {
  std::string text;
  if (i.base == TENON_X86_64_BASE_RIP) append(text, i.address_width == 8 ? "rip" : "eip");
  if (i.base < 16) append(text, register_name(i.base, i.address_width));
  if (i.index < 16) {
    const std::string scale = i.scale == 1 ? "" : std::to_string(i.scale) + "*";
    append(text, scale + register_name(i.index, i.address_width));
  }
  const bool negative = i.displacement >> 63 != 0;
  if (text.empty()) {
    const unsigned unused = 64 - 8U * i.address_width;
    text = hex(i.displacement << unused >> unused);
  } else if (negative) {
    text += " - " + hex(~i.displacement + 1);
  } else if (i.displacement != 0) {
    append(text, hex(i.displacement));
  }
  return std::string(segments[i.segment % TENON_X86_64_SEGMENT_COUNT]) + ":[" + text + "]";
}

std::string other_operand(const Insn& i) {
  if (i.immediate_used != 0) return signed_hex(i.immediate);
  return register_name(i.reg, i.register_width, i.high != 0);
}

std::string_view size_name(std::uint32_t width) {
  return width == 1 ? "byte" : width == 2 ? "word" : width == 4 ? "dword" : "qword";
}

std::string assembly(const Insn& i) {
  std::string text = i.lock != 0 && i.operation != TENON_X86_64_OPERATION_XCHG ? "lock " : "";
  if (i.repeat != 0) text += "rep ";
  text += mnemonics[i.operation % TENON_X86_64_OPERATION_COUNT];
  const std::string size(size_name(i.width));
  if (i.operation == TENON_X86_64_OPERATION_MOVS) {
    const char* const segment = segments[i.segment % TENON_X86_64_SEGMENT_COUNT];
    return text + " " + size + " es:[" + register_name(TENON_X86_64_RDI, i.address_width) + "], " +
           segment + ":[" + register_name(TENON_X86_64_RSI, i.address_width) + "]";
  }
  if (i.operation == TENON_X86_64_OPERATION_STOS) {
    return text + " " + size + " es:[" + register_name(TENON_X86_64_RDI, i.address_width) + "], " +
           register_name(TENON_X86_64_RAX, i.width);
  }
  if (i.extend != 0) {
    text += i.width == 4 ? "sxd" : "sx";
  } else if (i.register_width != i.width) {
    text += "zx";
  }
  const std::string memory = size + " " + place(i);
  return i.to_register != 0 ? text + " " + other_operand(i) + ", " + memory
                            : text + " " + memory + ", " + other_operand(i);
}

}  // namespace

std::optional<std::vector<std::uint8_t>> parse_bytes(const std::string& text) {
  std::vector<std::uint8_t> bytes;
  int high = -1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto letter = static_cast<unsigned char>(text[at]);
    if (letter == ' ' || letter == ',') {
      if (high >= 0) return std::nullopt;
      continue;
    }
    if (letter == '0' && high < 0 && at + 1 < text.size() && (text[at + 1] | 0x20) == 'x') {
      ++at;
      continue;
    }
    if (std::isxdigit(letter) == 0) return std::nullopt;
    const int digit = std::isdigit(letter) != 0 ? letter - '0' : (letter | 0x20) - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  if (high >= 0 || bytes.empty() || bytes.size() > TENON_X86_64_INSN_MAX) return std::nullopt;
  return bytes;
}

DecodedX86Insn decode(const X86Insn& insn) {
  std::array<std::uint8_t, TENON_X86_64_INSN_MAX> code{};
  std::copy(insn.bytes.begin(), insn.bytes.end(), code.begin());
  DecodedX86Insn decoded;
  tenon_x86_64_instruction_decode(code.data(), static_cast<std::uint32_t>(insn.bytes.size()),
                                  insn.mode, &decoded.insn);
  const Insn& i = decoded.insn;
  decoded.cause = cause_name(i.cause);
  decoded.sentence = cause_sentence(i.cause);
  if (i.cause != TENON_X86_64_INSN_known) {
    decoded.kind = "NestedPageFault";
    return decoded;
  }
  decoded.kind = i.direction == TENON_X86_64_DIRECTION_STORE ? "MmioWrite" : "MmioRead";
  decoded.text = assembly(i);
  return decoded;
}

std::string explain(const DecodedX86Insn& decoded) {
  const Insn& i = decoded.insn;
  if (i.cause == TENON_X86_64_INSN_too_short) {
    return "These are " + std::string(decoded.sentence) +
           ". A hypervisor fetches the rest, through the guest's page tables if it lies in the "
           "next page.";
  }
  if (i.cause == TENON_X86_64_INSN_too_long) {
    return "The guest executed " + std::string(decoded.sentence) +
           ". The CPU raises #GP, so the bytes were changed since; a hypervisor runs the guest "
           "again.";
  }
  if (i.cause != TENON_X86_64_INSN_known) {
    return "The guest executed " + std::string(decoded.sentence) +
           ", which the core does not carry out on a device. A hypervisor maps the page if it is "
           "memory, injects an exception, or stops the guest with this sentence.";
  }
  const std::string bytes = plural(i.width, "byte");
  std::string text = "The guest ";
  std::string next;
  switch (i.direction) {
    case TENON_X86_64_DIRECTION_LOAD:
      text += "loaded " + bytes;
      next = i.operation == TENON_X86_64_OPERATION_CMP ||
                     i.operation == TENON_X86_64_OPERATION_TEST ||
                     i.operation == TENON_X86_64_OPERATION_BT
                 ? "sets the flags by the device's value"
                 : "writes " + register_name(i.reg, i.register_width, i.high != 0) +
                       " from the device's value";
      break;
    case TENON_X86_64_DIRECTION_STORE:
      text += "stored " + bytes;
      next = "lets the device have them";
      break;
    case TENON_X86_64_DIRECTION_UPDATE:
      text += "loaded " + bytes + " and stores as many at the same place";
      next = "reads the device, then writes it";
      break;
    default:
      text += "copied " + bytes + " from memory to memory";
      next = "reads one place, writes the other";
      break;
  }
  text += ": " + decoded.text + ". A hypervisor " + next;
  text += i.repeat != 0
              ? ", counts down, and goes on at the same RIP until the count is 0, then at "
              : " and goes on at ";
  return text + "RIP + " + std::to_string(i.length) + ".";
}

}  // namespace tenon_decode
