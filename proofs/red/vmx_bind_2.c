/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_bind tenon_vmx_bind__red_2     /* must fail: loaded */
#define tenon_vmx_unbind tenon_vmx_unbind__red_2 /* must fail: gone */
#include "tenon/core/x86_64/vmx/setup.h"

/* A field that the CPU has refused is no reason. */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->vmx.refused = 0;
  if (tenon_vmx_hw_load(tenon_value_add(v->config.address, 0x2000u)) == 0u) return 0;
  tenon_vmx_write_all(v);
  v->vmx.host_epoch = cpu->vmx.host_epoch;
  v->vmx.changed = 0;
  v->vmx.loaded = 1;
  return 1;
}

/* The next bind resumes what has been cleared. */
void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_take_all_held(v);
  v->vmx.loaded = 0;
  tenon_vmx_hw_write_dr6(v->cpu->vmx.dr6);
}
