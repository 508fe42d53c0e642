/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VMX as a backend: what vcpu.c and percpu.c ask of it.
#ifndef TENON_CORE_X86_64_VMX_VCPU_H
#define TENON_CORE_X86_64_VMX_VCPU_H

#include "tenon/core/x86_64/cause.h"
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

/*@
  // ES to TR: selector, base, limit, attributes of each.
  predicate vmx_is_segment(integer index) =
    TENON_X86_64_REGISTER_ES_SELECTOR <= index <= TENON_X86_64_REGISTER_TR_ATTRIBUTES;
  predicate vmx_is_attributes(integer index) =
    vmx_is_segment(index) && (index - TENON_X86_64_REGISTER_ES_SELECTOR) % 4 == 3;
*/

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
    ensures nowhere: v->vmx.composed == 0 && v->vmx.loaded == 0 && v->vmx.launched == 0;
    ensures changed: v->vmx.changed == 1 && v->vmx.forget_nested == 1 && v->vmx.refused == 0;
    ensures registers: v->vmx.cr2 == 0 && v->vmx.pending_debug == 0 &&
      v->vmx.interruptibility == 0 && \forall integer i; 0 <= i < 4 ==> v->vmx.pdpte[i] == 0; */
void tenon_vmx_setup(struct tenon_x86_64_vcpu *v);

/*@
  // What a VMCS holds of the host is the same.
  predicate vmx_same_host{A, B}(struct tenon_vmx_host *a, struct tenon_vmx_host *b) =
    \at(a->cr0, A) == \at(b->cr0, B) && \at(a->cr3, A) == \at(b->cr3, B) &&
    \at(a->cr4, A) == \at(b->cr4, B) && \at(a->gdtr_base, A) == \at(b->gdtr_base, B) &&
    \at(a->idtr_base, A) == \at(b->idtr_base, B) && \at(a->tr, A) == \at(b->tr, B) &&
    \at(a->es, A) == \at(b->es, B) && \at(a->cs, A) == \at(b->cs, B) &&
    \at(a->ss, A) == \at(b->ss, B) && \at(a->ds, A) == \at(b->ds, B) &&
    \at(a->fs, A) == \at(b->fs, B) && \at(a->gs, A) == \at(b->gs, B) &&
    \at(a->sysenter_cs, A) == \at(b->sysenter_cs, B) && \at(a->tr_base, A) == \at(b->tr_base, B) &&
    \at(a->fs_base, A) == \at(b->fs_base, B) &&
    \at(a->sysenter_esp, A) == \at(b->sysenter_esp, B) &&
    \at(a->sysenter_eip, A) == \at(b->sysenter_eip, B) && \at(a->pat, A) == \at(b->pat, B) &&
    \at(a->efer, A) == \at(b->efer, B);
*/

/// Makes the VMCS current, with the guest in it: all of it where the vCPU was not last, else what
/// has changed. Moves the MSRs of system calls and DR6. \return 1; 0: the CPU refuses a field, and
/// nothing is loaded. \pre `cpu` is this CPU, and v->cpu already.
/*@ requires storage: \valid(v) && \valid(cpu) && \valid_read(v->stage2);
    requires cpu: v->cpu == cpu;
    requires apart: \separated(v, cpu) && \separated(v, v->stage2) && \separated(cpu, v->stage2);
    terminates \true; exits \false;
    assigns v->vmx.host_rsp, v->vmx.cr2, v->vmx.rip, v->vmx.rsp, v->vmx.host_epoch, v->vmx.slice,
            v->vmx.processor, v->vmx.composed, v->vmx.loaded, v->vmx.launched, v->vmx.changed,
            v->vmx.forget_nested, v->vmx.refused, v->vmcs.byte[0 .. 3], v->window, v->changed,
            cpu->vmx.host, cpu->vmx.host_epoch, cpu->vmx.msr[0 .. TENON_VMX_MSRS - 1],
            cpu->vmx.dr6, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_current, vmx_hw_dr6;
    ensures boolean: \result <= 1;
    ensures loaded: \result == 1 ==> v->vmx.loaded == 1 && v->vmx.refused == 0 &&
      v->vmx.composed != 0 && v->vmx.changed == 0;
    ensures current: \result == 1 && \old(v->config.address) <= TENON_X86_64_ADDRESS_MAX ==>
      vmx_hw_current == \old(v->config.address) + 0x2000;
    ensures launched: v->vmx.launched == 0 || v->vmx.launched == \old(v->vmx.launched);
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux);
    ensures host_written: \result == 1 ==> v->vmx.host_epoch == cpu->vmx.host_epoch;
    ensures host_known: \result == 1 && cpu->vmx.host_epoch == \old(cpu->vmx.host_epoch) ==>
      vmx_same_host{Pre, Post}(&cpu->vmx.host, &cpu->vmx.host);
    ensures elsewhere: \result == 1 &&
      \old(v->vmx.composed == 0 || v->common.last_cpu != cpu->id) ==>
        v->vmx.forget_nested == 1 && v->changed == 1 && v->window == 0;
    ensures nowhere: \result == 0 ==> v->vmx.loaded == 0 || v->vmx.loaded == \old(v->vmx.loaded); */
uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu);

/// Takes the guest out of it, which is in memory then: VMCLEAR.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.pdpte[0 .. 3], v->vmx.pending_debug, v->vmx.loaded, v->vmx.launched, v->vmcb,
            v->known[0 .. 5], x86_hw_efer, x86_hw_tsc_aux, vmx_hw_current, vmx_hw_dr6;
    ensures held: \old(x86_vcpu_held(v)) ==> x86_vcpu_held(v);
    ensures gone: v->vmx.loaded == 0 && v->vmx.launched == 0;
    ensures dr6: vmx_hw_dr6 == v->cpu->vmx.dr6;
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux);
    ensures changed: v->vmcb.clean == 0; */
void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v);

/// What the entries before have left may hold for the next one too: mostly there is nothing to do.
/// What waits for the guest's next chance asks for its exit (v->window), and the next run is prepared
/// again. \pre loaded.
/*@ requires storage: \valid(v) && \valid(v->cpu) && \valid_read(v->stage2);
    requires apart: \separated(v, v->cpu) && \separated(v, v->stage2) &&
      \separated(v->cpu, v->stage2);
    requires nmi: v->nmi <= 1;
    terminates \true; exits \false;
    assigns v->vmx.processor, v->vmx.forget_nested, v->vmx.refused, v->event, v->waiting[0 .. 3],
            v->nmi, v->forget, v->cpu->owes, v->changed, v->window, v->seen;
    ensures seen: v->seen == v->stage2->epoch;
    ensures forgotten: v->forget == TENON_STAGE2_KEEP && v->vmx.forget_nested == 0;
    ensures owes: v->cpu->owes ==
      (\old(v->forget) == TENON_STAGE2_FORGET_ALL ? 0 : \old(v->cpu->owes));
    ensures delivered: v->event == 0;
    ensures window: v->window <= 3 && v->changed == v->window;
    ensures waits: v->nmi <= 1 && (v->nmi == 1 ==> v->window != 0); */
void tenon_vmx_prepare(struct tenon_x86_64_vcpu *v);

/// Enters the guest, prepared where something has changed, and makes the exit.
/*@ requires storage: \valid(v);
    requires sound: x86_vcpu_sound(v) && x86_vcpu_is(v, TENON_VCPU_BOUND);
    requires staged: x86_vcpu_staged(v);
    requires loaded: v->vmx.loaded == 1 && v->vmx.launched <= 1;
    requires current: vmx_hw_current == v->control_address + 0x1000;
    requires idle: v->mmio.pending == 0;
    terminates \false; exits \false;
    assigns v->frame, v->vmx.host_rsp, TENON_X86_64_HELD_STATE(v), v->vmx.rip, v->vmx.rsp,
            v->vmx.rflags, v->vmx.interruptibility, v->vmx.launched, v->fault, v->exit, v->mmio,
            v->string, v->local_apic, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT;
    ensures loaded: v->vmx.loaded == 1 && v->vmx.launched <= 1;
    ensures entered: v->vmx.launched == 1 || v->exit.kind == TENON_EXIT_entry_failed; */
void tenon_vmx_enter(struct tenon_x86_64_vcpu *v);

