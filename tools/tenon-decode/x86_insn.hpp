// SPDX-License-Identifier: Apache-2.0
/// \file
/// An x86 instruction as a person has it, and what tenon's decoder makes of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "fields.hpp"
#include "tenon/core/x86_64/instruction.h"

namespace tenon_decode {

/// The bytes at RIP, and the default size of the code segment: 16, 32, 64.
struct X86Insn {
  std::vector<std::uint8_t> bytes;
  std::uint32_t mode = 64;
};

struct DecodedX86Insn {
  tenon_x86_64_instruction insn{};
  std::string_view kind;      ///< the exit's name, if the operand is a device's
  std::string_view cause;     ///< the cause's name
  std::string_view sentence;  ///< the cause as a sentence
  std::string text;           ///< the instruction as an assembler writes it; empty if refused
};

/// Pairs of hexadecimal digits, with or without 0x, spaces and commas between them; at most 15.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> parse_bytes(const std::string& text);

[[nodiscard]] DecodedX86Insn decode(const X86Insn& insn);

/// A byte, or the immediate: `name` is what the manual calls it.
struct X86Part {
  std::string_view name;
  std::uint64_t value;
  std::vector<Field> fields;
};

/// Prefixes, opcode, ModRM, SIB, displacement, immediate: those that are there.
[[nodiscard]] std::vector<X86Part> parts(const X86Insn& insn, const DecodedX86Insn& decoded);

/// What the guest did and what a hypervisor must do.
[[nodiscard]] std::string explain(const DecodedX86Insn& decoded);

/// Several lines: bytes, fields, exit, sentence. `colour`: with ANSI colours.
void write_text(std::ostream& out, const X86Insn& insn, bool colour);

/// One line of JSON. The keys are part of the tool's contract.
void write_json(std::ostream& out, const X86Insn& insn);

}  // namespace tenon_decode
