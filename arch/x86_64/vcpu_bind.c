/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"

#define DR ((uint32_t)TENON_X86_64_SAVED_DR0)
#define XCR0 ((uint32_t)TENON_X86_64_SAVED_XCR0)
#define PKRU ((uint32_t)TENON_X86_64_SAVED_PKRU)
#define TSC_AUX ((uint32_t)TENON_X86_64_SAVED_TSC_AUX)
#define XSTATE_BV 512u
#define FP_WITHOUT_XSAVE (TENON_X86_64_XCR0_X87 + TENON_X86_64_XCR0_SSE)
#define DR7_OFF 0x400u

/*@ requires cpu: \valid_read(cpu);
    requires bit: bit != 0;
    terminates \true; exits \false; assigns \nothing;
    ensures has: \result == cpu->features.has / bit % 2; */
static uint32_t has(const struct tenon_x86_64_cpu *cpu, uint32_t bit) {
  return cpu->features.has / bit % 2u;
}

/* SVM has no timer. */
/*@ requires cpu: \valid_read(cpu);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t has_timer(const struct tenon_x86_64_cpu *cpu) {
  const uint32_t *word = cpu->vmx.controls.word;
  return has(cpu, TENON_X86_64_HAS_VMX) == 1u &&
                 (word[TENON_VMX_WORD_PIN] & TENON_VMX_CONTROL_MASK(preemption_timer)) != 0u &&
                 (word[TENON_VMX_WORD_EXIT] & TENON_VMX_CONTROL_MASK(save_timer)) != 0u
             ? 1u
             : 0u;
}

/* XCR0 is 1 until the guest changes it, also where there is none. */
/*@ requires storage: \valid_read(v) && \valid_read(cpu) && \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures asid: \result == 1 ==> v->stage2->common.vmid < cpu->features.asids;
    ensures xcr0: \result == 1 ==> v->sysreg[XCR0] == 1 ||
      x86_xcr0_writable(v->sysreg[XCR0], cpu->features.xcr0);
    ensures boolean: \result <= 1; */
static uint32_t fits(const struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_cpu *cpu) {
  const struct tenon_x86_64_features *f = &cpu->features;
  uint64_t xcr0 = v->sysreg[XCR0];
  uint64_t in_use = v->fp.byte[XSTATE_BV] % (TENON_X86_64_XCR0_KNOWN + 1u);
  if (v->setup.slice != 0u && has_timer(cpu) == 0u) return 0;
  if ((in_use & ~(f->xcr0 | FP_WITHOUT_XSAVE)) != 0u) return 0; /* be it enabled or not */
  return v->stage2->common.vmid < f->asids &&
                 (xcr0 == 1u || tenon_x86_64_xcr0_is_writable(xcr0, f->xcr0) == 1u)
             ? 1u
             : 0u;
}

/*@ requires storage: \valid_read(v) && \valid_read(cpu);
    requires stage2: x86_vcpu_is(v, TENON_VCPU_FREE) ==> \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures wrong_state: !x86_bind_in_state(v, cpu) <==> \result == TENON_ERROR_wrong_state;
    ensures wrong_cpu: x86_bind_in_state(v, cpu) && !x86_bind_here(cpu) <==>
      \result == TENON_ERROR_wrong_cpu;
    ensures fits: \result == TENON_OK ==> x86_bind_in_state(v, cpu) && x86_bind_here(cpu) &&
      tenon_bit(v->common.cpu_mask, cpu->id) &&
      v->stage2->common.vmid < cpu->features.asids; */
static enum tenon_error check(const struct tenon_x86_64_vcpu *v,
                              const struct tenon_x86_64_cpu *cpu) {
  if (v->common.state != (uint32_t)TENON_VCPU_FREE || cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_x86_64_hw_this_cpu() != cpu || cpu->id >= TENON_CPU_MAX) {
    return TENON_ERROR_wrong_cpu;
  }
  if (tenon_vcpu_is_allowed(&v->common, cpu->id) == 0u) {
    return TENON_ERROR_cpu_not_allowed;
  }
  return fits(v, cpu) == 1u ? TENON_OK : TENON_ERROR_unsupported;
}