/// A register that the loaded VMCS, or the CPU, holds for the guest: an enum tenon_x86_64_register;
/// what is none reads as 0. \pre the VMCS is current.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures none: index <= TENON_X86_64_REGISTER_RFLAGS || index >= TENON_X86_64_REGISTER_DR0 ==>
      \result == 0;
    ensures cr2: index == TENON_X86_64_REGISTER_CR2 ==> \result == v->vmx.cr2;
    ensures dr6: index == TENON_X86_64_REGISTER_DR6 ==> \result == vmx_hw_dr6;
    ensures attributes: vmx_is_attributes(index) ==> \result < 0x1000; */
uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it. \pre the VMCS is current, or about to be the guest's; the CPU is v->cpu.
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.cr2, v->vmx.refused, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures cr2: v->vmx.cr2 == (index == TENON_X86_64_REGISTER_CR2 ? value : \old(v->vmx.cr2));
    ensures dr6: vmx_hw_dr6 ==
      (index == TENON_X86_64_REGISTER_DR6 ? value % 0x100000000 : \old(vmx_hw_dr6));
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused);
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

/// VMWRITE; a CPU that does not take it makes the bind fail.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.refused;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static inline void tenon_vmx_put(struct tenon_x86_64_vcpu *v, uint32_t field, uint64_t value) {
  if (TENON_RARE(tenon_vmx_hw_write(field, value) == 0u)) v->vmx.refused = 1;
}

/*@
  // CR8, the task priority, can be read, and written with what its four bits hold (SDM volume 3,
  // 11.8.6.1).
  predicate vmx_is_priority(struct tenon_exit *e) =
    e->address == 8 && (e->cause == TENON_X86_64_CAUSE_cr_read || e->value < 0x10);
  // A write of CR0 or CR4 that the guest may make: NW not without CD (2.5), and of CR4 only what CPUID
  // shows, and MCE. CLTS and LMSW write no bit that is held.
  predicate vmx_is_written_again(struct tenon_exit *e) =
    (e->address == 0 && e->cause == TENON_X86_64_CAUSE_cr_write &&
     (e->value / 0x20000000 % 2 == 0 || e->value / 0x40000000 % 2 == 1)) ||
    (e->address == 4 && (e->value & 0xffffffffff88e000) == 0);
*/

/// Answers a guest's access to CR0, CR4 or CR8 that exits (v->exit). A write of CR0 or CR4 is carried
/// out by the guest again, which the CPU lets pass then; what no guest may write is \#GP.
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame.x[0 .. 15], v->frame.rip, TENON_X86_64_EVENTS(v), v->frame.shadow, v->vmcb,
            v->vmx, v->known[0 .. 5], x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures others: \forall integer i; 0 <= i < 16 && i != \old(v->exit.register_index % 16) ==>
      v->frame.x[i] == \old(v->frame.x[i]);
    ensures read: \old(vmx_is_priority(&v->exit) &&
                       v->exit.cause == TENON_X86_64_CAUSE_cr_read) ==>
      v->frame.x[\old(v->exit.register_index % 16)] == \old(v->vmcb.v_intr) % 0x10;
    ensures moved: \old(vmx_is_priority(&v->exit) &&
                        v->frame.rip % 0x100000000 + v->exit.instruction_length < 0x100000000) ==>
      v->frame.rip == \old(v->frame.rip + v->exit.instruction_length);
    ensures stays: \old(!vmx_is_priority(&v->exit)) ==> v->frame.rip == \old(v->frame.rip) &&
      v->frame.shadow == \old(v->frame.shadow);
    ensures written: \old(v->exit.address != 8 || v->exit.cause != TENON_X86_64_CAUSE_cr_read) ==>
      \forall integer i; 0 <= i < 16 ==> v->frame.x[i] == \old(v->frame.x[i]);
    ensures again: \old(vmx_is_written_again(&v->exit)) ==>
      v->frame.rflags == \old(v->frame.rflags) && v->event == \old(v->event) &&
      v->nmi == \old(v->nmi) && v->over == \old(v->over) && v->changed == \old(v->changed);
    ensures refused: \old(!vmx_is_priority(&v->exit) && !vmx_is_written_again(&v->exit)) ==>
      v->changed == 1; */
void tenon_vmx_answer_control(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
