/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vmx/setup.h"

#include "tenon/core/x86_64/svm/vcpu.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define FIRST_HELD ((uint32_t)TENON_X86_64_REGISTER_RFLAGS + 1u)
#define END_HELD ((uint32_t)TENON_X86_64_REGISTER_DR0)
/* #DB and #AC, of which a guest can make its CPU deliver one after the other without end
 * (CVE-2015-8104, CVE-2015-5307), and #MC, which is the machine's. */
#define EXCEPTIONS 0x60002u
#define MISC 0x485u /* IA32_VMX_MISC, of which bits 4:0 are the timer's rate */
#define ALL_ONES 0xffffffffffffffffu

void tenon_vmx_setup(struct tenon_x86_64_vcpu *v) {
  struct tenon_vmx_vcpu *m = &v->vmx;
  m->cr2 = 0;
  m->rflags = 0;
  /*@ loop invariant range: 0 <= i <= 4;
      loop invariant zero: \forall integer k; 0 <= k < i ==> m->pdpte[k] == 0;
      loop assigns i, m->pdpte[0 .. 3];
      loop variant 4 - i; */
  for (uint32_t i = 0; i < 4u; i++) {
    m->pdpte[i] = 0;
  }
  m->pending_debug = 0;
  m->slice = 0;
  m->interruptibility = 0;
  m->composed = 0;
  m->loaded = 0;
  m->launched = 0;
  m->changed = 1;
  m->forget_nested = 1;
  m->refused = 0;
}

/* An exit leaves the timer where it is, so that no guest makes its slice longer by exits. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.slice, v->vmx.refused;
    ensures slice: v->vmx.slice < 0x100000000;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_timer(struct tenon_x86_64_vcpu *v) {
  uint64_t ticks = v->setup.slice >> (tenon_x86_64_hw_read_msr(MISC) % 32u);
  v->vmx.slice = ticks > UINT32_MAX ? UINT32_MAX : ticks;
  tenon_vmx_put(v, FIELD(PREEMPTION_TIMER), v->vmx.slice);
}

/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.slice, v->vmx.processor, v->vmx.refused, v->window;
    ensures window: v->window == 0;
    ensures slice: v->vmx.slice < 0x100000000 || v->vmx.slice == \old(v->vmx.slice);
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_controls(struct tenon_x86_64_vcpu *v) {
  const uint32_t *word = v->cpu->vmx.controls.word;
  uint32_t secondary = word[TENON_VMX_WORD_SECONDARY];
  uint32_t pause = v->setup.trap_pause != 0u ? TENON_VMX_CONTROL_MASK(pause_exiting) : 0u;
  v->vmx.processor = word[TENON_VMX_WORD_PROCESSOR] | pause;
  v->window = 0;
  uint32_t pin = word[TENON_VMX_WORD_PIN];
  uint32_t on_exit = word[TENON_VMX_WORD_EXIT];
  if (v->setup.slice != 0u) {
    put_timer(v);
  } else {
    pin &= ~TENON_VMX_CONTROL_MASK(preemption_timer);
    on_exit &= ~TENON_VMX_CONTROL_MASK(save_timer);
  }
  tenon_vmx_put(v, FIELD(PIN_CONTROLS), pin);
  tenon_vmx_put(v, FIELD(PROCESSOR_CONTROLS), v->vmx.processor);
  tenon_vmx_put(v, FIELD(SECONDARY_CONTROLS), secondary);
  tenon_vmx_put(v, FIELD(EXIT_CONTROLS), on_exit);
  tenon_vmx_put(v, FIELD(ENTRY_CONTROLS), word[TENON_VMX_WORD_ENTRY]);
  if ((secondary & TENON_VMX_CONTROL_MASK(encls_exiting)) != 0u) {
    tenon_vmx_put(v, FIELD(ENCLS_EXITING_BITMAP), ALL_ONES);
  }
  if ((secondary & TENON_VMX_CONTROL_MASK(enclv_exiting)) != 0u) {
    tenon_vmx_put(v, FIELD(ENCLV_EXITING_BITMAP), ALL_ONES);
  }
}

/*@ requires storage: \valid(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, v->cpu) && \separated(v, v->stage2);
    terminates \true; exits \false; assigns v->vmx.refused;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_rest(struct tenon_x86_64_vcpu *v) {
  uint64_t policy = v->setup.policy_address;
  tenon_vmx_put(v, FIELD(EXCEPTION_BITMAP), EXCEPTIONS);
  tenon_vmx_put(v, FIELD(PAGE_FAULT_ERROR_MASK), 0);
  tenon_vmx_put(v, FIELD(PAGE_FAULT_ERROR_MATCH), 0);
  tenon_vmx_put(v, FIELD(CR3_TARGET_COUNT), 0);
  tenon_vmx_put(v, FIELD(EXIT_MSR_STORE_COUNT), 0);
  tenon_vmx_put(v, FIELD(EXIT_MSR_LOAD_COUNT), 0);
  tenon_vmx_put(v, FIELD(ENTRY_MSR_LOAD_COUNT), 0);
  tenon_vmx_put(v, FIELD(ENTRY_INTERRUPTION), 0);
  tenon_vmx_put(v, FIELD(IO_BITMAP_A), policy);
  tenon_vmx_put(v, FIELD(IO_BITMAP_B), tenon_value_add(policy, TENON_X86_64_PAGE));
  tenon_vmx_put(v, FIELD(MSR_BITMAP),
                tenon_value_add(policy, offsetof(struct tenon_x86_64_policy, vmx_msr)));
  tenon_vmx_put(v, FIELD(TSC_OFFSET), 0);
  tenon_vmx_put(v, FIELD(EPT_POINTER), tenon_vmx_ept_pointer(v));
  tenon_vmx_put(v, FIELD(VPID), v->stage2->common.vmid);
  tenon_vmx_put(v, FIELD(VMCS_LINK_POINTER), ALL_ONES);
  tenon_vmx_put(v, FIELD(CR0_MASK), TENON_VMX_CR0_HELD);
  tenon_vmx_put(v, FIELD(CR4_MASK), TENON_VMX_CR4_HELD);
  tenon_vmx_put(v, FIELD(GUEST_DEBUGCTL), 0);
  tenon_vmx_put(v, FIELD(GUEST_ACTIVITY), 0);
  tenon_vmx_put(v, FIELD(GUEST_INTERRUPTIBILITY), v->vmx.interruptibility);
  tenon_vmx_put(v, FIELD(GUEST_PENDING_DEBUG), v->vmx.pending_debug);
  /*@ loop invariant range: 0 <= i <= 4;
      loop invariant refused: v->vmx.refused == 1 || v->vmx.refused == \at(v->vmx.refused, Pre);
      loop assigns i, v->vmx.refused;
      loop variant 4 - i; */
  for (uint32_t i = 0; i < 4u; i++) {
    tenon_vmx_put(v, FIELD(GUEST_PDPTE_0) + i * 2u, v->vmx.pdpte[i]);
  }
}

