/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest finds its registers as it left them, whoever ran on the CPU in between. Which registers
/// these are comes from the manual, by name, not from registers.def.
#ifndef TENON_PROOFS_AARCH64_REGISTERS_H
#define TENON_PROOFS_AARCH64_REGISTERS_H

#include "tenon/core/aarch64/vcpu_bind.h"

/*@ // Registers that EL1 or EL0 can change and that no control of EL2 takes to EL2 while the guest
    // may use what they belong to (DDI 0487 D19.2, D24; IHI 0069 12.2).
    predicate guest_exception_register(integer i) =
      i == TENON_AARCH64_SAVED_SP_EL0 || i == TENON_AARCH64_SAVED_SP_EL1 ||
      i == TENON_AARCH64_SAVED_ELR_EL1 || i == TENON_AARCH64_SAVED_SPSR_EL1 ||
      i == TENON_AARCH64_SAVED_ESR_EL1 || i == TENON_AARCH64_SAVED_FAR_EL1 ||
      i == TENON_AARCH64_SAVED_AFSR0_EL1 || i == TENON_AARCH64_SAVED_AFSR1_EL1 ||
      i == TENON_AARCH64_SAVED_VBAR_EL1 || i == TENON_AARCH64_SAVED_PAR_EL1;
    predicate guest_control_register(integer i) =
      i == TENON_AARCH64_SAVED_SCTLR_EL1 || i == TENON_AARCH64_SAVED_CPACR_EL1 ||
      i == TENON_AARCH64_SAVED_TTBR0_EL1 || i == TENON_AARCH64_SAVED_TTBR1_EL1 ||
      i == TENON_AARCH64_SAVED_TCR_EL1 || i == TENON_AARCH64_SAVED_MAIR_EL1 ||
      i == TENON_AARCH64_SAVED_AMAIR_EL1 || i == TENON_AARCH64_SAVED_CONTEXTIDR_EL1 ||
      i == TENON_AARCH64_SAVED_CSSELR_EL1;
    predicate guest_thread_register(integer i) =
      i == TENON_AARCH64_SAVED_TPIDR_EL0 || i == TENON_AARCH64_SAVED_TPIDRRO_EL0 ||
      i == TENON_AARCH64_SAVED_TPIDR_EL1;
    predicate guest_timer_register(integer i) =
      i == TENON_AARCH64_SAVED_CNTKCTL_EL1 || i == TENON_AARCH64_SAVED_CNTVOFF_EL2 ||
      i == TENON_AARCH64_SAVED_CNTV_CVAL_EL0 || i == TENON_AARCH64_SAVED_CNTV_CTL_EL0 ||
      i == TENON_AARCH64_SAVED_CNTP_CVAL_EL0 || i == TENON_AARCH64_SAVED_CNTP_CTL_EL0;
    // Of FEAT_RAS, FEAT_SME and the GIC's system registers.
    predicate guest_feature_register(integer has, integer i) =
      (has % 2 == 1 &&
        (i == TENON_AARCH64_SAVED_VDISR_EL2 || i == TENON_AARCH64_SAVED_VSESR_EL2)) ||
      ((has / 2) % 2 == 1 && i == TENON_AARCH64_SAVED_TPIDR2_EL0) ||
      ((has / 4) % 2 == 1 && i == TENON_AARCH64_SAVED_ICC_SRE_EL1);
    predicate guest_register(integer has, integer i) =
      guest_exception_register(i) || guest_control_register(i) || guest_thread_register(i) ||
      guest_timer_register(i) || guest_feature_register(has, i); */

/// Takes a vCPU off this CPU, lets `other` into every register, and loads it again.
/// \return TENON_OK if both were done
/*@ requires storage: \valid(v) && \valid(cpu);
    requires here: v->cpu == cpu && tenon_hw_cpu == cpu;
    requires apart: \separated(v, cpu) && \separated(v->stage2, cpu);
    requires bound: vcpu_is(v, TENON_VCPU_BOUND);
    requires sound: vcpu_sound(v);
    requires interrupts: vcpu_interrupts_sound(v);
    requires other: \valid_read(other + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    terminates \true; exits \false;
    assigns *v, *cpu, v->stage2->resident[0 .. TENON_CPU_MAX - 1];
    assigns tenon_hw_register[..], tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_vttbr,
            tenon_hw_forgotten, tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr,
            tenon_hw_cnthctl, tenon_hw_vtcr, tenon_hw_synchronized, tenon_hw_q[..],
            tenon_hw_fpcr, tenon_hw_fpsr, tenon_hw_apr[..], tenon_hw_ich_vmcr, tenon_hw_lr[..],
            tenon_hw_ich_hcr, tenon_hw_active[..];
    ensures returned: \result == TENON_OK ==> \forall integer i;
      guest_register(\old(cpu->features.has), i) ==>
        tenon_hw_register[i] == \old(tenon_hw_register[i]); */
enum tenon_error registers_return(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                  const uint64_t *other);

#endif