/* All state that a guest may enable is restored, enabled or not: none of another guest's is left. */
/*@ requires storage: \valid_read(v) && \valid(cpu) && \separated(v, cpu);
    terminates \true; exits \false;
    assigns cpu->host.xcr0, x86_hw_xcr0;
    ensures guest: cpu->features.has / TENON_X86_64_HAS_XSAVE % 2 == 1 ==>
      cpu->host.xcr0 == \old(x86_hw_xcr0) && x86_hw_xcr0 == v->sysreg[XCR0];
    ensures without: cpu->features.has / TENON_X86_64_HAS_XSAVE % 2 == 0 ==>
      x86_hw_xcr0 == \old(x86_hw_xcr0); */
static void load_fp(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  if (has(cpu, TENON_X86_64_HAS_XSAVE) == 0u) {
    tenon_x86_64_hw_restore_fp(&v->fp, 0);
    return;
  }
  cpu->host.xcr0 = tenon_x86_64_hw_read_xcr0();
  tenon_x86_64_hw_write_xcr0(cpu->features.xcr0);
  tenon_x86_64_hw_restore_fp(&v->fp, 1);
  tenon_x86_64_hw_write_xcr0(v->sysreg[XCR0]);
}

/*@ requires storage: \valid_read(v) && \valid(cpu) && \separated(v, cpu);
    terminates \true; exits \false;
    assigns cpu->host.xcr0, cpu->host.tsc_aux, cpu->host.pkru, cpu->host.dr[0 .. 3],
            cpu->host.dr7, x86_hw_xcr0, x86_hw_pkru, x86_hw_efer, x86_hw_tsc_aux,
            x86_hw_dr[0 .. 3], x86_hw_dr7, svm_hw_host_state;
    ensures breakpoints: \forall integer i; 0 <= i < 4 ==> x86_hw_dr[i] == v->sysreg[i];
    ensures saved: \forall integer i; 0 <= i < 4 ==> cpu->host.dr[i] == \old(x86_hw_dr[i]);
    ensures off: x86_hw_dr7 == DR7_OFF && cpu->host.dr7 == \old(x86_hw_dr7);
    ensures extended: x86_hw_efer == \old(x86_hw_efer);
    ensures host: cpu->features.has / TENON_X86_64_HAS_VMX % 2 == 0 ==>
      svm_hw_host_state == cpu->host_state_address; */
static void load(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  load_fp(v, cpu);
  cpu->host.dr7 = tenon_x86_64_hw_read_dr7();
  tenon_x86_64_hw_write_dr7(DR7_OFF); /* the guest's addresses are no breakpoints of the host's */
  tenon_x86_64_hw_read_dr(cpu->host.dr);
  tenon_x86_64_hw_write_dr(&v->sysreg[DR]);
  if (has(cpu, TENON_X86_64_HAS_TSC_AUX) == 1u) {
    cpu->host.tsc_aux = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_TSC_AUX);
    tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_TSC_AUX, v->sysreg[TSC_AUX]);
  }
  if (has(cpu, TENON_X86_64_HAS_PKRU) == 1u) {
    cpu->host.pkru = tenon_x86_64_hw_read_pkru();
    tenon_x86_64_hw_write_pkru(v->sysreg[PKRU]);
  }
  if (has(cpu, TENON_X86_64_HAS_VMX) == 0u) tenon_svm_bind(cpu);
}

/* Who ran here before decides what this CPU must forget (stage2.h). A vCPU that ran elsewhere since
 * it was here has changed its page tables there, and its own invalidations were there. It is the next
 * entry that forgets: until then the CPU owes it, whichever vCPU comes. */
/*@ requires storage: \valid(v) && \valid(cpu) && \valid(v->stage2);
    requires apart: \separated(v, cpu) && \separated(v, v->stage2) &&
      \separated(cpu, v->stage2);
    requires ids: cpu->id < TENON_CPU_MAX && v->common.vcpu_id != TENON_NONE;
    requires held: x86_vcpu_held(v);
    terminates \true; exits \false;
    assigns v->forget, v->changed, v->vmcb.clean, v->stage2->common.resident[cpu->id],
            cpu->vmid_generation, cpu->owes;
    ensures held: x86_vcpu_held(v);
    ensures owes: \old(cpu->owes) != 0 ==> cpu->owes != 0;
    ensures all: cpu->owes != 0 ==> v->forget == TENON_STAGE2_FORGET_ALL;
    ensures elsewhere: v->common.last_cpu != cpu->id ==> v->forget != TENON_STAGE2_KEEP;
    ensures other: \old(v->stage2->common.resident[cpu->id] != v->common.vcpu_id &&
                        v->stage2->common.resident[cpu->id] != TENON_NONE) ==>
      v->forget != TENON_STAGE2_KEEP;
    ensures stays: v->forget >= \old(v->forget);
    ensures prepared: v->changed == 1 && v->vmcb.clean == 0; */