/* v->vmx.rflags stays what the last exit gave, so that the entry sees whether a shadow fits RFLAGS. */
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.rip, v->vmx.rsp, v->vmx.refused;
    ensures frame: v->vmx.rip == v->frame.rip && v->vmx.rsp == v->frame.x[4];
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_frame(struct tenon_x86_64_vcpu *v) {
  v->vmx.rip = v->frame.rip;
  v->vmx.rsp = v->frame.x[TENON_X86_64_RSP];
  tenon_vmx_put(v, FIELD(GUEST_RIP), v->vmx.rip);
  tenon_vmx_put(v, FIELD(GUEST_RSP), v->vmx.rsp);
  tenon_vmx_put(v, FIELD(GUEST_RFLAGS), v->frame.rflags);
}

void tenon_vmx_write_all(struct tenon_x86_64_vcpu *v) {
  put_controls(v);
  put_rest(v);
  put_frame(v);
  v->vmx.host_rsp = 0;
  v->vmx.host_epoch = 0;
  v->vmx.changed = 1;
  v->vmx.forget_nested = 1;
  v->vmx.composed = 1;
  v->changed = 1;
}

/* What no VMCS has. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures which: \result == 1 <==>
      index \in {TENON_X86_64_REGISTER_STAR, TENON_X86_64_REGISTER_LSTAR,
                 TENON_X86_64_REGISTER_CSTAR, TENON_X86_64_REGISTER_SFMASK,
                 TENON_X86_64_REGISTER_KERNEL_GS_BASE, TENON_X86_64_REGISTER_DR6};
    ensures boolean: \result <= 1; */
static uint32_t is_of_the_cpu(uint32_t index) {
  return (index >= (uint32_t)TENON_X86_64_REGISTER_STAR &&
          index <= (uint32_t)TENON_X86_64_REGISTER_KERNEL_GS_BASE) ||
                 index == (uint32_t)TENON_X86_64_REGISTER_DR6
             ? 1u
             : 0u;
}

void tenon_vmx_put_held(struct tenon_x86_64_vcpu *v, uint32_t all) {
  /*@ loop invariant range: FIRST_HELD <= i <= END_HELD;
      loop invariant refused: v->vmx.refused == 1 || v->vmx.refused == \at(v->vmx.refused, Pre);
      loop invariant host: x86_hw_efer == \at(x86_hw_efer, Pre) &&
        x86_hw_tsc_aux == \at(x86_hw_tsc_aux, Pre);
      loop assigns i, v->vmx.cr2, v->vmx.refused, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
      loop variant END_HELD - i; */
  for (uint32_t i = FIRST_HELD; i < END_HELD; i++) {
    if (all != 0u || is_of_the_cpu(i) == 1u) {
      tenon_vmx_set_register(v, i, tenon_svm_get_register(v, i));
    }
  }
}

void tenon_vmx_take_held(struct tenon_x86_64_vcpu *v, uint32_t index) {
  tenon_svm_set_register(v, index, tenon_vmx_get_register(v, index));
  if (index == (uint32_t)TENON_X86_64_REGISTER_SS_ATTRIBUTES) {
    v->vmcb.cpl = (uint8_t)(v->vmcb.ss.attributes / 0x20u % 4u);
  }
}

void tenon_vmx_take_all_held(struct tenon_x86_64_vcpu *v) {
  /*@ loop invariant range: FIRST_HELD <= i <= END_HELD;
      loop invariant changed: i > FIRST_HELD ==> v->vmcb.clean == 0;
      loop invariant isolates: \at(svm_isolates(&v->vmcb), Pre) ==> svm_isolates(&v->vmcb);
      loop invariant held: \at(x86_vcpu_held(v), Pre) ==> x86_vcpu_held(v);
      loop assigns i, v->vmcb, v->known[0 .. 5];
      loop variant END_HELD - i; */
  for (uint32_t i = FIRST_HELD; i < END_HELD; i++) {
    tenon_vmx_take_held(v, i);
  }
}
