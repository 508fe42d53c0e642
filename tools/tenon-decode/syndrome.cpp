// SPDX-License-Identifier: Apache-2.0
#include "syndrome.hpp"

#include <charconv>

#include "lines.hpp"
#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/decode.h"
#include "tenon/core/aarch64/instruction_class.h"
#include "tenon/core/aarch64/instruction_form.h"

namespace tenon_decode {
namespace {

constexpr std::uint32_t zva_bytes = 64;  // what nearly every CPU has

std::string_view cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_AARCH64_CAUSE(name, sentence) \
  case TENON_AARCH64_CAUSE_##name:          \
    return #name;
#include "tenon/core/aarch64/causes.def"
    default:
      return "?";
  }
}

std::string_view cause_sentence(std::uint32_t cause) {
  switch (cause) {
#define TENON_AARCH64_CAUSE(name, sentence) \
  case TENON_AARCH64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/aarch64/causes.def"
    default:
      return "?";
  }
}

/// Registers such that the instruction's address is `address`: the ones that only the guest knows.
void fit_base(std::uint32_t word, std::uint64_t address, tenon_aarch64_frame& frame,
              std::uint64_t& sp) {
  const std::uint32_t insn = tenon_aarch64_insn_class(word);
  const std::uint32_t cause = tenon_aarch64_insn_cause(insn, word);
  if (cause != TENON_AARCH64_CAUSE_data_abort) return;
  const tenon_aarch64_form form = tenon_aarch64_form_any(insn, word);
  switch (form.addressing) {
    case TENON_AARCH64_ADDRESSING_LITERAL:
      frame.pc = address - form.offset;
      return;
    case TENON_AARCH64_ADDRESSING_BLOCK:
      if (form.rt < 31) frame.x[form.rt] = address;
      return;
    case TENON_AARCH64_ADDRESSING_OFFSET:
    case TENON_AARCH64_ADDRESSING_PRE:
      address -= form.offset;
      break;
    default:
      break;
  }
  if (form.rn < 31) {
    frame.x[form.rn] = address;
  } else {
    sp = address;
  }
}

}  // namespace

bool Syndrome::hpfar_defined() const {
  const bool permission = (fault_status() & 0x3c) == 0x0c;
  const bool walk = (esr >> 7 & 1) != 0;
  return is_abort() && (!permission || walk);
}

Decoded decode(const Syndrome& syndrome) {
  tenon_aarch64_frame frame{};
  tenon_aarch64_fault fault{};
  Decoded decoded;
  fault.esr = syndrome.esr;
  fault.vector = TENON_AARCH64_VECTOR_SYNC;
  fault.far = syndrome.far.value_or(0);
  fault.zva_bytes = zva_bytes;
  if (syndrome.is_abort()) {
    decoded.needs_far = !syndrome.far.has_value();
    decoded.needs_hpfar = !syndrome.hpfar.has_value();
    fault.valid = TENON_AARCH64_FAULT_IPA;
    decoded.ipa = (syndrome.hpfar.value_or(0) >> 4 & 0xffffffffff) << 12 | (fault.far & 0xfff);
    fault.ipa = decoded.ipa;
  }
  if (syndrome.instruction) {
    fault.instruction = *syndrome.instruction;
    fault.valid |= TENON_AARCH64_FAULT_INSTRUCTION;
    fit_base(*syndrome.instruction, fault.far, frame, fault.sp);
  }
  tenon_aarch64_access access{};
  tenon_aarch64_decode(&fault, &frame, &decoded.exit, &access);
  const bool device =
      decoded.exit.kind == TENON_EXIT_mmio_read || decoded.exit.kind == TENON_EXIT_mmio_write;
  // What the syndrome describes has no plan: it is one access.
  decoded.steps = device && access.remaining == 0 ? 1 : access.remaining;
  decoded.needs_insn = decoded.exit.cause == TENON_AARCH64_CAUSE_instruction_unknown;
  decoded.kind = kind_name(decoded.exit.kind);
  decoded.cause = cause_name(decoded.exit.cause);
  decoded.sentence = cause_sentence(decoded.exit.cause);
  return decoded;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
  } else if (text.starts_with("0b") || text.starts_with("0B")) {
    base = 2;
  }
  if (base != 10) text.remove_prefix(2);
  std::uint64_t value = 0;
  const char* const start = text.data();
  const char* const end = start + text.size();
  const auto [stopped, error] = std::from_chars(start, end, value, base);
  if (text.empty() || error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

}  // namespace tenon_decode
