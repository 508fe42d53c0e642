// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"
#include "riscv64.hpp"
#include "tenon/core/riscv64/cause.h"

namespace tenon_decode {
namespace {

constexpr const char* illegal_or_stop =
    ". A hypervisor injects an illegal-instruction exception, or stops the guest with this "
    "sentence.";

/// "guest-physical 0xa000018, guest-virtual 0x..." as far as it is known.
std::string where(const Trap& trap, const DecodedTrap& decoded) {
  std::string text;
  if (decoded.needs_htval) {
    text = "a guest-physical address that htval has (--htval)";
  } else {
    text = "guest-physical " + hex(decoded.exit.address);
    if (decoded.needs_stval) text += ", whose low two bits stval has (--stval)";
  }
  if (trap.stval) text += ", guest-virtual " + hex(*trap.stval);
  return text;
}

std::string general(std::uint32_t index) { return "x" + std::to_string(index); }

std::string next(const tenon_exit& exit) {
  return "goes on at PC + " + std::to_string(exit.instruction_length);
}

std::string mmio(const Trap& trap, const DecodedTrap& decoded) {
  const tenon_exit& exit = decoded.exit;
  const bool load = exit.kind == TENON_EXIT_mmio_read;
  std::string text = load ? "The guest loaded " : "The guest stored ";
  text += plural(exit.width, "byte");
  text += (load ? " into " : " from ") + general(exit.register_index);
  if (exit.sign_extend != 0) text += ", sign-extended,";
  text += (load ? " from " : " to ") + where(trap, decoded) + ". ";
  text += "A hypervisor lets the device there answer";
  text += load ? ", writes the value to the register" : "";
  return text + " and " + next(exit) +
         "; it maps the page and runs the instruction again if it is memory, or injects an access "
         "fault if there is nothing.";
}

std::string nested_fault(const Trap& trap, const DecodedTrap& decoded) {
  const tenon_exit& exit = decoded.exit;
  const std::string place = where(trap, decoded);
  if (decoded.needs_insn) {
    return "The guest accessed " + place +
           " with an instruction that htinst does not have. A hypervisor fetches the instruction "
           "at PC and decodes it (--insn).";
  }
  std::string text = "The guest ";
  const char* rest =
      ". A hypervisor maps the page or grants the access and runs the same instruction again, or "
      "injects an access fault.";
  if ((exit.flags & TENON_EXIT_FLAG_WALK) != 0) {
    text += "has page tables that lead to " + place + ", where the walk ";
    text += (exit.access & TENON_ACCESS_WRITE) != 0 ? "must write" : "must read";
    return text + rest;
  }
  if ((exit.access & TENON_ACCESS_EXECUTE) != 0) {
    return text + "fetched an instruction from " + place +
           ", which the G-stage does not map or does not let it execute" + rest;
  }
  text += (exit.access & TENON_ACCESS_WRITE) != 0 ? "wrote to " : "read from ";
  return text + place + ": " + std::string(decoded.sentence) + rest;
}

std::string csr(const DecodedTrap& decoded, bool immediate) {
  const tenon_exit& exit = decoded.exit;
  const std::string name = csr_name(static_cast<std::uint32_t>(exit.address));
  const char* refuse = ", or injects an illegal-instruction exception.";
  if (exit.kind == TENON_EXIT_sysreg_write) {
    return "The guest wrote " + name + (immediate ? " with an immediate" : " from a register") +
           ". A hypervisor applies the value that its policy allows and " + next(exit) + refuse;
  }
  std::string text = "The guest read " + name + " into " + general(exit.register_index);
  if (decoded.writes_too) text += " and writes it with the same instruction";
  text += ". A hypervisor returns the value that its policy shows";
  if (decoded.writes_too) text += ", then applies what is written";
  return text + " and " + next(exit) + refuse;
}

}  // namespace

std::string explain(const Trap& trap, const DecodedTrap& decoded) {
  const tenon_exit& exit = decoded.exit;
  switch (exit.kind) {
    case TENON_EXIT_mmio_read:
    case TENON_EXIT_mmio_write:
      return mmio(trap, decoded);
    case TENON_EXIT_nested_page_fault:
      return nested_fault(trap, decoded);
    case TENON_EXIT_hypercall:
      return "The guest called its SBI from VS-mode: a7 holds the extension, a6 the function. A "
             "hypervisor answers in a0 and a1, never lets the call reach the firmware, and " +
             next(exit) + ".";
    case TENON_EXIT_sysreg_read:
    case TENON_EXIT_sysreg_write:
      return csr(decoded, (trap.word().value_or(0) >> 14 & 1) != 0);
    case TENON_EXIT_halt:
      if ((exit.flags & TENON_EXIT_FLAG_EVENT) != 0) {
        return "The guest waits for a store to a word that it has reserved. A hypervisor lets "
               "others run for a while, and " +
               next(exit) + ".";
      }
      return "The guest has nothing to do and waits for an interrupt. A hypervisor runs something "
             "else until there is one, and " +
             next(exit) + ".";
    case TENON_EXIT_external_interrupt:
      return "While the guest ran, the hart took " + std::string(decoded.sentence) +
             ". A hypervisor handles it and runs the guest again.";
    default:
      break;
  }
  if (trap.is_virtual() && decoded.needs_insn) {
    return "The guest executed a virtual instruction that stval does not have. A hypervisor "
           "fetches the instruction at PC and decodes it (--insn).";
  }
  if (exit.virtual_address != 0) {
    return "The guest left with " + std::string(decoded.sentence) + " at guest-virtual " +
           hex(exit.virtual_address) +
           ". A hypervisor that does not delegate this exception injects it, or stops the guest "
           "with this sentence.";
  }
  return "The guest left with " + std::string(decoded.sentence) + illegal_or_stop;
}

}  // namespace tenon_decode
