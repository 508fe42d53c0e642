/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a guest executes: its memory through the nested tables, its instruction through its
/// own, and from a nested page fault to a device's exit.
#ifndef TENON_CORE_X86_64_FETCH_H
#define TENON_CORE_X86_64_FETCH_H

#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/vcpu_state.h"

TENON_BEGIN_C

/// The 8 aligned bytes at guest-physical `gpa`, by the nested tables whose top one is at
/// host-physical `root`: EPT's if `ept` is 1, else those of SVM. \return 1; 0 if nothing is mapped
/// there, or a device is.
/*@ requires writable: \valid(word);
    requires aligned: gpa % 8 == 0 && root % 0x1000 == 0;
    terminates \true; exits \false; assigns *word;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word);

/// A data access to a page that is not mapped, of an instruction that the core carries out, becomes
/// MmioRead or MmioWrite; what it does not carry out stays NestedPageFault, with the cause.
/// \pre v->exit is a NestedPageFault with the cause nested_access; the VMCB's save area has CR0, CR3,
/// CR4, EFER, the privilege level and the segments.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && \valid_read(v->stage2);
    terminates \true; exits \false;
    assigns v->mmio, v->exit, v->fault.fetched, v->fault.instruction[0 .. 15];
    ensures kind: v->exit.kind == TENON_EXIT_nested_page_fault ||
      v->exit.kind == TENON_EXIT_mmio_read || v->exit.kind == TENON_EXIT_mmio_write; */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
