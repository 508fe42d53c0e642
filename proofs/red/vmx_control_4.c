/* SPDX-License-Identifier: Apache-2.0 */
/* One more wrong body under the true contract of tenon_vmx_answer_control. */
#define tenon_vmx_answer_control tenon_vmx_answer_control__red_4 /* must fail: again */
#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

/* NW without CD is no reason, but NW is. */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == 0u && v->exit.value / 0x20000000u % 2u == 1u) {
    tenon_x86_64_vcpu_raise(v, 13u, 0);
  }
}
