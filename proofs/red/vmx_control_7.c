/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_answer_control. */
#define tenon_vmx_answer_control tenon_vmx_answer_control__red_7 /* must fail: refused */
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

/* What the guest may not write is ignored. */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == 8u && v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_cr_read) {
    v->frame.x[v->exit.register_index % 16u] = v->vmcb.v_intr % 0x10u;
  }
}
