/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// SVM as a backend: what vcpu.c and percpu.c ask of it.
#ifndef TENON_CORE_X86_64_SVM_VCPU_H
#define TENON_CORE_X86_64_SVM_VCPU_H

#include "tenon/core/x86_64/svm/hardware.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// Why this CPU cannot run guests with SVM, and what of it decides how: *f but `xcr0` and the bits
/// of `has` that are not SVM's, which stay.
/*@ requires writable: \valid(f);
    terminates \true; exits \false;
    assigns f->has, f->asids;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures asids: \result == TENON_X86_64_OBSTACLE_none ==> f->asids >= 2; */
uint32_t tenon_svm_detect(struct tenon_x86_64_features *f);

/// Pages of 1 GiB are in this CPU's nested tables (CPUID 8000_0001 EDX[26], Page1GB).
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_svm_has_gigabyte_pages(void);

/// EFER.SVME, VM_HSAVE_PA. \pre detected; `address`: host-physical, of *cpu.
/*@ requires writable: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->host.efer, cpu->host.hsave, cpu->host_state_address, x86_hw_efer,
            x86_hw_tsc_aux; */
void tenon_svm_enable(struct tenon_x86_64_cpu *cpu, uint64_t address);

/// Puts them back.
/*@ requires readable: \valid_read(cpu);
    terminates \true; exits \false; assigns x86_hw_efer, x86_hw_tsc_aux; */
void tenon_svm_disable(const struct tenon_x86_64_cpu *cpu);

/// The guest's first state: all that is in the VMCB.
/*@ requires storage: \valid(v);
    requires stage2: \valid_read(v->stage2) && v->stage2->common.vmid != 0;
    requires apart: \separated(v, v->stage2);
    terminates \true; exits \false;
    assigns v->vmcb, v->frame.rip;
    ensures isolates: svm_isolates(&v->vmcb); */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry);

/// Forgets what it knows of the guest's instructions, of which the CPU does not say the length
/// (length.h).
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->known[0 .. 5]; */
void tenon_svm_forget_lengths(struct tenon_x86_64_vcpu *v);

/// What this CPU must know before the first entry: the host's state of VMLOAD is saved.
/*@ requires cpu: \valid_read(cpu);
    terminates \true; exits \false; assigns svm_hw_host_state;
    ensures saved: svm_hw_host_state == cpu->host_state_address; */
void tenon_svm_bind(const struct tenon_x86_64_cpu *cpu);

/// A register of the VMCB, an enum tenon_x86_64_register; what is none reads as 0. EFER is without
/// SVME.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_svm_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index);

/// Writes it; SVME stays set.
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmcb, v->known[0 .. 5];
    ensures changed: v->vmcb.clean == 0; */
void tenon_svm_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
