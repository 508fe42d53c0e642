/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The world switch: assembly, its contract assumed.
#ifndef TENON_CORE_RISCV64_HARDWARE_ENTRY_H
#define TENON_CORE_RISCV64_HARDWARE_ENTRY_H

#include "tenon/core/riscv64/vcpu_state.h"

TENON_BEGIN_C

/// Enters the guest until an exception or interrupt takes the hart back to HS-mode. Moves v->frame,
/// and nothing else, between memory and the hart; stores scause in v->fault, whose other fields are
/// not valid yet, and returns it. Clears sstatus.SIE, which stays clear. What else the host had in
/// sstatus is gone: SUM, MXR, VS and SPIE are 0, FS and SPP are the guest's.
///
/// \pre the vCPU is loaded on this hart, its guest is held there, and it enters with V=1.
/*@ requires storage: \valid(v);
    requires here: rv_vcpu_here(v);
    requires stage2: rv_vcpu_has_stage2(v);
    requires status: rv_guest_status(v->frame.sstatus);
    terminates \false; exits \false;
    assigns v->frame.x[1 .. 31], v->frame.pc, v->frame.sstatus,
            v->fault.scause, v->host[0 .. 4], v->cpu->scratch, rv_hw_register[..],
            rv_hw_f[..], rv_hw_fcsr, rv_hw_stval, rv_hw_htval, rv_hw_htinst;
    ensures scause: \result == v->fault.scause;
    ensures status: rv_guest_status(v->frame.sstatus); */
uint64_t tenon_riscv64_world_switch(struct tenon_riscv64_vcpu *v);

/// stval of the last exit.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures stval: \result == rv_hw_stval; */
uint64_t tenon_riscv64_hw_stval(void);

#if defined(__riscv) && !defined(__FRAMAC__)
#include "tenon/core/riscv64/hardware_entry_asm.h"
#endif

TENON_END_C

#endif
