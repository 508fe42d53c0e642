/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/setup.h and vmx/vcpu.h. */
#define tenon_vmx_setup tenon_vmx_setup__red_2         /* must fail: nowhere */
#define tenon_vmx_write_all tenon_vmx_write_all__red_2 /* must fail: no_host */
#define tenon_vmx_put_held tenon_vmx_put_held__red_2   /* must fail: host */
#define tenon_vmx_take_held tenon_vmx_take_held__red_2 /* must fail: held */
#include "tenon/core/x86_64/vmx/setup.h"

/* A VMCS of the guest before is resumed. */
void tenon_vmx_setup(struct tenon_x86_64_vcpu *v) {
  struct tenon_vmx_vcpu *m = &v->vmx;
  m->cr2 = 0;
  m->pdpte[0] = 0;
  m->pdpte[1] = 0;
  m->pdpte[2] = 0;
  m->pdpte[3] = 0;
  m->pending_debug = 0;
  m->interruptibility = 0;
  m->composed = 0;
  m->loaded = 0;
  m->changed = 1;
  m->forget_nested = 1;
  m->refused = 0;
}

/* The host's values are what the VMCS held on the CPU before. */
void tenon_vmx_write_all(struct tenon_x86_64_vcpu *v) {
  v->vmx.rip = v->frame.rip;
  v->vmx.rsp = v->frame.x[TENON_X86_64_RSP];
  v->vmx.host_rsp = 0;
  v->vmx.changed = 1;
  v->vmx.forget_nested = 1;
  v->vmx.composed = 1;
  v->window = 0;
  v->changed = 1;
}

/* The guest's EFER is the CPU's. */
void tenon_vmx_put_held(struct tenon_x86_64_vcpu *v, uint32_t all) {
  (void)all;
  tenon_x86_64_hw_write_msr(0xc0000080u, v->vmcb.efer);
}

/* The intercepts are no register, but are given up with them. */
void tenon_vmx_take_held(struct tenon_x86_64_vcpu *v, uint32_t index) {
  v->vmcb.clean = 0;
  v->vmcb.intercept[1] = 0;
  if (index == (uint32_t)TENON_X86_64_REGISTER_SS_ATTRIBUTES) {
    v->vmcb.cpl = (uint8_t)(v->vmcb.ss.attributes / 0x20u % 4u);
  }
}

/* Accessed and dirty flags are asked for whatever the CPU has. */
/*@ requires storage: \valid_read(v) && \valid_read(v->cpu) && \valid_read(v->stage2);
    terminates \true; exits \false; assigns \nothing;
    ensures pointer: v->stage2->common.root % 0x1000 == 0 ==> \result ==
      v->stage2->common.root + (v->cpu->features.ept / 0x200000 % 2 == 1 ? 0x5e : 0x1e); */
uint64_t tenon_vmx_ept_pointer__red_1(const struct tenon_x86_64_vcpu *v) { /* must fail: pointer */
  return tenon_value_add(v->stage2->common.root,
                         TENON_VMX_EPT_POINTER + TENON_VMX_EPT_POINTER_FLAGS);
}
