/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the core has of a vCPU's local APIC: IA32_APIC_BASE, and the interrupt command register, in
/// the APIC's page and among the MSRs of x2APIC mode. All its other registers are the hypervisor's:
/// MmioRead, MmioWrite, SysRegRead, SysRegWrite.
#ifndef TENON_CORE_X86_64_LOCAL_APIC_H
#define TENON_CORE_X86_64_LOCAL_APIC_H

#include "tenon/core/x86_64/icr.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"

TENON_BEGIN_C

/// As a CPU is at reset: in xAPIC mode, its page at 0xfee00000; off for a vCPU without one.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->local_apic;
    ensures none: v->setup.local_apic == 0 ==> x86_apic_mode(v->local_apic.base) == 0;
    ensures some: v->setup.local_apic != 0 ==> x86_apic_mode(v->local_apic.base) == 2;
    ensures bootstrap: v->setup.local_apic != 0 ==>
      (v->local_apic.base / 0x100 % 2 == 0 <==> v->setup.mode == TENON_X86_64_MODE_STARTUP); */
void tenon_x86_64_reset_local_apic(struct tenon_x86_64_vcpu *v);

/// Answers an RDMSR or WRMSR in v->exit, of IA32_APIC_BASE or of x2APIC mode: a command is SendIpi or
/// CpuUp then, another register of x2APIC mode SysRegRead or SysRegWrite. What is not there now, or
/// may not be written so, is \#GP.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires asked: v->exit.kind == TENON_EXIT_NONE;
    terminates \true; exits \false;
    assigns v->exit, v->local_apic, v->frame, v->waiting[0 .. 3], v->nmi, v->over, v->event,
            v->changed, TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_NONE, TENON_EXIT_cpu_up, TENON_EXIT_send_ipi,
                                    TENON_EXIT_sysreg_read, TENON_EXIT_sysreg_write};
    // What is sent is no access to the page.
    ensures width: v->exit.kind \in {TENON_EXIT_cpu_up, TENON_EXIT_send_ipi} ==> v->exit.width == 8;
    ensures none: v->setup.local_apic == 0 ==>
      v->exit.kind == TENON_EXIT_NONE && v->changed == 1;
    ensures page: v->local_apic.base / 0x1000 == \old(v->local_apic.base) / 0x1000;
    ensures base: v->local_apic.base == \old(v->local_apic.base) ||
      x86_apic_base_writable(\old(v->local_apic.base), v->local_apic.base);
    ensures icr: v->local_apic.icr == \old(v->local_apic.icr) ||
      (v->local_apic.icr == \old(v->exit.value) && x86_icr_writable(v->local_apic.icr));
    ensures over: v->changed == 1 ||
      (v->changed == \old(v->changed) && v->over == \old(v->over)); */
void tenon_x86_64_answer_apic_msr(struct tenon_x86_64_vcpu *v);

/// Makes of an MmioRead or MmioWrite in v->exit what it is if it is one of the interrupt command
/// register: a command, or the core's, cause icr_register.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->exit, v->local_apic.icr;
    ensures kind: v->exit.kind \in {\old(v->exit.kind), TENON_EXIT_NONE, TENON_EXIT_cpu_up,
                                    TENON_EXIT_send_ipi};
    ensures elsewhere: \old(v->exit.kind != TENON_EXIT_mmio_read &&
                            v->exit.kind != TENON_EXIT_mmio_write) ==>
      v->exit.kind == \old(v->exit.kind) && v->exit.cause == \old(v->exit.cause);
    ensures answered: v->exit.kind != \old(v->exit.kind) && v->exit.kind == TENON_EXIT_NONE ==>
      v->exit.cause == TENON_X86_64_CAUSE_icr_register ||
      v->exit.cause == TENON_X86_64_CAUSE_icr_nothing;
    ensures width: v->exit.kind != \old(v->exit.kind) ==> v->exit.width == 4;
    ensures page: v->exit.kind != \old(v->exit.kind) ==>
      \old(v->exit.address) / 0x1000 == v->local_apic.base / 0x1000 &&
      \old(v->exit.address) % 0x1000 \in {0x300, 0x310};
    ensures plan: \old(x86_mmio_sane(&v->mmio)) ==> x86_mmio_sane(&v->mmio); */
void tenon_x86_64_look_at_command(struct tenon_x86_64_vcpu *v);

/// Answers what of it is the core's.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v) && x86_vcpu_staged(v);
    requires plan: x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->frame, v->mmio, v->local_apic.icr, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    // A write of the high half: its destination, and the low half as it is.
    ensures high: v->local_apic.icr == \old(v->local_apic.icr) ||
      v->local_apic.icr == v->exit.value / 0x1000000 % 0x100 * 0x100000000000000 +
        \old(v->local_apic.icr) % 0x100000000;
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures plan: x86_mmio_sane(&v->mmio);
    ensures pending: v->mmio.pending == \old(v->mmio.pending) ||
      v->mmio.pending == 0 || v->changed == 1; */
void tenon_x86_64_answer_command_register(struct tenon_x86_64_vcpu *v);

/// Ends the instruction of a command: a store, or a WRMSR.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires plan: v->exit.width == 4 ==> x86_mmio_sane(&v->mmio);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed); */
TENON_APART void tenon_x86_64_vcpu_end_command(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
