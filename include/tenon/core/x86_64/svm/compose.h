/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The control area of a VMCB, as it holds a guest.
#ifndef TENON_CORE_X86_64_SVM_COMPOSE_H
#define TENON_CORE_X86_64_SVM_COMPOSE_H

#include "tenon/core/stage2.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// Writes the control area of a vCPU that is set up: intercepts, bitmaps, nested paging, ASID.
/*@ requires vmcb: \valid(b);
    requires setup: \valid_read(setup);
    requires stage2: \valid_read(stage2) && stage2->vmid != 0;
    requires policy: setup->policy_address <= TENON_X86_64_ADDRESS_MAX;
    requires apart: \separated(b, setup, stage2);
    terminates \true; exits \false;
    assigns b->intercept_cr, b->intercept_dr, b->intercept_exceptions, b->intercept[0 .. 2],
            b->iopm_address, b->msrpm_address, b->tsc_offset, b->asid, b->tlb_control, b->v_intr,
            b->interrupt_shadow, b->nested_control, b->eventinj, b->nested_cr3, b->lbr_control,
            b->clean;
    ensures isolates: svm_isolates(b);
    ensures pause: b->intercept[0] / TENON_SVM_INTERCEPT_PAUSE % 2 ==
      (setup->trap_pause != 0 ? 1 : 0);
    ensures window: b->intercept[0] / TENON_SVM_INTERCEPT_VINTR % 2 == 0 &&
      b->intercept[0] / TENON_SVM_INTERCEPT_IRET % 2 == 0 &&
      b->v_intr == TENON_SVM_V_INTR_MASKING;
    ensures ports: b->iopm_address == setup->policy_address;
    ensures msrs: b->msrpm_address == setup->policy_address + 0x3000;
    ensures table: b->nested_cr3 == stage2->root;
    ensures asid: b->asid == stage2->vmid;
    ensures event: b->eventinj == 0 && b->interrupt_shadow == 0;
    ensures others: b->intercept_cr == 0 && b->intercept_dr == 0 && b->intercept[2] == 0 &&
      b->tsc_offset == 0 && b->tlb_control == 0 && b->lbr_control == 0;
    ensures clean: b->clean == 0; */
void tenon_svm_compose(struct tenon_svm_vmcb *b, const struct tenon_x86_64_setup *setup,
                       const struct tenon_stage2 *stage2);

TENON_END_C

#endif
