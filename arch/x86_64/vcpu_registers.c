/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vcpu_registers.h"

#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/msr.h"

#define FIRST_SWITCHED ((uint32_t)TENON_X86_64_REGISTER_DR0)
#define XCR0 ((uint32_t)TENON_X86_64_SAVED_XCR0)
#define PKRU ((uint32_t)TENON_X86_64_SAVED_PKRU)
#define TSC_AUX ((uint32_t)TENON_X86_64_SAVED_TSC_AUX)

static uint32_t is_loaded(const struct tenon_x86_64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

static uint32_t has(const struct tenon_x86_64_vcpu *v, uint32_t bit) {
  return (v->cpu->features.has & bit) != 0u ? 1u : 0u;
}

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
static uint32_t is_of_paging(uint32_t index) {
  return index == (uint32_t)TENON_X86_64_REGISTER_CR0 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_CR3 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_CR4 ||
                 index == (uint32_t)TENON_X86_64_REGISTER_EFER
             ? 1u
             : 0u;
}

static void set_held(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  tenon_x86_64_set_held(v, index, value);
  if (is_of_paging(index) == 1u) {
    if (v->forget == (uint32_t)TENON_STAGE2_KEEP) v->forget = TENON_STAGE2_FORGET_VM;
    v->changed = 1;
  }
}

void tenon_x86_64_vcpu_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  if (index < 16u) {
    v->frame.x[index] = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_RIP) {
    v->frame.rip = value;
  } else if (index == (uint32_t)TENON_X86_64_REGISTER_RFLAGS) {
    v->frame.rflags = value;
  } else if (index < FIRST_SWITCHED || index >= (uint32_t)TENON_X86_64_REGISTER_END) {
    set_held(v, index, value);
  } else {
    set_switched(v, index - FIRST_SWITCHED, value);
  }
}
