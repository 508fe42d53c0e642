/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/vcpu.h: none of these may prove. */
#define tenon_vmx_bind tenon_vmx_bind__red_1     /* must fail: host_written */
#define tenon_vmx_unbind tenon_vmx_unbind__red_1 /* must fail: dr6 */
#include "tenon/core/x86_64/vmx/setup.h"

/* The host is what it was when the VMCS was written. */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  (void)cpu;
  v->vmx.refused = 0;
  if (tenon_vmx_hw_load(tenon_value_add(v->config.address, 0x2000u)) == 0u) return 0;
  tenon_vmx_write_all(v);
  v->vmx.changed = 0;
  v->vmx.loaded = 1;
  if (v->vmx.refused == 0u) return 1;
  v->vmx.loaded = 0;
  return 0;
}

/* The guest's DR6 stays in the CPU. */
void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_take_all_held(v);
  v->vmx.launched = 0;
  v->vmx.loaded = 0;
}
