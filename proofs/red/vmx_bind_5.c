/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_bind. */
#define tenon_vmx_bind tenon_vmx_bind__red_5 /* must fail: host_known */
#include "tenon/core/x86_64/vmx/setup.h"

/* The host is read, but nobody is told. */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->vmx.refused = 0;
  if (tenon_vmx_hw_load(tenon_value_add(v->config.address, 0x2000u)) == 0u) return 0;
  tenon_vmx_write_all(v);
  tenon_vmx_hw_read_host(&cpu->vmx.host);
  v->vmx.host_epoch = cpu->vmx.host_epoch;
  v->vmx.changed = 0;
  v->vmx.loaded = v->vmx.refused == 0u ? 1u : 0u;
  return v->vmx.loaded;
}
