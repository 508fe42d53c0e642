// SPDX-License-Identifier: Apache-2.0
#include "riscv64.hpp"

#include "lines.hpp"
#include "tenon/core/riscv64/cause.h"
#include "tenon/core/riscv64/decode.h"

namespace tenon_decode {
namespace {

std::string_view cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return #name;
#include "tenon/core/riscv64/causes.def"
    default:
      return "?";
  }
}

std::string_view cause_sentence(std::uint32_t cause) {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/riscv64/causes.def"
    default:
      return "?";
  }
}

}  // namespace

bool Trap::is_walk() const {
  return is_fault() &&
         (htinst == 0x2000 || htinst == 0x2020 || htinst == 0x3000 || htinst == 0x3020);
}

std::optional<std::uint32_t> Trap::word() const {
  const auto faulting = static_cast<std::uint32_t>(stval.value_or(0));
  if (is_virtual() && faulting != 0) return faulting;
  const std::uint64_t transformed = htinst.value_or(0);
  if ((scause == 21 || scause == 23) && transformed != 0) {
    if ((transformed & 1) == 0) return std::nullopt;
    return static_cast<std::uint32_t>(transformed);
  }
  return instruction;
}

DecodedTrap decode(const Trap& trap) {
  tenon_riscv64_frame frame{};
  frame.sstatus = 0x100;  // from VS-mode
  tenon_riscv64_fault fault{};
  DecodedTrap decoded;
  fault.scause = trap.scause;
  fault.stval = trap.stval.value_or(0);
  fault.htinst = trap.htinst.value_or(0);
  // As far as it is known: the offset in the page is the same in both addresses.
  fault.htval = trap.htval.value_or(fault.stval >> 2 & 0x3ff);
  if (trap.is_fault()) {
    decoded.needs_htval = !trap.htval.has_value();
    decoded.needs_stval = !trap.stval.has_value() && !trap.is_walk();
  }
  if (trap.instruction) {
    fault.instruction = *trap.instruction;
    fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
    // The base register is such that the access is the one that faulted: only the guest knows it.
    tenon_riscv64_instruction instruction{};
    tenon_riscv64_decode_instruction(fault.instruction, &instruction);
    if (!trap.stval && instruction.base == 0) fault.stval = instruction.offset;
    tenon_riscv64_set_x(&frame, instruction.base, fault.stval - instruction.offset);
  }
  tenon_riscv64_access access{};
  tenon_riscv64_decode(&fault, &frame, &decoded.exit, &access);
  decoded.writes_too = access.remaining != 0;
  decoded.needs_insn = decoded.exit.cause == TENON_RISCV64_CAUSE_no_instruction ||
                       (trap.is_virtual() && !trap.word());
  decoded.kind = kind_name(decoded.exit.kind);
  decoded.cause = cause_name(decoded.exit.cause);
  decoded.sentence = cause_sentence(decoded.exit.cause);
  return decoded;
}

}  // namespace tenon_decode
