/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vmx/decode.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define REASON(name) ((uint32_t)TENON_VMX_REASON_##name)
#define LISTED ((uint32_t)TENON_VMX_REASON_END)

static const uint8_t listed[TENON_VMX_REASON_END] = {
#define TENON_VMX_EXIT(reason, name, cause) [reason] = (uint8_t)TENON_X86_64_CAUSE_##cause,
#include "tenon/core/x86_64/vmx/exits.def"
};

/*@ requires listed: reason < LISTED;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures row_0: reason < 16 ==> \result == vmx_cause_0(reason);
    ensures row_1: 16 <= reason < 32 ==> \result == vmx_cause_16(reason);
    ensures row_2: 32 <= reason < 48 ==> \result == vmx_cause_32(reason);
    ensures row_3: 48 <= reason < 64 ==> \result == vmx_cause_48(reason);
    ensures row_4: 64 <= reason ==> \result == vmx_cause_64(reason); */
static uint32_t listed_cause(uint32_t reason) { return listed[reason]; }

uint32_t tenon_vmx_cause(uint32_t reason) {
  return reason < LISTED ? listed_cause(reason) : CAUSE(reserved_exit);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures width: \result == vmx_io_width(q);
    ensures range: \result <= 4; */
static uint32_t io_width(uint64_t q) {
  uint64_t size = q % 8u;
  return size == 0u || size == 1u || size == 3u ? (uint32_t)size + 1u : 0u;
}

/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures some: exit->kind <= TENON_EXIT_COUNT;
    ensures port: vmx_io_is_one(\old(fault->info)) ==> x86_is_port(
      exit, vmx_io_port(\old(fault->info)), vmx_io_width(\old(fault->info)),
      vmx_io_in(\old(fault->info)), \old(frame->x[0]), \old(fault->length));
    ensures refused: !vmx_io_is_one(\old(fault->info)) ==>
      x86_is_other_port(exit, vmx_io_width(\old(fault->info)), \old(fault->code)); */
static void port(const struct tenon_x86_64_fault *fault, const struct tenon_x86_64_frame *frame,
                 struct tenon_exit *exit) {
  uint64_t q = fault->info;
  uint32_t width = io_width(q);
  if (q / 0x10u % 2u != 0u || width == 0u) {
    tenon_outcome_refused(exit, width == 0u ? CAUSE(io_width) : CAUSE(io_string), fault->code, 0);
    return;
  }
  uint32_t number = (uint32_t)(q / 0x10000u % 0x10000u);
  tenon_x86_64_port_exit(frame, number, width, (uint32_t)(q / 8u % 2u), fault->length, exit);
}

/* Without a linear address, or before the final one, the access is a table's of the guest. */
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault, vmx_ept_cause(q), gpa, 0, 0);
    ensures answer: outcome_answer(exit, vmx_ept_access(q), 0, vmx_ept_flags(q));
    ensures register: outcome_register(exit, 0, 0, 0, 0);
    ensures linear: outcome_fault(exit, vmx_ept_linear(q, linear)); */
static void nested(uint64_t q, uint64_t gpa, uint64_t linear, struct tenon_exit *exit) {
  uint32_t is_final = q / 0x80u % 4u == 3u ? 1u : 0u;
  tenon_outcome(exit, TENON_EXIT_nested_page_fault,
                is_final == 1u ? CAUSE(nested_access) : CAUSE(nested_walk));
  exit->address = gpa;
  exit->virtual_address = q / 0x80u % 2u == 1u ? linear : 0u;
  exit->access = q / 4u % 2u == 1u   ? TENON_ACCESS_EXECUTE
                 : q / 2u % 2u == 1u ? TENON_ACCESS_WRITE
                                     : TENON_ACCESS_READ;
  uint32_t rights = q / 8u % 8u != 0u ? TENON_EXIT_FLAG_PERMISSION : 0u;
  exit->flags = (uint8_t)(rights + (is_final == 1u ? 0u : TENON_EXIT_FLAG_WALK));
}

/* By kind: MOV to a control register, MOV from it, CLTS, LMSW. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == vmx_cr_cause(q);
    ensures known: \result < TENON_X86_64_CAUSE_COUNT; */
static uint32_t cr_cause(uint64_t q) {
  uint64_t kind = q / 0x10u % 4u;
  uint64_t number = q % 0x10u;
  if (kind >= 2u) return kind == 2u ? CAUSE(clts) : CAUSE(lmsw);
  if (number != 0u && number != 3u && number != 4u && number != 8u) return CAUSE(cr_number);
  return kind == 0u ? CAUSE(cr_write) : CAUSE(cr_read);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures answered: \result == 1 <==> vmx_cr_is_answered(q);
    ensures boolean: \result <= 1; */
static uint32_t cr_is_answered(uint64_t q) {
  uint64_t kind = q / 0x10u % 4u;
  uint64_t number = q % 0x10u;
  if (kind >= 2u || number == 8u) return 1;
  return kind == 0u && (number == 0u || number == 4u) ? 1u : 0u;
}

/* `general`: the general register that the qualification names. */
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: vmx_cr_is_answered(q) ==> outcome_what(exit, TENON_EXIT_NONE, vmx_cr_cause(q),
      vmx_cr_kind(q) < 2 ? vmx_cr_number(q) : 0, vmx_cr_value(q, general), 0);
    ensures register: vmx_cr_is_answered(q) ==>
      outcome_register(exit, 0, vmx_cr_general(q), vmx_cr_kind(q) < 2 ? 8 : 0, 0);
    ensures fault: outcome_fault(exit, 0);
    ensures answer: vmx_cr_is_answered(q) ==> outcome_answer(exit,
      vmx_cr_cause(q) == TENON_X86_64_CAUSE_cr_read ? TENON_ACCESS_READ : TENON_ACCESS_WRITE,
      x86_exit_length(length, vmx_cr_cause(q)), 0);
    ensures refused: !vmx_cr_is_answered(q) ==>
      outcome_refused(exit, vmx_cr_cause(q), code, 0); */
static void control_register(uint64_t q, uint64_t general, uint64_t code, uint32_t length,
                             struct tenon_exit *exit) {
  uint32_t cause = cr_cause(q);
  if (cr_is_answered(q) == 0u) {
    tenon_outcome_refused(exit, cause, code, 0);
    return;
  }
  tenon_outcome(exit, TENON_EXIT_NONE, cause);
  exit->access = cause == CAUSE(cr_read) ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = tenon_x86_64_exit_length(length, cause);
  if (cause == CAUSE(lmsw)) {
    exit->value = q / 0x10000u % 0x10000u;
  } else if (cause != CAUSE(clts)) {
    exit->address = q % 0x10u;
    exit->register_index = (uint8_t)(q / 0x100u % 0x10u);
    exit->register_width = 8;
    if (cause == CAUSE(cr_write)) exit->value = general;
  }
}

/* SGDT, SIDT, LGDT, LIDT; SLDT, STR, LLDT, LTR: bits 29:28 of the instruction information. */
/*@ requires reason: reason == 46 || reason == 47;
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures table: reason == 46 ==> \result == vmx_table_cause(information);
    ensures segment: reason == 47 ==> \result == vmx_segment_cause(information); */
static uint32_t descriptor_cause(uint32_t reason, uint32_t information) {
  uint32_t which = information / 0x10000000u % 4u;
  if (reason == REASON(gdtr_or_idtr)) {
    if (which < 2u) return which == 0u ? CAUSE(gdtr_read) : CAUSE(idtr_read);
    return which == 2u ? CAUSE(gdtr_write) : CAUSE(idtr_write);
  }
  if (which < 2u) return which == 0u ? CAUSE(ldtr_read) : CAUSE(tr_read);
  return which == 2u ? CAUSE(ldtr_write) : CAUSE(tr_write);
}

/* An NMI, an exception of the hardware, INT1, INT3 and INTO. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == vmx_event_cause(info);
    ensures known: \result < TENON_X86_64_CAUSE_COUNT; */
static uint32_t event_cause(uint64_t info) {
  uint64_t type = info / TENON_X86_64_EVENT_TYPE % 8u;
  uint64_t vector = info % 0x100u;
  if (info / TENON_X86_64_EVENT_VALID % 2u == 0u) return CAUSE(event_unknown);
  if (type == TENON_X86_64_EVENT_NMI) return CAUSE(physical_nmi);
  if (type == TENON_VMX_EVENT_PRIVILEGED) return CAUSE(icebp);
  if ((type == TENON_X86_64_EVENT_EXCEPTION || type == TENON_VMX_EVENT_SOFT) && vector < 32u) {
    return CAUSE(exception_0) + (uint32_t)vector;
  }
  return CAUSE(event_unknown);
}

/* What the record says beyond the reason. */
/*@ requires fault: \valid_read(fault);
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures cause: \result == vmx_told_cause(fault, reason); */
static uint32_t refined(const struct tenon_x86_64_fault *fault, uint32_t reason) {
  if (reason == REASON(exception_or_nmi)) return event_cause(fault->interruption);
  if (reason == REASON(dr_access)) {
    return fault->info / 0x10u % 2u == 1u ? CAUSE(dr_read) : CAUSE(dr_write);
  }
  if (reason == REASON(gdtr_or_idtr) || reason == REASON(ldtr_or_tr)) {
    return descriptor_cause(reason, fault->instruction_info);
  }
  if (reason == REASON(entry_guest_state) || reason == REASON(entry_msr_loading) ||
      reason == REASON(entry_machine_check)) {
    return CAUSE(reserved_exit); /* without the bit that says so it is no failed entry */
  }
  return tenon_vmx_cause(reason);
}

/* Of a physical interrupt that the exit has acknowledged. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures vector: \result == vmx_vector(info); */
static uint64_t vector_of(uint64_t info) {
  return info / TENON_X86_64_EVENT_VALID % 2u == 1u ? info % 0x100u : 0u;
}

/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires apart: \separated(fault, exit);
    requires failed: vmx_is_entry_failure(fault->code);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_entry_failed,
      vmx_failed_cause(\old(fault->code)), 0, \old(fault->code), \old(fault->info));
    ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0); */
