/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VS-level interrupts: software (1), timer (5), external (9), as the guest numbers them.
#ifndef TENON_CORE_RISCV64_VCPU_INTERRUPTS_H
#define TENON_CORE_RISCV64_VCPU_INTERRUPTS_H

#include "tenon/core/riscv64/vcpu_state.h"

#define TENON_RISCV64_INTERRUPT_SOFTWARE 1u
#define TENON_RISCV64_INTERRUPT_TIMER 5u
#define TENON_RISCV64_INTERRUPT_EXTERNAL 9u

/// Flags of tenon_riscv64_vcpu_inject_interrupt.
#define TENON_RISCV64_INTERRUPT_LEVEL 1u  ///< pending until it is lowered
#define TENON_RISCV64_INTERRUPT_NOTIFY 2u ///< asks for an exit at its end, which RISC-V cannot give

TENON_BEGIN_C

/// The bit of hvip that `interrupt` has; 0 if it is none of the three.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures bit: \result == (interrupt == 1 ? 0x4 : interrupt == 5 ? 0x40 :
                             interrupt == 9 ? 0x400 : 0); */
uint64_t tenon_riscv64_interrupt_bit(uint32_t interrupt);

/// Makes an interrupt pending. A software interrupt is cleared by the guest itself (an edge); the
/// other two stay until they are lowered, so that only a level can ask for them.
/// TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: no such interrupt;
/// TENON_ERROR_unsupported:
/// an edge of a timer or external interrupt, or a notice of the end.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->sysreg[TENON_RISCV64_SAVED_HVIP], rv_hw_register[TENON_RISCV64_SAVED_HVIP];
    ensures known: \result == TENON_ERROR_invalid_argument <==> !(interrupt \in {1, 5, 9});
    ensures edge: interrupt \in {1, 5, 9} ==>
      (\result == TENON_ERROR_unsupported <==> flags > 1 || (flags == 0 && interrupt != 1));
    ensures refused: \result != TENON_OK ==>
      v->sysreg[TENON_RISCV64_SAVED_HVIP] == \old(v->sysreg[TENON_RISCV64_SAVED_HVIP]);
    ensures unknown: !rv_vcpu_is(v, TENON_VCPU_FREE) && !rv_vcpu_is_loaded(v) ==>
      \result != TENON_OK;
    ensures kept: \result != TENON_OK ==> rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
      \old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]);
    ensures pending: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_FREE) ==>
      v->sysreg[TENON_RISCV64_SAVED_HVIP] == ((\old(v->sysreg[TENON_RISCV64_SAVED_HVIP]) |
        (interrupt == 1 ? 0x4 : interrupt == 5 ? 0x40 : 0x400)) & 0xffffffffffffffff);
    ensures live: \result == TENON_OK && rv_vcpu_is_loaded(v) ==>
      rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
        ((\old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]) |
          (interrupt == 1 ? 0x4 : interrupt == 5 ? 0x40 : 0x400)) & 0xffffffffffffffff); */
enum tenon_error tenon_riscv64_vcpu_inject_interrupt(struct tenon_riscv64_vcpu *v,
                                                     uint32_t interrupt, uint32_t flags);

/// Withdraws it. TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->sysreg[TENON_RISCV64_SAVED_HVIP], rv_hw_register[TENON_RISCV64_SAVED_HVIP];
    ensures known: \result == TENON_ERROR_invalid_argument <==> !(interrupt \in {1, 5, 9});
    ensures refused: \result != TENON_OK ==>
      v->sysreg[TENON_RISCV64_SAVED_HVIP] == \old(v->sysreg[TENON_RISCV64_SAVED_HVIP]) &&
      rv_hw_register[TENON_RISCV64_SAVED_HVIP] == \old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]);
    ensures unknown: !rv_vcpu_is(v, TENON_VCPU_FREE) && !rv_vcpu_is_loaded(v) ==>
      \result != TENON_OK;
    ensures lowered: \result == TENON_OK && rv_vcpu_is(v, TENON_VCPU_FREE) ==>
      v->sysreg[TENON_RISCV64_SAVED_HVIP] == (\old(v->sysreg[TENON_RISCV64_SAVED_HVIP]) &
        (0xffffffffffffffff - (interrupt == 1 ? 0x4 : interrupt == 5 ? 0x40 : 0x400)));
    ensures live: \result == TENON_OK && rv_vcpu_is_loaded(v) ==>
      rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
        (\old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]) &
          (0xffffffffffffffff - (interrupt == 1 ? 0x4 : interrupt == 5 ? 0x40 : 0x400))); */
enum tenon_error tenon_riscv64_vcpu_lower_interrupt(struct tenon_riscv64_vcpu *v,
                                                    uint32_t interrupt);

/// Requests of other CPUs: bit n of `bits` is interrupt 64 * word + n. What is none of the three is
/// dropped. \pre the vCPU is loaded on this hart.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->sysreg[TENON_RISCV64_SAVED_HVIP], rv_hw_register[TENON_RISCV64_SAVED_HVIP]; */
void tenon_riscv64_vcpu_merge_interrupts(struct tenon_riscv64_vcpu *v, uint32_t word,
                                         uint64_t bits);

/// 1 if an interrupt is pending and enabled in vsie, whatever vsstatus.SIE says: what ends a WFI.
/// \pre the vCPU is loaded on this hart.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_riscv64_vcpu_has_interrupt(const struct tenon_riscv64_vcpu *v);

TENON_END_C

#endif
