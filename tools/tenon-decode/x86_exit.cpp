// SPDX-License-Identifier: Apache-2.0
#include "x86_exit.hpp"

#include "lines.hpp"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/vmx/decode.h"
#include "x86_insn.hpp"

namespace tenon_decode {
namespace {

std::string_view cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_X86_64_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_##name:          \
    return #name;
#include "tenon/core/x86_64/causes.def"
    default:
      return "?";
  }
}

std::string_view cause_sentence(std::uint32_t cause) {
  switch (cause) {
#define TENON_X86_64_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/x86_64/causes.def"
    default:
      return "?";
  }
}

/// The qualification, or EXITINFO1, says what the exit is.
bool depends_on_info(const X86Exit& record) {
  if (record.is_entry_failure()) return false;
  const std::uint64_t code = record.basic();
  return record.vmx ? code == 28 || code == 29 || code == 30 || code == 48
                    : code == 0x7b || code == 0x7c || code == 0x400;
}

std::string general(std::uint32_t index) { return std::string(general_registers()[index].text); }

std::string place(const X86Exit& record, const DecodedX86Exit& decoded) {
  const char* const option = record.vmx ? "(--gpa)" : "(--info2)";
  std::string text = record.address
                         ? "guest-physical " + hex(*record.address)
                         : std::string("a guest-physical address that was not given ") + option;
  if (decoded.exit.virtual_address != 0) {
    text += ", guest-linear " + hex(decoded.exit.virtual_address);
  }
  return text;
}

std::string next(const tenon_exit& exit) {
  return "goes on at RIP + " + std::to_string(exit.instruction_length) +
         " (the CPU's word on the length counts more)";
}

std::string violation(const X86Exit& record, const DecodedX86Exit& decoded) {
  const tenon_exit& exit = decoded.exit;
  std::string text = "The guest ";
  if ((exit.flags & TENON_EXIT_FLAG_WALK) != 0) {
    text += "has page tables that lead to " + place(record, decoded) +
            ", where the CPU could not read or mark an entry";
  } else if (exit.access == TENON_ACCESS_EXECUTE) {
    text += "fetched an instruction from " + place(record, decoded);
  } else {
    text += exit.access == TENON_ACCESS_WRITE ? "wrote to " : "read from ";
    text += place(record, decoded);
  }
  text += (exit.flags & TENON_EXIT_FLAG_PERMISSION) != 0
              ? ", which the nested table maps and forbids"
              : ", which the nested table does not map";
  text += ". A hypervisor maps the page or grants the access and runs the same instruction again";
  const bool data = exit.access != TENON_ACCESS_EXECUTE && exit.flags == 0;
  if (data) text += ", or lets the device there answer";
  text += ", or injects #GP.";
  if (!data) return text;
  if (record.bytes.empty())
    return text + " The instruction says what a device needs (--insn-bytes).";
  return text +
         " Its instruction: " + explain(tenon_decode::decode(X86Insn{record.bytes, record.mode}));
}

std::string port(const tenon_exit& exit) {
  const bool in = exit.kind == TENON_EXIT_io_read;
  static constexpr const char* accumulators[] = {"?", "al", "ax", "?", "eax"};
  const std::string width = plural(exit.width, "byte");
  return std::string("The guest ") + (in ? "read " : "wrote ") + width + (in ? " from" : " to") +
         " port " + hex(exit.address) + (in ? " into " : " from ") + accumulators[exit.width] +
         ". A hypervisor lets the device there answer" + (in ? ", writes the register" : "") +
         " and " + next(exit) + ", or injects #GP.";
}

std::string msr(const DecodedX86Exit& decoded) {
  const tenon_exit& exit = decoded.exit;
  const std::string name =
      decoded.needs_ecx ? "an MSR whose number is in ECX (--ecx)" : "MSR " + hex(exit.address);
  if (exit.access == TENON_ACCESS_WRITE) {
    return "The guest wrote EDX:EAX to " + name +
           ". A hypervisor applies the value that its policy allows and " + next(exit) +
           ", or injects #GP.";
  }
  return "The guest read " + name +
         " into EDX:EAX. A hypervisor returns the value that its policy shows and " + next(exit) +
         ", or injects #GP.";
}

std::string control_register(const tenon_exit& exit) {
  const std::string cr = "CR" + std::to_string(exit.address);
  std::string text = "The guest executed ";
  switch (exit.cause) {
    case TENON_X86_64_CAUSE_clts:
      text += "a CLTS";
      break;
    case TENON_X86_64_CAUSE_lmsw:
      text += "an LMSW of " + hex(exit.value);
      break;
    case TENON_X86_64_CAUSE_cr_read:
      text += "a MOV from " + cr + " to " + general(exit.register_index);
      break;
    default:
      text += "a MOV to " + cr + " from " + general(exit.register_index);
      break;
  }
  return text + ". A hypervisor keeps the bits that it owns, gives the guest the others, and " +
         next(exit) + "; a value that the CPU would refuse is a #GP.";
}