static void entry_failed(const struct tenon_x86_64_fault *fault, struct tenon_exit *exit) {
  uint32_t reason = (uint32_t)(fault->code % 0x10000u);
  uint32_t cause = CAUSE(reserved_exit);
  if (fault->code >= TENON_VMX_REFUSED) {
    cause = CAUSE(entry_refused);
  } else if (reason == REASON(entry_guest_state) || reason == REASON(entry_msr_loading) ||
             reason == REASON(entry_machine_check)) {
    cause = tenon_vmx_cause(reason);
  }
  tenon_outcome(exit, TENON_EXIT_entry_failed, cause);
  exit->value = fault->code;
  exit->argument = fault->info;
}

void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit) {
  uint32_t reason = (uint32_t)(fault->code % 0x10000u);
  if (fault->code >= TENON_VMX_ENTRY_FAILURE) {
    entry_failed(fault, exit);
  } else if (reason == REASON(io)) {
    port(fault, frame, exit);
  } else if (reason == REASON(vmcall)) {
    tenon_x86_64_call_exit(frame, fault->length, exit);
  } else if (reason == REASON(rdmsr) || reason == REASON(wrmsr)) {
    tenon_x86_64_msr_exit(frame, reason == REASON(wrmsr) ? 1u : 0u, fault->length, exit);
  } else if (reason == REASON(ept_violation)) {
    nested(fault->info, fault->info2, fault->linear, exit);
  } else if (reason == REASON(cr_access)) {
    uint64_t general = frame->x[fault->info / 0x100u % 0x10u];
    control_register(fault->info, general, fault->code, fault->length, exit);
  } else {
    tenon_x86_64_plain_exit(refined(fault, reason), fault->code, vector_of(fault->interruption),
                            fault->length, exit);
  }
}
