/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VMX as a backend: what vcpu.c and percpu.c ask of it.
#ifndef TENON_CORE_X86_64_VMX_VCPU_H
#define TENON_CORE_X86_64_VMX_VCPU_H

#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/fields.h"
#include "tenon/core/x86_64/vmx/hardware.h"

/// Bits of CR0 and CR4 that the guest does not own: NE, NW, CD; of CR4 all but those whose state is
/// switched, or that have none: VME to PAE, PGE to LA57, FSGSBASE to OSXSAVE, SMEP to PKE. The guest
/// reads what it has written.
#define TENON_VMX_CR0_HELD 0x60000020u
#define TENON_VMX_CR0_SET 0x20u
#define TENON_VMX_CR4_HELD 0xffffffffff88e040u
/// Of these, what is as the host has it while the guest runs: VMXE, MCE; the others are 0.
#define TENON_VMX_CR4_HOST 0x2040u
#define TENON_VMX_CR4_VMXE 0x2000u
#define TENON_VMX_CR4_MCE 0x40u

TENON_BEGIN_C

/// 1: this CPU has VMX, whatever it can do with it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_is_here(void);

/// Why this CPU cannot run guests with VMX, and what of it decides how: f->has, f->asids, f->ept; and
/// the controls of its guests. \pre tenon_vmx_is_here.
/*@ requires writable: \valid(f) && \valid(controls) && \separated(f, controls);
    terminates \true; exits \false;
    assigns f->has, f->asids, f->ept, *controls;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures asids: f->asids == 0x10000; */
uint32_t tenon_vmx_detect(struct tenon_x86_64_features *f, struct tenon_vmx_controls *controls);

/// Pages of 1 GiB are in this CPU's EPT.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_has_gigabyte_pages(void);

/// A guest that changes the size of its own pages under a large one of EPT does not stop this CPU
/// (CVE-2018-12207: IA32_ARCH_CAPABILITIES.IF_PSCHANGE_MC_NO). Others are given pages of 4 KiB alone.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_has_safe_large_pages(void);

/// IA32_FEATURE_CONTROL, CR0, CR4, VMXON. \return 1; 0: the CPU refuses, and nothing is changed.
/// \pre detected; `address`: host-physical, of *cpu.
/*@ requires writable: \valid(cpu);
    requires address: address <= 0xfffffffffffff;
    terminates \true; exits \false;
    assigns cpu->vmx, cpu->host_save.byte[0 .. 3], x86_hw_efer, x86_hw_tsc_aux, x86_hw_cr4,
            vmx_hw_cr0;
    ensures boolean: \result <= 1;
    ensures saved: cpu->vmx.cr0 == \old(vmx_hw_cr0);
    ensures others: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux);
    ensures refused: \result == 0 ==>
      x86_hw_cr4 == \old(x86_hw_cr4) && vmx_hw_cr0 == \old(vmx_hw_cr0); */
uint32_t tenon_vmx_enable(struct tenon_x86_64_cpu *cpu, uint64_t address);

/// VMXOFF, and the control registers as they were.
/*@ requires readable: \valid_read(cpu);
    terminates \true; exits \false; assigns x86_hw_cr4, vmx_hw_cr0, vmx_hw_current;
    ensures restored: x86_hw_cr4 == cpu->host.cr4 && vmx_hw_cr0 == cpu->vmx.cr0; */
void tenon_vmx_disable(const struct tenon_x86_64_cpu *cpu);

/// A guest that is set up: its VMCS is not written yet, and must be at the next bind.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx;
    ensures nowhere: v->vmx.loaded == 0; */
void tenon_vmx_setup(struct tenon_x86_64_vcpu *v);

/// Makes the VMCS current, with the guest in it: all of it where the vCPU was not last, else what
/// has changed. Moves the MSRs of system calls and DR6. \return 1; 0: the CPU refuses a field, and
/// nothing is loaded.
/*@ requires storage: \valid(v) && \valid(cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, cpu, v->stage2);
    terminates \true; exits \false;
    assigns v->vmx, v->vmcs, v->window, v->changed, cpu->vmx, x86_hw_efer, x86_hw_tsc_aux,
            vmx_hw_current, vmx_hw_dr6;
    ensures boolean: \result <= 1; */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu);

/// Takes the guest out of it, which is in memory then: VMCLEAR.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->vmx, v->vmcb, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_current, vmx_hw_dr6; */
void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v);

/// What the entries before have left may hold for the next one too: mostly there is nothing to do.
/*@ requires storage: \valid(v) && \valid(v->cpu) && \valid_read(v->stage2);
    requires loaded: v->vmx.loaded == 1;
    terminates \true; exits \false;
    assigns v->vmx, v->event, v->waiting[0 .. 3], v->nmi, v->forget, v->cpu->owes, v->changed,
            v->window, v->seen; */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v);

/// Enters the guest, prepared where something has changed, and makes the exit.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_is(v, TENON_VCPU_BOUND);
    terminates \false; exits \false;
    assigns v->frame, v->vmx, v->vmcb, v->fault, v->exit, v->mmio, v->string, v->local_apic,
            v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed, vmx_hw_dr6;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
void tenon_vmx_enter(struct tenon_x86_64_vcpu *v);

/// A register that the loaded VMCS, or the CPU, holds for the guest: an enum tenon_x86_64_register;
/// what is none reads as 0.
/*@ requires storage: \valid_read(v) && v->vmx.loaded == 1;
    terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it.
/*@ requires storage: \valid(v) && v->vmx.loaded == 1;
    terminates \true; exits \false;
    assigns v->vmx.cr2, v->vmx.refused, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6; */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

/// VMWRITE; a CPU that does not take it makes the bind fail.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.refused; */
static inline void tenon_vmx_put(struct tenon_x86_64_vcpu *v, uint32_t field, uint64_t value) {
  if (TENON_RARE(tenon_vmx_hw_write(field, value) == 0u)) v->vmx.refused = 1;
}

/// Answers a guest's access to CR0, CR4 or CR8 that exits (v->exit). A write of CR0 or CR4 is carried
/// out by the guest again, which the CPU lets pass then.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->waiting[0 .. 3], v->over, v->vmcb, v->vmx, v->changed; */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