std::string core_answers(const X86Exit& record, const DecodedX86Exit& decoded) {
  const tenon_exit& exit = decoded.exit;
  if (record.vmx && record.basic() == 28) return control_register(exit);
  const std::string title = record.vmx ? vmx_title(record) : svm_title(record);
  const std::string did =
      "The guest executed " +
      (exit.cause == TENON_X86_64_CAUSE_virtualization ? title : std::string(decoded.sentence));
  switch (exit.cause) {
    case TENON_X86_64_CAUSE_cpuid:
      return did + ". A hypervisor shows the features that it switches or passes, and " +
             next(exit) + ".";
    case TENON_X86_64_CAUSE_xsetbv:
      return did + ". A hypervisor checks the value before it writes XCR0, and " + next(exit) +
             "; a value that the CPU would refuse is a #GP.";
    case TENON_X86_64_CAUSE_invd:
    case TENON_X86_64_CAUSE_wbinvd:
      return did + ". A hypervisor leaves the caches alone and " + next(exit) + ".";
    case TENON_X86_64_CAUSE_msr_read:
    case TENON_X86_64_CAUSE_msr_write:
      return msr(decoded);
    case TENON_X86_64_CAUSE_icebp:
      return did + ". A hypervisor gives it a #DB behind it.";
    case TENON_X86_64_CAUSE_exception_1:
    case TENON_X86_64_CAUSE_exception_17:
      return "The guest raised " + std::string(decoded.sentence) +
             ". A hypervisor gives it the exception.";
    default:
      return did + ", which it does not have. A hypervisor injects #UD.";
  }
}

std::string missing(const X86Exit& record, const DecodedX86Exit& decoded) {
  const std::string title = record.vmx ? vmx_title(record) : svm_title(record);
  const char* const option = decoded.needs_event ? "the interruption information (--interruption)"
                             : record.vmx        ? "the exit qualification (--qualification)"
                                                 : "EXITINFO1 (--info1)";
  return "The guest left with: " + title + ". What it did is in " + option + ".";
}

}  // namespace

DecodedX86Exit decode(const X86Exit& record) {
  tenon_x86_64_fault fault{};
  tenon_x86_64_frame frame{};
  fault.code = record.code;
  fault.info = record.info.value_or(0);
  fault.info2 = record.address.value_or(0);
  fault.linear = record.linear.value_or(0);
  fault.instruction_info = static_cast<std::uint32_t>(record.instruction.value_or(0));
  frame.x[TENON_X86_64_RCX] = record.ecx.value_or(0);
  DecodedX86Exit decoded;
  if (record.vmx) {
    fault.interruption = record.event.value_or(0);
    tenon_vmx_decode(&fault, &frame, &decoded.exit);
  } else {
    fault.event = record.event.value_or(0);
    tenon_svm_decode(&fault, &frame, &decoded.exit);
  }
  const std::uint64_t code = record.basic();
  decoded.needs_info = depends_on_info(record) && !record.info;
  decoded.needs_event = record.vmx && !record.is_entry_failure() && code == 0 && !record.event;
  decoded.needs_address = record.is_violation() && !record.address;
  decoded.needs_ecx = !record.ecx;
  decoded.kind = kind_name(decoded.exit.kind);
  decoded.cause = cause_name(decoded.exit.cause);
  decoded.sentence = cause_sentence(decoded.exit.cause);
  return decoded;
}

std::string explain(const X86Exit& record, const DecodedX86Exit& decoded) {
  const tenon_exit& exit = decoded.exit;
  if (decoded.needs_info || decoded.needs_event) return missing(record, decoded);
  const std::string sentence(decoded.sentence);
  if (exit.cause == TENON_X86_64_CAUSE_nested_reserved ||
      exit.cause == TENON_X86_64_CAUSE_nested_misconfigured) {
    return "The CPU found " + sentence + " on the way to " + place(record, decoded) +
           ". The table is the hypervisor's: it stops the guest and reports the record.";
  }
  switch (exit.kind) {
    case TENON_EXIT_nested_page_fault:
      return violation(record, decoded);
    case TENON_EXIT_io_read:
    case TENON_EXIT_io_write:
      return port(exit);
    case TENON_EXIT_sysreg_read:
    case TENON_EXIT_sysreg_write:
      return msr(decoded);
    case TENON_EXIT_hypercall:
      return "The guest called its hypervisor: RAX holds the function. A hypervisor answers in RAX "
             "and " +
             next(exit) + ".";
    case TENON_EXIT_halt:
      return exit.flags != 0
                 ? "The guest spins and says so by " + sentence +
                       ". A hypervisor runs something else for a while, and " + next(exit) + "."
                 : "The guest has nothing to do and waits for an interrupt. A "
                   "hypervisor runs something else until there is one, and " +
                       next(exit) + ".";
    case TENON_EXIT_external_interrupt:
      return "While the guest ran, the CPU took " + sentence +
             ". A hypervisor handles it and runs the guest again.";
    case TENON_EXIT_interrupt_window:
      return "The hypervisor had asked: " + sentence + ". It injects the event that waits.";
    case TENON_EXIT_preempted:
      return "The guest was stopped by " + sentence +
             ". A hypervisor runs something else, or the guest again.";
    case TENON_EXIT_system_reset:
      return "The guest ended in " + sentence + ". A hypervisor resets it or stops it.";
    case TENON_EXIT_entry_failed:
      return "The guest was not entered: " + sentence +
             ". A hypervisor stops it and reports the record: its own controls are wrong, or the "
             "state that it gave the guest.";
    case TENON_EXIT_NONE:
      return core_answers(record, decoded);
    default:
      return "The guest left with " + sentence +
             ". A hypervisor injects an exception, or stops the guest with this sentence.";
  }
}

}  // namespace tenon_decode
