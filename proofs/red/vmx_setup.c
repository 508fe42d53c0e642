/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/setup.h and vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_setup tenon_vmx_setup__red_1                 /* must fail: changed */
#define tenon_vmx_write_all tenon_vmx_write_all__red_1         /* must fail: prepared */
#define tenon_vmx_put_held tenon_vmx_put_held__red_1           /* must fail: refused */
#define tenon_vmx_take_held tenon_vmx_take_held__red_1         /* must fail: privilege */
#define tenon_vmx_take_all_held tenon_vmx_take_all_held__red_1 /* must fail: changed */
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vmx/setup.h"

/* What EPT has said of the guest before stays. */
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
  m->launched = 0;
  m->changed = 1;
  m->refused = 0;
}

/* The windows are as the last VMCS had them. */
void tenon_vmx_write_all(struct tenon_x86_64_vcpu *v) {
  v->vmx.rip = v->frame.rip;
  v->vmx.rsp = v->frame.x[TENON_X86_64_RSP];
  v->vmx.host_rsp = 0;
  v->vmx.host_epoch = 0;
  v->vmx.changed = 1;
  v->vmx.forget_nested = 1;
  v->vmx.composed = 1;
  v->changed = 1;
}

/* What the CPU has refused before counts for nothing. */
void tenon_vmx_put_held(struct tenon_x86_64_vcpu *v, uint32_t all) {
  (void)all;
  v->vmx.refused = 0;
}

/* SS alone is read, not the privilege level in it. */
void tenon_vmx_take_held(struct tenon_x86_64_vcpu *v, uint32_t index) {
  tenon_svm_set_register(v, index, tenon_vmx_get_register(v, index));
}

/* SVM's CPUs may go on with what they have cached. */
void tenon_vmx_take_all_held(struct tenon_x86_64_vcpu *v) {
  v->vmcb.cr2 = tenon_vmx_get_register(v, (uint32_t)TENON_X86_64_REGISTER_CR2);
}
