// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"
#include "lines.hpp"
#include "syndrome.hpp"
#include "tenon/core/aarch64/cause.h"

namespace tenon_decode {
namespace {

/// "guest-physical 0xa000018 (guest-virtual 0x...)" as far as it is known.
std::string where(const Syndrome& syndrome, const Decoded& decoded) {
  std::string text;
  if (decoded.needs_hpfar) {
    text = "a guest-physical address that HPFAR_EL2 has (--hpfar)";
  } else {
    text = "guest-physical " + hex(decoded.ipa);
    if (decoded.needs_far) text += " plus the page offset that FAR_EL2 has (--far)";
  }
  if (syndrome.far) text += ", guest-virtual " + hex(*syndrome.far);
  return text;
}

std::string general(std::uint32_t index, std::uint32_t bytes) {
  const char* prefix = bytes == 4 ? "w" : "x";
  return index == 31 ? std::string(prefix) + "zr" : prefix + std::to_string(index);
}

std::string system_register(std::uint64_t id) {
  const auto word = static_cast<std::uint32_t>(id);
  return register_name(word >> 14, word >> 11 & 7, word >> 7 & 15, word >> 3 & 15, word & 7);
}

std::string mmio(const Syndrome& syndrome, const Decoded& decoded, bool load) {
  const tenon_exit& exit = decoded.exit;
  const bool isv = (syndrome.esr >> 24 & 1) != 0;
  std::string text = load ? "The guest loaded " : "The guest stored ";
  text += plural(exit.width, "byte");
  if (isv || decoded.steps == 1) {
    text += (load ? " into " : " from ") + general(exit.register_index, exit.register_width);
    if (exit.sign_extend != 0) text += ", sign-extended,";
  }
  if (decoded.steps > 1) text += ", the first of " + std::to_string(decoded.steps) + " accesses,";
  text += (load ? " from " : " to ") + where(syndrome, decoded) + ". ";
  text += "A hypervisor lets the device there answer";
  text += load ? ", writes the value to the register" : "";
  text += " and goes on at PC + 4, or injects an external abort if there is no device.";
  return text;
}

std::string nested_fault(const Syndrome& syndrome, const Decoded& decoded) {
  const tenon_exit& exit = decoded.exit;
  const bool permission = (exit.flags & TENON_EXIT_FLAG_PERMISSION) != 0;
  std::string text = "The guest ";
  if ((exit.flags & TENON_EXIT_FLAG_WALK) != 0) {
    text += "has stage 1 tables that lead to ";
  } else if ((exit.access & TENON_ACCESS_EXECUTE) != 0) {
    text += "fetched an instruction from ";
  } else {
    text += (exit.access & TENON_ACCESS_WRITE) != 0 ? "wrote to " : "read from ";
  }
  text += where(syndrome, decoded);
  text += permission ? ", which stage 2 maps but forbids it at level "
                     : ", which stage 2 does not map at level ";
  text += std::to_string(exit.level) + ". ";
  return text +
         "A hypervisor maps the page or grants the access and runs the same instruction "
         "again, or injects an abort.";
}

}  // namespace

std::string explain(const Syndrome& syndrome, const Decoded& decoded) {
  const tenon_exit& exit = decoded.exit;
  switch (exit.kind) {
    case TENON_EXIT_mmio_read:
      return mmio(syndrome, decoded, true);
    case TENON_EXIT_mmio_write:
      return mmio(syndrome, decoded, false);
    case TENON_EXIT_nested_page_fault:
      return nested_fault(syndrome, decoded);
    case TENON_EXIT_hypercall:
      if ((exit.flags & TENON_EXIT_FLAG_SMC) != 0) {
        return "The guest executed SMC #" + std::to_string(exit.address) +
               "; x0 holds the function, if it follows the SMC Calling Convention. A hypervisor "
               "answers as PSCI or SMCCC says, never lets it reach the firmware, and goes on at "
               "PC + 4: an SMC leaves PC at itself.";
      }
      return "The guest executed HVC #" + std::to_string(exit.address) +
             "; x0 holds the function, if it follows the SMC Calling Convention. A hypervisor "
             "writes its answer to x0 and goes on: PC is behind the HVC already.";
    case TENON_EXIT_sysreg_read:
      return "The guest read " + system_register(exit.address) + " into " +
             general(exit.register_index, 8) +
             ". A hypervisor writes the value that its policy shows and goes on at PC + 4, or "
             "injects an undefined instruction.";
    case TENON_EXIT_sysreg_write:
      if (exit.address >> 14 == 1) {
        return "The guest executed " + system_register(exit.address) + " with " +
               general(exit.register_index, 8) +
               ". A hypervisor does what its policy allows and goes on at PC + 4, or injects an "
               "undefined instruction.";
      }
      return "The guest wrote " + general(exit.register_index, 8) + " to " +
             system_register(exit.address) +
             ". A hypervisor applies the value that its policy allows and goes on at PC + 4, or "
             "injects an undefined instruction.";
    case TENON_EXIT_send_ipi:
      return "The guest wrote " + general((syndrome.esr >> 5) & 31, 8) + " to " +
             system_register((syndrome.esr >> 20 & 3) << 14 | (syndrome.esr >> 14 & 7) << 11 |
                             (syndrome.esr >> 10 & 15) << 7 | (syndrome.esr >> 1 & 15) << 3 |
                             (syndrome.esr >> 17 & 7)) +
             ", to send an interrupt to other CPUs. A hypervisor makes it pending in the vCPUs "
             "that the value names and goes on at PC + 4.";
    case TENON_EXIT_halt:
      return std::string("The guest has nothing to do and waits for an ") +
             ((exit.flags & TENON_EXIT_FLAG_EVENT) != 0 ? "event" : "interrupt") +
             ". A hypervisor runs something else until there is one, and goes on at PC + 4.";
    case TENON_EXIT_unhandled:
      if (decoded.needs_insn) {
        return "The guest accessed " + where(syndrome, decoded) +
               " with an instruction that leaves no syndrome (ISV = 0). A hypervisor fetches the "
               "instruction at PC and decodes it (--insn).";
      }
      if (decoded.cause.starts_with("insn_")) {
        return "The guest accessed " + where(syndrome, decoded) +
               ", which cannot be emulated: " + std::string(decoded.sentence) +
               ". A hypervisor injects an external abort, or stops the guest with this sentence.";
      }
      return "The guest left with " + std::string(decoded.sentence) +
             ". A hypervisor injects an undefined instruction, or stops the guest with this "
             "sentence.";
    default:
      if (exit.kind == TENON_EXIT_NONE) {
        return "The guest left with " + std::string(decoded.sentence) +
               ". A hypervisor has nothing to do for it but to go on at PC + 4.";
      }
      return "The guest " + std::string(decoded.sentence) + ".";
  }
}

}  // namespace tenon_decode
