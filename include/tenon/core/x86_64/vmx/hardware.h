/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What only VMX's instructions can do. The contracts here are assumed, not proved.
#ifndef TENON_CORE_X86_64_VMX_HARDWARE_H
#define TENON_CORE_X86_64_VMX_HARDWARE_H

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"

/*@ ghost uint64_t vmx_hw_cr0; */
/*@ ghost uint64_t vmx_hw_dr6; */

/// How far tenon_vmx_world_switch came.
#define TENON_VMX_EXITED 0u
#define TENON_VMX_NO_VMCS 1u ///< VMfailInvalid
#define TENON_VMX_REFUSES 2u ///< VMfailValid: INSTRUCTION_ERROR says why

/// Types of INVEPT and INVVPID.
#define TENON_VMX_FORGET_CONTEXT 1u
#define TENON_VMX_FORGET_EVERYTHING 2u

TENON_BEGIN_C

/// VMXON. \return 1 if the CPU is in VMX operation now. \pre CR0, CR4 and IA32_FEATURE_CONTROL allow
/// it; the region begins with the CPU's revision.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_hw_on(uint64_t region);

/// VMXOFF. \pre no VMCS is active.
/*@ terminates \true; exits \false; assigns vmx_hw_current; */
void tenon_vmx_hw_off(void);

/// VMCLEAR: the VMCS is in memory afterwards, and not launched. \return 1 if the CPU took it.
/*@ terminates \true; exits \false; assigns vmx_hw_current;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_hw_clear(uint64_t address);

/// VMPTRLD. \return 1 if it is the current VMCS now.
/*@ terminates \true; exits \false; assigns vmx_hw_current;
    ensures current: \result == 1 ==> vmx_hw_current == address;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_hw_load(uint64_t address);

/// VMREAD; 0 where the CPU has no such field.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_vmx_hw_read(uint32_t field);

/// VMWRITE. \return 1 if the CPU took it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_hw_write(uint32_t field, uint64_t value);

/// INVEPT and INVVPID. \pre the CPU has the type.
/*@ terminates \true; exits \false; assigns \nothing; */
void tenon_vmx_hw_forget_nested(uint32_t type, uint64_t pointer);
/*@ terminates \true; exits \false; assigns \nothing; */
void tenon_vmx_hw_forget_linear(uint32_t type, uint32_t vpid);

/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == vmx_hw_cr0; */
uint64_t tenon_vmx_hw_read_cr0(void);
/*@ terminates \true; exits \false; assigns vmx_hw_cr0;
    ensures value: vmx_hw_cr0 == value; */
void tenon_vmx_hw_write_cr0(uint64_t value);
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == vmx_hw_dr6; */
uint64_t tenon_vmx_hw_read_dr6(void);
/*@ terminates \true; exits \false; assigns vmx_hw_dr6;
    ensures value: vmx_hw_dr6 == value; */
void tenon_vmx_hw_write_dr6(uint64_t value);

/// Control registers, tables and selectors of the host, and TR's base as the GDT has it.
/*@ requires writable: \valid(host);
    terminates \true; exits \false;
    assigns host->cr0, host->cr3, host->cr4, host->gdtr_base, host->idtr_base, host->gdtr_limit,
            host->idtr_limit, host->ldtr, host->tr, host->es, host->cs, host->ss, host->ds,
            host->fs, host->gs, host->tr_base; */
void tenon_vmx_hw_read_host(struct tenon_vmx_host *host);

/// GDTR and IDTR with their limits, of which an exit makes 0xffff, and LDTR, which it empties.
/*@ requires readable: \valid_read(host);
    terminates \true; exits \false; assigns \nothing; */
void tenon_vmx_hw_restore_tables(const struct tenon_vmx_host *host);

/// Where an exit goes on: HOST_RIP.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_vmx_hw_exit_address(void);

/// The host's own handler of a physical NMI, which an exit has taken from the CPU: INT 2.
/*@ terminates \true; exits \false; assigns \nothing; */
void tenon_vmx_hw_take_nmi(void);

/// Enters the guest, by VMRESUME if `launched` is 1, until it exits. Moves v->frame.x but RSP, and
/// CR2; the rest of the guest is in the VMCS before and after. Interrupts are masked (IF=0) on
/// return. \return TENON_VMX_EXITED, or why nothing of the guest has run.
///
/// \pre the vCPU is loaded on this CPU and its VMCS holds its guest.
/*@ requires storage: \valid(v);
    requires here: x86_vcpu_here(v);
    requires current: vmx_hw_current == v->control_address + 0x1000;
    requires launched: launched <= 1;
    terminates \false; exits \false;
    assigns v->frame.x[0 .. 15], v->vmx.host_rsp, v->vmx.cr2;
    ensures how: \result <= TENON_VMX_REFUSES; */
uint32_t tenon_vmx_world_switch(struct tenon_x86_64_vcpu *v, uint32_t launched);

TENON_END_C

#endif
