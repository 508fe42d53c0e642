/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of local_apic.h: none of these may prove. */
#define tenon_x86_64_reset_local_apic \
  tenon_x86_64_reset_local_apic__red_2                                   /* must fail: bootstrap */
#define tenon_x86_64_answer_apic_msr tenon_x86_64_answer_apic_msr__red_2 /* must fail: icr */
#define tenon_x86_64_look_at_command tenon_x86_64_look_at_command__red_2 /* must fail: width */
#include "tenon/core/x86_64/local_apic.h"

/* Every vCPU is the bootstrap processor. */
void tenon_x86_64_reset_local_apic(struct tenon_x86_64_vcpu *v) {
  v->local_apic.base =
      v->setup.local_apic == 0u ? 0u : TENON_X86_64_APIC_BASE_RESET + TENON_X86_64_APIC_BSP;
  v->local_apic.icr = 0;
}

/* A command with reserved bits is kept. */
void tenon_x86_64_answer_apic_msr(struct tenon_x86_64_vcpu *v) {
  if (v->setup.local_apic != 0u && v->exit.address == TENON_X86_64_MSR_ICR) {
    v->local_apic.icr = v->exit.value;
  }
}

/* A byte of the register is the core's. */
void tenon_x86_64_look_at_command(struct tenon_x86_64_vcpu *v) {
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_read &&
      v->exit.address / 0x1000u == v->local_apic.base / 0x1000u &&
      v->exit.address % 0x1000u == 0x300u) {
    v->exit.kind = TENON_EXIT_NONE;
    v->exit.cause = (uint32_t)TENON_X86_64_CAUSE_icr_register;
  }
}
