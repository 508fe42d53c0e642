/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_registers.h"

#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/msr.h"

#define FIRST_SWITCHED ((uint32_t)TENON_X86_64_REGISTER_DR0)
#define XCR0 ((uint32_t)TENON_X86_64_SAVED_XCR0)
#define PKRU ((uint32_t)TENON_X86_64_SAVED_PKRU)
#define TSC_AUX ((uint32_t)TENON_X86_64_SAVED_TSC_AUX)

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures loaded: \result == 1 <==> x86_vcpu_is_loaded(v);
    ensures boolean: \result <= 1; */
static uint32_t is_loaded(const struct tenon_x86_64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

/*@ requires storage: \valid_read(v) && \valid_read(v->cpu);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t has(const struct tenon_x86_64_vcpu *v, uint32_t bit) {
  return (v->cpu->features.has & bit) != 0u ? 1u : 0u;
}

/*@ requires storage: \valid_read(v) && \valid_read(v->cpu);
    requires saved: saved < TENON_X86_64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures breakpoint: saved < 4 ==> \result == x86_hw_dr[saved]; */
static uint64_t get_live(const struct tenon_x86_64_vcpu *v, uint32_t saved) {
  uint64_t dr[4];
  if (saved == XCR0) {
    return has(v, TENON_X86_64_HAS_XSAVE) == 1u ? tenon_x86_64_hw_read_xcr0() : v->sysreg[XCR0];
  }
  if (saved == TSC_AUX) {
    return has(v, TENON_X86_64_HAS_TSC_AUX) == 1u
               ? tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_TSC_AUX)
               : v->sysreg[TSC_AUX];
  }
  if (saved == PKRU) {
    return has(v, TENON_X86_64_HAS_PKRU) == 1u ? tenon_x86_64_hw_read_pkru() : v->sysreg[PKRU];
  }
  tenon_x86_64_hw_read_dr(dr);
  return dr[saved % 4u];
}

/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires saved: saved < TENON_X86_64_SAVED_COUNT;
    terminates \true; exits \false;
    assigns x86_hw_xcr0, x86_hw_pkru, x86_hw_efer, x86_hw_tsc_aux, x86_hw_dr[0 .. 3];
    ensures xcr0: x86_hw_xcr0 == \old(x86_hw_xcr0) ||
      (x86_hw_xcr0 == value && x86_xcr0_writable(value, v->cpu->features.xcr0));
    ensures breakpoint: saved < 4 ==> x86_hw_dr[saved] == value;
    ensures others: \forall integer i; 0 <= i < 4 && i != saved ==>
      x86_hw_dr[i] == \old(x86_hw_dr[i]);
    ensures extended: x86_hw_efer == \old(x86_hw_efer); */
static void set_live(struct tenon_x86_64_vcpu *v, uint32_t saved, uint64_t value) {
  uint64_t dr[4];
  if (saved == XCR0) {
    if (tenon_x86_64_xcr0_is_writable(value, v->cpu->features.xcr0) == 1u) {
      tenon_x86_64_hw_write_xcr0(value);
    }
  } else if (saved == TSC_AUX) {
    if (has(v, TENON_X86_64_HAS_TSC_AUX) == 1u) {
      tenon_x86_64_hw_write_msr(TENON_X86_64_MSR_TSC_AUX, value % 0x100000000u);
    }
  } else if (saved == PKRU) {
    if (has(v, TENON_X86_64_HAS_PKRU) == 1u) tenon_x86_64_hw_write_pkru(value % 0x100000000u);
  } else {
    tenon_x86_64_hw_read_dr(dr);
    dr[saved % 4u] = value;
    tenon_x86_64_hw_write_dr(dr);
  }
}

uint64_t tenon_x86_64_vcpu_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  if (index < 16u) {
    return v->frame.x[index];
  }
  if (index == (uint32_t)TENON_X86_64_REGISTER_RIP) {
    return v->frame.rip;
  }
  if (index == (uint32_t)TENON_X86_64_REGISTER_RFLAGS) {
    return v->frame.rflags;
  }
  if (index < FIRST_SWITCHED || index >= (uint32_t)TENON_X86_64_REGISTER_END) {
    return tenon_x86_64_get_held(v, index);
  }
  uint32_t saved = index - FIRST_SWITCHED;
  return is_loaded(v) == 1u ? get_live(v, saved) : v->sysreg[saved];
}

