/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of local_apic.h: none of these may prove. */
#define tenon_x86_64_reset_local_apic tenon_x86_64_reset_local_apic__red_1 /* must fail: none */
#define tenon_x86_64_answer_apic_msr tenon_x86_64_answer_apic_msr__red_1   /* must fail: base */
#define tenon_x86_64_look_at_command tenon_x86_64_look_at_command__red_1   /* must fail: page */
#define tenon_x86_64_answer_command_register \
  tenon_x86_64_answer_command_register__red_1                              /* must fail: high */
#define tenon_x86_64_vcpu_end_command tenon_x86_64_vcpu_end_command__red_1 /* must fail: changed */
#include "tenon/core/x86_64/local_apic.h"

/* A guest without one has it too. */
void tenon_x86_64_reset_local_apic(struct tenon_x86_64_vcpu *v) {
  v->local_apic.base = TENON_X86_64_APIC_BASE_RESET;
  v->local_apic.icr = 0;
}

/* The guest moves the page. */
void tenon_x86_64_answer_apic_msr(struct tenon_x86_64_vcpu *v) {
  if (v->exit.address == (uint64_t)TENON_X86_64_MSR_APIC_BASE) v->local_apic.base = v->exit.value;
}

/* Any page's register is the one of commands. */
void tenon_x86_64_look_at_command(struct tenon_x86_64_vcpu *v) {
  if (v->exit.kind != (uint32_t)TENON_EXIT_mmio_read || v->exit.width != 4u) return;
  if (v->exit.address % 0x1000u == 0x300u) {
    v->exit.kind = TENON_EXIT_NONE;
    v->exit.cause = (uint32_t)TENON_X86_64_CAUSE_icr_register;
  }
}

/* A write of the high half clears the low one. */
void tenon_x86_64_answer_command_register(struct tenon_x86_64_vcpu *v) {
  v->local_apic.icr = v->exit.value / 0x1000000u % 0x100u * 0x100000000000000u;
}

/* What waits is forgotten. */
void tenon_x86_64_vcpu_end_command(struct tenon_x86_64_vcpu *v) { v->changed = 0; }
