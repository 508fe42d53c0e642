/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/nested_fault.h"
#include "tenon/core/x86_64/nmi.h"
#include "tenon/core/x86_64/port_string.h"
#include "tenon/core/x86_64/vectors.h"
#include "tenon/core/x86_64/vmx/capture.h"
#include "tenon/core/x86_64/vmx/decode.h"
#include "tenon/core/x86_64/vmx/setup.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define REASON(name) ((uint32_t)TENON_VMX_REASON_##name)
#define REGISTER(name) ((uint32_t)TENON_X86_64_REGISTER_##name)
#define WINDOW TENON_VMX_CONTROL_MASK(interrupt_window)
#define NMI_WINDOW TENON_VMX_CONTROL_MASK(nmi_window)
/* Interruptibility: blocking by STI and by MOV SS; by NMI. */
#define STI 1u
#define SHADOW 3u
#define BY_NMI 8u
#define UNBLOCKED_BY_IRET \
  0x1000u /* of an EPT violation's qualification, of an exception's record */
#define PENDING_STEP 0x4000u
#define DR6_NEW 0x600fu /* of an exit's qualification: B0 to B3, BD, BS */
#define DR6_OLD 0xfu    /* what a new #DB clears */
#define DR7_GD 0x2000u
#define SS_DPL 0x60u /* the privilege level */
#define DR6_BD 0x2000u

/* A field of 32 bits. */
/*@ terminates \true; exits \false; assigns \nothing; */
TENON_FAST static inline uint32_t read_32(uint32_t field) {
  return (uint32_t)(tenon_vmx_hw_read(field) % 0x100000000u);
}

/* What of the TLB the entry forgets. EPT's translations belong to a table, the others to a VPID as
 * well: the VM's identifier tells when those are stale, the epoch when those of EPT are. */
/*@ requires storage: \valid(v) && \valid(v->cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, v->cpu) && \separated(v, v->stage2) &&
      \separated(v->cpu, v->stage2);
    terminates \true; exits \false; assigns v->cpu->owes, v->forget, v->vmx.forget_nested;
    ensures forgotten: v->forget == TENON_STAGE2_KEEP && v->vmx.forget_nested == 0;
    ensures owes: v->cpu->owes ==
      (\old(v->forget) == TENON_STAGE2_FORGET_ALL ? 0 : \old(v->cpu->owes)); */
static void forget(struct tenon_x86_64_vcpu *v) {
  uint32_t vpid = v->stage2->common.vmid;
  if (v->forget == (uint32_t)TENON_STAGE2_FORGET_ALL) {
    tenon_vmx_hw_forget_nested(TENON_VMX_FORGET_EVERYTHING, 0);
    tenon_vmx_hw_forget_linear(TENON_VMX_FORGET_EVERYTHING, 0);
    v->cpu->owes = 0;
  } else {
    if (v->vmx.forget_nested != 0u) {
      tenon_vmx_hw_forget_nested(TENON_VMX_FORGET_CONTEXT, tenon_vmx_ept_pointer(v));
    }
    if (v->forget == (uint32_t)TENON_STAGE2_FORGET_VM) {
      tenon_vmx_hw_forget_linear(TENON_VMX_FORGET_CONTEXT, vpid);
    }
  }
  v->forget = TENON_STAGE2_KEEP;
  v->vmx.forget_nested = 0;
}

/* Chooses the event of this entry. \return what of the guest's chances to take another one exits, as
 * in v->window. In STI's shadow an NMI window may open at once, an interrupt's does not. */
/*@ requires storage: \valid(v);
    requires nmi: v->nmi <= 1;
    terminates \true; exits \false; assigns v->event, v->waiting[0 .. 3], v->nmi;
    ensures range: \result <= 3;
    ensures window: \result == 0 <==> v->nmi == 0 && x86_no_vector_waits(&v->waiting[0]);
    ensures nmi: v->nmi <= 1; */
static uint32_t choose_event(struct tenon_x86_64_vcpu *v) {
  uint32_t waits = tenon_x86_64_prepare_nmi(v, v->vmx.interruptibility & BY_NMI);
  uint32_t window = tenon_x86_64_vectors_prepare(v);
  if (waits == 0u) return window;
  return v->frame.shadow == STI ? 1u : window + 2u;
}

