/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_enter. */
#define tenon_vmx_enter tenon_vmx_enter__red_3 /* must fail: entered */
#include "tenon/core/x86_64/vmx/setup.h"

/* An entry that the CPU refuses is one that exits without a reason. */
void tenon_vmx_enter(struct tenon_x86_64_vcpu *v) {
  v->exit.kind = TENON_EXIT_NONE;
  if (tenon_vmx_world_switch(v, v->vmx.launched) == TENON_VMX_EXITED) v->vmx.launched = 1;
}
