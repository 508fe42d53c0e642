/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// SVM as a backend: what vcpu.c and percpu.c ask of it.
#ifndef TENON_CORE_X86_64_SVM_VCPU_H
#define TENON_CORE_X86_64_SVM_VCPU_H

#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// Why this CPU cannot run guests with SVM, and what of it decides how: *f but `xcr0` and the bits
/// of `has` that are not SVM's, which stay.
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns f->has, f->asids;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures kept: f->has / 0x10 == \old(f->has) / 0x10;
    ensures asids: \result == TENON_X86_64_OBSTACLE_none ==> f->asids >= 2; */
uint32_t tenon_svm_detect(struct tenon_x86_64_features *f);

/// Pages of 1 GiB are in this CPU's nested tables (CPUID 8000_0001 EDX[26], Page1GB).
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_svm_has_gigabyte_pages(void);

/// EFER.SVME, VM_HSAVE_PA. \pre detected; `address`: host-physical, of *cpu.
/*@ requires writable: \valid(cpu);
    requires address: address <= TENON_X86_64_ADDRESS_MAX;
    terminates \true; exits \false;
    assigns cpu->host.efer, cpu->host.hsave, cpu->host_state_address, x86_hw_efer,
            x86_hw_tsc_aux;
    ensures saved: cpu->host.efer == \old(x86_hw_efer);
    ensures enabled: (x86_hw_efer & TENON_X86_64_EFER_SVME) != 0;
    ensures same: x86_hw_tsc_aux == \old(x86_hw_tsc_aux);
    ensures host_state: cpu->host_state_address == address + 0x2000; */
void tenon_svm_enable(struct tenon_x86_64_cpu *cpu, uint64_t address);

/// Puts them back.
/*@ requires readable: \valid_read(cpu);
    terminates \true; exits \false; assigns x86_hw_efer, x86_hw_tsc_aux;
    ensures efer: x86_hw_efer == cpu->host.efer;
    ensures same: x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
void tenon_svm_disable(const struct tenon_x86_64_cpu *cpu);

/*@ // Where a guest begins (enum tenon_x86_64_mode).
    predicate svm_begins(integer mode, integer entry, integer base, integer rip) =
      (mode == TENON_X86_64_MODE_REAL ==>
         base == entry - entry % 0x10000 && rip == entry % 0x10000) &&
      (mode == TENON_X86_64_MODE_STARTUP ==> base == entry && rip == 0) &&
      (mode == TENON_X86_64_MODE_PROTECTED || mode == TENON_X86_64_MODE_LONG ==>
         base == 0 && rip == entry);
    // Paging is on in long mode alone: PE, ET, PG; PAE; LME, LMA, SVME.
    predicate svm_begins_in_mode{L}(struct tenon_svm_vmcb *b, integer mode, integer table) =
      \at(b->cr0, L) == (mode == TENON_X86_64_MODE_LONG ? 0x80000011 :
                         mode == TENON_X86_64_MODE_PROTECTED ? 0x11 : 0x10) &&
      \at(b->cr4, L) == (mode == TENON_X86_64_MODE_LONG ? 0x20 : 0) &&
      \at(b->cr3, L) == (mode == TENON_X86_64_MODE_LONG ? table : 0) &&
      \at(b->efer, L) == (mode == TENON_X86_64_MODE_LONG ? 0x1500 : 0x1000); */

/// The guest's first state: all that is in the VMCB.
/*@ requires storage: \valid(v);
    requires stage2: \valid_read(v->stage2) && v->stage2->common.vmid != 0;
    requires policy: v->setup.policy_address <= TENON_X86_64_ADDRESS_MAX;
    requires mode: v->setup.mode <= TENON_X86_64_MODE_STARTUP;
    requires apart: \separated(v, v->stage2);
    terminates \true; exits \false;
    assigns v->vmcb, v->frame.rip;
    ensures isolates: svm_isolates(&v->vmcb);
    ensures code: svm_begins(\old(v->setup.mode), entry, v->vmcb.cs.base, v->frame.rip);
    ensures control: svm_begins_in_mode(&v->vmcb, \old(v->setup.mode),
                                        \old(v->setup.page_table));
    ensures kernel: v->vmcb.cpl == 0; */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry);

/// Forgets what it knows of the guest's instructions, of which the CPU does not say the length
/// (length.h).
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->known[0 .. 5];
    ensures nothing: \forall integer i; 0 <= i < 6 ==>
      v->known[i].length == 0 && v->known[i].reads.count == 0; */
void tenon_svm_forget_lengths(struct tenon_x86_64_vcpu *v);

/// What this CPU must know before the first entry: the host's state of VMLOAD is saved.
/*@ requires cpu: \valid_read(cpu);
    terminates \true; exits \false; assigns svm_hw_host_state;
    ensures saved: svm_hw_host_state == cpu->host_state_address; */
void tenon_svm_bind(const struct tenon_x86_64_cpu *cpu);

/// A register of the VMCB, an enum tenon_x86_64_register; what is none reads as 0. EFER is without
/// SVME.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures none: index <= TENON_X86_64_REGISTER_RFLAGS || index >= TENON_X86_64_REGISTER_END ==>
      \result == 0;
    ensures control: (index == TENON_X86_64_REGISTER_CR0 ==> \result == v->vmcb.cr0) &&
      (index == TENON_X86_64_REGISTER_CR3 ==> \result == v->vmcb.cr3) &&
      (index == TENON_X86_64_REGISTER_CR4 ==> \result == v->vmcb.cr4);
    ensures efer: index == TENON_X86_64_REGISTER_EFER ==> \result / 0x1000 % 2 == 0 &&
      \result % 0x1000 == v->vmcb.efer % 0x1000; */
uint64_t tenon_svm_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it; SVME stays set.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb, v->known[0 .. 5];
    ensures changed: v->vmcb.clean == 0;
    ensures forgotten: \forall integer i; 0 <= i < 6 ==>
      v->known[i].length == 0 && v->known[i].reads.count == 0;
    ensures held: \old(svm_isolates(&v->vmcb)) ==> svm_isolates(&v->vmcb);
    ensures on: (v->vmcb.efer & TENON_X86_64_EFER_SVME) != 0;
    ensures control: (index == TENON_X86_64_REGISTER_CR0 ==> v->vmcb.cr0 == value) &&
      (index == TENON_X86_64_REGISTER_CR3 ==> v->vmcb.cr3 == value) &&
      (index == TENON_X86_64_REGISTER_CR4 ==> v->vmcb.cr4 == value); */
void tenon_svm_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