/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    requires saved: saved < TENON_X86_64_SAVED_COUNT;
    terminates \true; exits \false;
    assigns v->sysreg[saved], x86_hw_xcr0, x86_hw_pkru, x86_hw_efer, x86_hw_tsc_aux,
            x86_hw_dr[0 .. 3];
    ensures sound: x86_vcpu_sound(v);
    ensures extended: x86_hw_efer == \old(x86_hw_efer);
    ensures xcr0: x86_hw_xcr0 == \old(x86_hw_xcr0) ||
      (x86_hw_xcr0 == value && x86_xcr0_writable(value, v->cpu->features.xcr0));
    ensures loaded: \old(x86_vcpu_is_loaded(v)) ==> v->sysreg[saved] == \old(v->sysreg[saved]);
    ensures kept: \old(!x86_vcpu_is_loaded(v)) && saved < 4 ==> v->sysreg[saved] == value; */
static void set_switched(struct tenon_x86_64_vcpu *v, uint32_t saved, uint64_t value) {
  if (is_loaded(v) == 1u) {
    set_live(v, saved, value);
  } else if (saved == TSC_AUX || saved == PKRU) {
    v->sysreg[saved] = value % 0x100000000u;
  } else if (saved != XCR0 || tenon_x86_64_xcr0_is_writable(value, TENON_X86_64_XCR0_KNOWN) == 1u) {
    v->sysreg[saved] = value;
  }
}

/* What translates the guest's addresses: the CPU keeps translations beyond such a change. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures paging: \result == 1 <==> x86_is_of_paging(index);
    ensures boolean: \result <= 1; */
static uint32_t is_of_paging(uint32_t index) {
  return index == (uint32_t)TENON_X86_64_REGISTER_CR0 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_CR3 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_CR4 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_EFER
             ? 1u
             : 0u;
}

/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v);
    terminates \true; exits \false;
    assigns TENON_X86_64_HELD_STATE(v), v->changed, v->forget;
    ensures sound: x86_vcpu_sound(v);
    ensures forgets: x86_is_of_paging(index) ==>
      v->forget != TENON_STAGE2_KEEP && v->changed == 1;
    ensures extended: x86_hw_efer == \old(x86_hw_efer);
    ensures frame: v->frame.rip == \old(v->frame.rip) &&
      v->frame.rflags == \old(v->frame.rflags) &&
      \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == \old(v->frame.x[i]); */
static void set_held(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  tenon_x86_64_set_held(v, index, value);
  //@ assert held: x86_vcpu_is_set_up(v) ==> x86_vcpu_held(v);
  //@ assert staged: x86_vcpu_is_set_up(v) ==> x86_vcpu_staged(v);
  //@ assert here: x86_vcpu_is_loaded(v) ==> x86_vcpu_here(v);
  //@ assert host: x86_vcpu_is_loaded(v) ==> x86_vcpu_host_saved(v);
  //@ assert sound: x86_vcpu_sound(v);
  if (is_of_paging(index) == 1u) {
    if (v->forget == (uint32_t)TENON_STAGE2_KEEP) v->forget = TENON_STAGE2_FORGET_VM;
    v->changed = 1;
  }
}

/*@ requires frame: \valid(f);
    requires index: index <= TENON_X86_64_REGISTER_RFLAGS;
    terminates \true; exits \false;
    assigns f->x[0 .. 15], f->rip, f->rflags;
    ensures general: index < 16 ==> f->x[index] == value;
    ensures others: \forall integer i; 0 <= i < 16 && i != index ==> f->x[i] == \old(f->x[i]);
    ensures rip: f->rip == (index == TENON_X86_64_REGISTER_RIP ? value : \old(f->rip));
    ensures rflags: f->rflags == (index == TENON_X86_64_REGISTER_RFLAGS ? value
                                                                       : \old(f->rflags)); */
static void set_in_frame(struct tenon_x86_64_frame *f, uint32_t index, uint64_t value) {
  if (index < 16u) {
    f->x[index] = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_RIP) {
    f->rip = value;
  } else {
    f->rflags = value;
  }
}

void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index <= (uint32_t)TENON_X86_64_REGISTER_RFLAGS) {
    set_in_frame(&v->frame, index, value);
  } else if (index < FIRST_SWITCHED || index >= (uint32_t)TENON_X86_64_REGISTER_END) {
    set_held(v, index, value);
  } else {
    set_switched(v, index - FIRST_SWITCHED, value);
  }
}