/* The CPU itself clears an event that it has delivered. */
/*@ requires storage: \valid(v);
    requires nmi: v->nmi <= 1;
    terminates \true; exits \false;
    assigns v->event, v->waiting[0 .. 3], v->nmi, v->window, v->vmx.processor, v->vmx.refused;
    ensures delivered: v->event == 0;
    ensures range: v->window <= 3;
    ensures window: v->window == 0 <==> v->nmi == 0 && x86_no_vector_waits(&v->waiting[0]);
    ensures nmi: v->nmi <= 1; */
static void prepare_events(struct tenon_x86_64_vcpu *v) {
  uint32_t window = choose_event(v);
  if (v->event != 0u) {
    tenon_vmx_put(v, FIELD(ENTRY_INTERRUPTION), v->event % TENON_X86_64_EVENT_ERROR);
    tenon_vmx_put(v, FIELD(ENTRY_ERROR_CODE), v->event / TENON_X86_64_EVENT_ERROR);
    v->event = 0;
  }
  if (window != v->window) {
    v->window = window;
    v->vmx.processor = (v->vmx.processor & ~(WINDOW | NMI_WINDOW)) | window % 2u * WINDOW |
                       window / 2u * NMI_WINDOW;
    tenon_vmx_put(v, FIELD(PROCESSOR_CONTROLS), v->vmx.processor);
  }
}

TENON_SLOW void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v) {
  if (v->seen != v->stage2->epoch) {
    v->seen = v->stage2->epoch;
    v->vmx.forget_nested = 1;
  }
  forget(v);
  prepare_events(v);
  v->changed = v->window;
}

/* The CPU refuses STI's shadow without IF, and a shadow whose pending step is not what TF says. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.interruptibility, v->vmx.refused;
    ensures fits: v->vmx.interruptibility % 4 == (v->frame.shadow % 4 == 1 &&
      v->frame.rflags / TENON_X86_64_IF % 2 == 0 ? 0 : v->frame.shadow % 4);
    ensures others: v->vmx.interruptibility / 4 == \old(v->vmx.interruptibility) / 4; */
TENON_SLOW static void put_shadow(struct tenon_x86_64_vcpu *v) {
  uint32_t shadow = (uint32_t)(v->frame.shadow % (SHADOW + 1u));
  if (shadow == STI && v->frame.rflags / TENON_X86_64_IF % 2u == 0u) shadow = 0;
  if (v->frame.rflags / TENON_X86_64_TF % 2u == 1u || shadow != 0u) {
    uint64_t steps = shadow != 0u ? v->frame.rflags / TENON_X86_64_TF % 2u : 0u;
    tenon_vmx_put(v, FIELD(GUEST_PENDING_DEBUG), steps * PENDING_STEP);
  }
  v->vmx.interruptibility =
      v->vmx.interruptibility - v->vmx.interruptibility % (SHADOW + 1u) + shadow;
  tenon_vmx_put(v, FIELD(GUEST_INTERRUPTIBILITY), v->vmx.interruptibility);
}

/* What of the frame the VMCS does not hold yet: behind a CPUID, RIP alone. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.interruptibility, v->vmx.refused;
    ensures others: v->vmx.interruptibility / 4 == \old(v->vmx.interruptibility) / 4; */
static void put_frame(struct tenon_x86_64_vcpu *v) {
  uint64_t rsp = v->frame.x[TENON_X86_64_RSP];
  uint32_t shadow = v->vmx.interruptibility % (SHADOW + 1u);
  if (v->frame.rip != v->vmx.rip) tenon_vmx_put(v, FIELD(GUEST_RIP), v->frame.rip);
  if (rsp != v->vmx.rsp) tenon_vmx_put(v, FIELD(GUEST_RSP), rsp);
  if (v->frame.shadow != shadow || (shadow != 0u && v->frame.rflags != v->vmx.rflags)) {
    put_shadow(v);
  }
  if (v->frame.rflags != v->vmx.rflags) tenon_vmx_put(v, FIELD(GUEST_RFLAGS), v->frame.rflags);
}

