/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_answer_control. */
#define tenon_vmx_answer_control tenon_vmx_answer_control__red_5 /* must fail: written */
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

/* CR4 itself is read into the register. */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == 4u) v->frame.x[v->exit.register_index % 16u] = v->exit.value;
}