static void enter_stage2(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  uint32_t forget =
      tenon_stage2_bind(&v->stage2->common, cpu->id, v->common.vcpu_id, &cpu->vmid_generation);
  if (forget == (uint32_t)TENON_STAGE2_FORGET_ALL) cpu->owes = 1;
  if (forget == (uint32_t)TENON_STAGE2_KEEP && v->common.last_cpu != cpu->id) {
    forget = TENON_STAGE2_FORGET_VM;
  }
  if (cpu->owes != 0u) forget = TENON_STAGE2_FORGET_ALL;
  if (forget > v->forget) v->forget = forget;
  v->changed = 1;
  v->vmcb.clean = 0; /* what another CPU has cached of it is not what this one has */
}

enum tenon_error tenon_x86_64_vcpu_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  enum tenon_error error = check(v, cpu);
  if (error != TENON_OK) {
    return error;
  }
  v->cpu = cpu;
  if (has(cpu, TENON_X86_64_HAS_VMX) == 1u && tenon_vmx_bind(v, cpu) == 0u) {
    return TENON_ERROR_unsupported;
  }
  v->identity.xcr0 = cpu->features.xcr0;
  v->identity.has = cpu->features.has;
  v->identity.apic_id = v->config.apic_id;
  v->identity.local_apic = v->setup.local_apic;
  enter_stage2(v, cpu);
  load(v, cpu);
  cpu->loaded = v;
  v->common.last_cpu = cpu->id;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

/*@ requires storage: \valid(v) && \valid_read(cpu) && \separated(v, cpu);
    terminates \true; exits \false;
    assigns v->sysreg[XCR0], v->fp, x86_hw_xcr0;
    ensures host: cpu->features.has / TENON_X86_64_HAS_XSAVE % 2 == 1 ==>
      x86_hw_xcr0 == cpu->host.xcr0 && v->sysreg[XCR0] == \old(x86_hw_xcr0); */
static void save_fp(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_cpu *cpu) {
  if (has(cpu, TENON_X86_64_HAS_XSAVE) == 0u) {
    tenon_x86_64_hw_save_fp(&v->fp, 0);
    return;
  }
  v->sysreg[XCR0] = tenon_x86_64_hw_read_xcr0();
  tenon_x86_64_hw_write_xcr0(cpu->features.xcr0);
  tenon_x86_64_hw_save_fp(&v->fp, 1);
  tenon_x86_64_hw_write_xcr0(cpu->host.xcr0);
}

void tenon_x86_64_vcpu_unload(struct tenon_x86_64_vcpu *v) {
  struct tenon_x86_64_cpu *cpu = v->cpu;
  if (has(cpu, TENON_X86_64_HAS_TSC_AUX) == 1u) {
    v->sysreg[TSC_AUX] = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_TSC_AUX);
    tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_TSC_AUX, cpu->host.tsc_aux);
  }
  if (has(cpu, TENON_X86_64_HAS_PKRU) == 1u) {
    v->sysreg[PKRU] = tenon_x86_64_hw_read_pkru();
    tenon_x86_64_hw_write_pkru(cpu->host.pkru);
  }
  tenon_x86_64_hw_read_dr(&v->sysreg[DR]);
  tenon_x86_64_hw_write_dr(cpu->host.dr);
  tenon_x86_64_hw_write_dr7(cpu->host.dr7);
  save_fp(v, cpu);
  if (v->vmx.loaded != 0u) tenon_vmx_unbind(v);
  cpu->loaded = NULL;
}

enum tenon_error tenon_x86_64_vcpu_unbind(struct tenon_x86_64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_x86_64_hw_this_cpu() != v->cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_x86_64_vcpu_unload(v);
  v->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}