/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->vmx.rip, v->vmx.rsp, v->vmx.rflags, v->vmx.interruptibility, v->frame.rip,
            v->frame.x[4], v->frame.rflags, v->frame.shadow;
    ensures known: v->vmx.rip == v->frame.rip && v->vmx.rsp == v->frame.x[4] &&
      v->vmx.rflags == v->frame.rflags && v->frame.shadow == v->vmx.interruptibility % 4; */
static void take_frame(struct tenon_x86_64_vcpu *v) {
  v->vmx.rip = tenon_vmx_hw_read(FIELD(GUEST_RIP));
  v->vmx.rsp = tenon_vmx_hw_read(FIELD(GUEST_RSP));
  v->vmx.rflags = tenon_vmx_hw_read(FIELD(GUEST_RFLAGS));
  v->vmx.interruptibility = read_32(FIELD(GUEST_INTERRUPTIBILITY));
  v->frame.rip = v->vmx.rip;
  v->frame.x[TENON_X86_64_RSP] = v->vmx.rsp;
  v->frame.rflags = v->vmx.rflags;
  v->frame.shadow = v->vmx.interruptibility % (SHADOW + 1u);
}

/* Exits for an instruction, which deliver nothing and have no address. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures which: \result == 1 <==> 10 <= reason <= 32;
    ensures boolean: \result <= 1; */
static uint32_t is_for_instruction(uint32_t reason) {
  return (reason >= REASON(cpuid) && reason <= REASON(wrmsr)) ? 1u : 0u;
}

/*@ requires writable: \valid(r);
    terminates \true; exits \false; assigns *r;
    ensures reason: r->reason == reason;
    ensures nothing: 10 <= reason <= 32 ==> r->physical == 0 && r->linear == 0 &&
      r->interruption == 0 && r->error_code == 0 && r->vectoring == 0 && r->vectoring_error == 0; */
static void read_record(uint32_t reason, struct tenon_vmx_record *r) {
  r->reason = reason;
  r->qualification = tenon_vmx_hw_read(FIELD(EXIT_QUALIFICATION));
  r->length = read_32(FIELD(EXIT_INSTRUCTION_LENGTH));
  r->instruction_info = read_32(FIELD(EXIT_INSTRUCTION));
  r->physical = 0;
  r->linear = 0;
  r->interruption = 0;
  r->error_code = 0;
  r->vectoring = 0;
  r->vectoring_error = 0;
  if (is_for_instruction(reason) == 1u) return;
  r->physical = tenon_vmx_hw_read(FIELD(GUEST_PHYSICAL_ADDRESS));
  r->linear = tenon_vmx_hw_read(FIELD(GUEST_LINEAR_ADDRESS));
  r->interruption = read_32(FIELD(EXIT_INTERRUPTION));
  r->error_code = read_32(FIELD(EXIT_ERROR_CODE));
  r->vectoring = read_32(FIELD(VECTORING));
  r->vectoring_error = read_32(FIELD(VECTORING_ERROR_CODE));
}

/* Of a #DB that exits, DR6 and DR7 are not written: it is for whoever gives it to the guest. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->vmx.interruptibility, v->vmx.refused, vmx_hw_dr6; */
static void note_debug(struct tenon_x86_64_vcpu *v) {
  uint64_t news = v->fault.info & DR6_NEW;
  tenon_vmx_hw_write_dr6((tenon_vmx_hw_read_dr6() & ~(uint64_t)DR6_OLD) | news);
  if ((news & DR6_BD) != 0u) {
    tenon_vmx_put(v, FIELD(GUEST_DR7), tenon_vmx_hw_read(FIELD(GUEST_DR7)) & ~(uint64_t)DR7_GD);
  }
  if (v->frame.shadow != 0u) put_shadow(v); /* behind an STI or a MOV SS: no step is pending */
}

/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.refused; */
static void begin_slice(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_put(v, FIELD(PREEMPTION_TIMER), v->vmx.slice);
}

