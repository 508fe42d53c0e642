/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_bind tenon_vmx_bind__red_3     /* must fail: elsewhere */
#define tenon_vmx_unbind tenon_vmx_unbind__red_3 /* must fail: changed */
#include "tenon/core/x86_64/vmx/setup.h"

/* A VMCS that is composed is good on every CPU. */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->vmx.refused = 0;
  if (tenon_vmx_hw_load(tenon_value_add(v->config.address, 0x2000u)) == 0u) return 0;
  if (v->vmx.composed == 0u) tenon_vmx_write_all(v);
  v->vmx.host_epoch = cpu->vmx.host_epoch;
  v->vmx.changed = 0;
  v->vmx.loaded = v->vmx.refused == 0u ? 1u : 0u;
  return v->vmx.loaded;
}

/* Of the registers only CR2 is taken. */
void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v) {
  v->vmcb.cr2 = v->vmx.cr2;
  v->vmx.launched = 0;
  v->vmx.loaded = 0;
  tenon_vmx_hw_write_dr6(v->cpu->vmx.dr6);
}
