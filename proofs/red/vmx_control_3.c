/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_answer_control. */
#define tenon_vmx_answer_control tenon_vmx_answer_control__red_3 /* must fail: stays */
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

/* The guest goes on behind a write that it carries out again. */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == 4u) {
    tenon_x86_64_vcpu_pass(v);
    return;
  }
  tenon_x86_64_vcpu_raise(v, 13u, 0);
}