/* What the fetch of an instruction depends on, and the address of an operand. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb, v->known[0 .. 5]; */
static void take_for_memory(struct tenon_x86_64_vcpu *v) {
  static const uint16_t needed[] = {
      TENON_X86_64_REGISTER_CR0,           TENON_X86_64_REGISTER_CR3,
      TENON_X86_64_REGISTER_CR4,           TENON_X86_64_REGISTER_EFER,
      TENON_X86_64_REGISTER_ES_BASE,       TENON_X86_64_REGISTER_CS_BASE,
      TENON_X86_64_REGISTER_SS_BASE,       TENON_X86_64_REGISTER_DS_BASE,
      TENON_X86_64_REGISTER_FS_BASE,       TENON_X86_64_REGISTER_GS_BASE,
      TENON_X86_64_REGISTER_ES_LIMIT,      TENON_X86_64_REGISTER_CS_LIMIT,
      TENON_X86_64_REGISTER_SS_LIMIT,      TENON_X86_64_REGISTER_DS_LIMIT,
      TENON_X86_64_REGISTER_FS_LIMIT,      TENON_X86_64_REGISTER_GS_LIMIT,
      TENON_X86_64_REGISTER_ES_ATTRIBUTES, TENON_X86_64_REGISTER_CS_ATTRIBUTES,
      TENON_X86_64_REGISTER_SS_ATTRIBUTES, TENON_X86_64_REGISTER_DS_ATTRIBUTES,
      TENON_X86_64_REGISTER_FS_ATTRIBUTES, TENON_X86_64_REGISTER_GS_ATTRIBUTES};
  /*@ loop invariant range: 0 <= i <= 22;
      loop assigns i, v->vmcb, v->known[0 .. 5];
      loop variant 22 - i; */
  for (uint32_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
    tenon_vmx_take_held(v, needed[i]);
  }
}

/* As the qualification has it (SDM volume 3, table 28-5). */
/*@ requires storage: \valid(v);
    requires here: x86_vcpu_here(v);
    requires staged: x86_vcpu_staged(v);
    requires placed: x86_vcpu_placed(v);
    requires record: vmx_io_width(v->fault.info) != 0;
    terminates \true; exits \false;
    assigns v->exit, v->string, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
static void look_at_string(struct tenon_x86_64_vcpu *v) {
  uint64_t q = v->fault.info;
  v->string.reads = (uint8_t)(q / 8u % 2u);
  v->string.width = (uint8_t)(q % 8u + 1u);
  v->string.repeat = (uint8_t)(q / 0x20u % 2u);
  take_for_memory(v);
  tenon_x86_64_look_at_string(v, (uint32_t)(q / 0x10000u % 0x10000u));
}

/* An NMI that the guest has not got does not block another; an IRET that it will execute again has
 * unblocked none (SDM volume 3, 28.2.3). */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.interruptibility, v->vmx.refused; */
static void note_nmi(struct tenon_x86_64_vcpu *v) {
  uint32_t now = v->vmx.interruptibility;
  uint64_t told = v->fault.code == REASON(ept_violation)      ? v->fault.info
                  : v->fault.code == REASON(exception_or_nmi) ? v->fault.interruption
                                                              : 0u;
  if (tenon_x86_64_event_is_nmi(v->fault.event) == 1u) {
    now &= ~BY_NMI;
  } else if (v->fault.event == 0u && (told & UNBLOCKED_BY_IRET) != 0u) {
    now |= BY_NMI;
  } else {
    return;
  }
  v->vmx.interruptibility = now;
  tenon_vmx_put(v, FIELD(GUEST_INTERRUPTIBILITY), now);
}

/* Only a string of a width that there is has the cause io_string. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->exit;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT;
    ensures string: v->exit.cause == TENON_X86_64_CAUSE_io_string ==>
      vmx_io_width(v->fault.info) != 0;
    ensures nested: v->exit.cause == TENON_X86_64_CAUSE_nested_access ==>
      v->exit.kind == TENON_EXIT_nested_page_fault; */
static void decode(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_decode(&v->fault, &v->frame, &v->exit);
}

/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->vmx.interruptibility, v->vmx.refused, vmx_hw_dr6; */
static void note_cause(struct tenon_x86_64_vcpu *v) {
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_exception_1) note_debug(v);
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_preemption_timer) begin_slice(v);
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_physical_nmi) tenon_vmx_hw_take_nmi();
}

/* What of the exit needs more than its record. */
/*@ requires storage: \valid(v);
    requires here: x86_vcpu_here(v);
    requires staged: x86_vcpu_staged(v);
    requires placed: x86_vcpu_placed(v);
    requires idle: v->mmio.pending == 0;
    requires kind: v->exit.kind <= TENON_EXIT_COUNT;
    requires string: v->exit.cause == TENON_X86_64_CAUSE_io_string ==>
      vmx_io_width(v->fault.info) != 0;
    requires nested: v->exit.cause == TENON_X86_64_CAUSE_nested_access ==>
      v->exit.kind == TENON_EXIT_nested_page_fault;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v), v->fault.fetched,
            v->fault.instruction[0 .. 14], v->exit, v->mmio, v->string, v->local_apic;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
static void look_at_memory(struct tenon_x86_64_vcpu *v) {
  if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_nested_access) {
    take_for_memory(v);
    tenon_x86_64_look_at_access(v);
  } else if (v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_io_string) {
    look_at_string(v);
  }
}

/* The whole record, and what it becomes. An NMI is not pending any more: its handler is called. */
/*@ requires storage: \valid(v);
    requires here: x86_vcpu_here(v);
    requires staged: x86_vcpu_staged(v);
    requires placed: x86_vcpu_placed(v);
    requires idle: v->mmio.pending == 0;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v), v->vmx.interruptibility, v->fault,
            v->exit, v->mmio, v->string, v->local_apic;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
static void look(struct tenon_x86_64_vcpu *v, uint32_t reason) {
  struct tenon_vmx_record record;
  read_record(reason, &record);
  tenon_vmx_capture(&v->fault, &record);
  if (v->fault.event >= TENON_X86_64_EVENT_VALID) {
    v->event = tenon_x86_64_event_again(v->fault.event);
    v->changed = 1;
  }
  note_nmi(v);
  decode(v);
  if (v->exit.kind == (uint32_t)TENON_EXIT_hypercall &&
      (tenon_vmx_hw_read(FIELD(GUEST_SS_RIGHTS)) & SS_DPL) != 0u) {
    v->exit.kind = TENON_EXIT_NONE; /* not the user's: #UD */
  }
  note_cause(v);
  look_at_memory(v);
}

/* CPUID comes often: of the exit its answer needs nothing but these. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->exit.kind, v->exit.cause, v->exit.instruction_length, v->vmcb.cr4;
    ensures kind: v->exit.kind == TENON_EXIT_NONE;
    ensures cause: v->exit.cause == TENON_X86_64_CAUSE_cpuid;
    ensures length: v->exit.instruction_length < 16; */
static void look_at_cpuid(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = TENON_EXIT_NONE;
  v->exit.cause = TENON_X86_64_CAUSE_cpuid;
  v->exit.instruction_length = (uint8_t)(tenon_vmx_hw_read(FIELD(EXIT_INSTRUCTION_LENGTH)) % 16u);
  v->vmcb.cr4 = tenon_vmx_get_register(v, REGISTER(CR4));
}

/* Nothing of the guest has run, and there is no exit that says why. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->fault, v->exit;
    ensures failed: v->exit.kind == TENON_EXIT_entry_failed; */
TENON_SLOW static void refuse(struct tenon_x86_64_vcpu *v, uint32_t how) {
  uint32_t error = how == TENON_VMX_REFUSES ? read_32(FIELD(INSTRUCTION_ERROR)) : 0u;
  tenon_vmx_capture_refusal(&v->fault, error);
  tenon_vmx_decode(&v->fault, &v->frame, &v->exit);
}

void tenon_vmx_enter(struct tenon_x86_64_vcpu *v) {
  put_frame(v);
  uint32_t how = tenon_vmx_world_switch(v, v->vmx.launched);
  if (TENON_RARE(how != TENON_VMX_EXITED)) {
    refuse(v, how);
    return;
  }
  uint32_t reason = read_32(FIELD(EXIT_REASON));
  take_frame(v);
  v->vmx.launched = 1; /* after an entry that has failed there is no other: the vCPU has */
  if (reason == REASON(cpuid)) {
    look_at_cpuid(v);
  } else {
    look(v, reason);
  }
}
