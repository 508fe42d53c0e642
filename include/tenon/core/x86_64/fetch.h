/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a guest executes: its memory through the nested tables, its instruction through its
/// own, and from a nested page fault to a device's exit.
#ifndef TENON_CORE_X86_64_FETCH_H
#define TENON_CORE_X86_64_FETCH_H

#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/walk_fetch.h"

TENON_BEGIN_C

/// Where the nested tables whose top one is at host-physical `root` put `gpa`: EPT's if `ept` is 1,
/// else those of SVM. \return 1; 0 if nothing is mapped there, a device is, or, with `writes`, a page that the guest must not write.
/*@ requires writable: \valid(physical);
    requires aligned: gpa % 8 == 0 && root % 0x1000 == 0 && writes <= 1;
    terminates \true; exits \false; assigns *physical;
    ensures boolean: \result <= 1;
    ensures aligned: \result == 1 ==> *physical % 8 == 0; */
uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical);

/// What decides about a walk of the guest's tables. \pre as of tenon_x86_64_fetch_code.
/*@ requires storage: \valid_read(v) && \valid(p);
    requires loaded: x86_vcpu_here(v);
    terminates \true; exits \false; assigns *p;
    ensures sane: x86_paging_sane(p); */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p);

/// The 8 aligned bytes at guest-physical `gpa`, by the nested tables whose top one is at
/// host-physical `root`: EPT's if `ept` is 1, else those of SVM. \return 1; 0 if nothing is mapped
/// there, or a device is.
/*@ requires writable: \valid(word);
    requires aligned: gpa % 8 == 0 && root % 0x1000 == 0;
    terminates \true; exits \false; assigns *word;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word);

/// 16, 32 or 64: the code that the guest executes. \pre as below.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures mode: \result \in {16, 32, 64}; */
uint32_t tenon_x86_64_code_mode(const struct tenon_x86_64_vcpu *v);

/// Begins with the instruction at RIP; *reads has read nothing. \pre The VMCB's save area has CR0,
/// CR3, CR4, EFER, the privilege level and the segments, which VMX puts there for it.
/*@ requires storage: \valid_read(v) && \valid(paging) && \valid(fetch) && \valid(reads);
    requires loaded: x86_vcpu_here(v);
    requires apart: \separated(paging, fetch, reads, v->cpu);
    terminates \true; exits \false;
    assigns *paging, *fetch, reads->count;
    ensures paging: x86_paging_sane(paging);
    ensures fetch: x86_fetch_sane(fetch);
    ensures nothing: reads->count == 0; */
void tenon_x86_64_fetch_code(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *paging,
                             struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads);

/// Reads up to the end of a page; *reads gets what there is room for, and counts all. \return
/// nested_access, or why bytes are missing: fetch_memory, fetch_fault.
/*@ requires storage: \valid_read(v) && \valid_read(paging) && \valid(fetch) && \valid(reads);
    requires loaded: x86_vcpu_here(v) && \valid_read(v->stage2);
    requires apart: \separated(paging, fetch, reads, v->stage2);
    requires sane: x86_paging_sane(paging) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    terminates \true; exits \false;
    assigns *fetch, *reads;
    ensures sane: x86_fetch_sane(fetch) && x86_reads_sound(reads);
    ensures done: \result == TENON_X86_64_CAUSE_nested_access ==>
      fetch->state == TENON_X86_64_FETCH_DONE;
    ensures cause: \result \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_fetch_memory,
                                TENON_X86_64_CAUSE_fetch_fault}; */
uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *paging,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads);

/// A data access to a page that is not mapped, of an instruction that the core carries out, becomes
/// MmioRead or MmioWrite; what it does not carry out stays NestedPageFault, with the cause. A write of
/// the interrupt command register is what local_apic.h makes of it; an operand in memory that the guest
/// cannot reach is the guest's exception, one that the hypervisor does not have Unhandled.
/// \pre v->exit is a NestedPageFault with the cause nested_access; the save area as above.
/*@ requires storage: \valid(v);
    requires loaded: x86_vcpu_here(v) && \valid_read(v->stage2);
    terminates \true; exits \false;
    assigns v->mmio, v->exit, v->fault.fetched, v->fault.instruction[0 .. 15], v->local_apic,
            v->frame.rflags, v->event, v->waiting[0 .. 3], v->nmi, v->over, v->changed, v->vmcb,
            v->vmx;
    ensures kind: v->exit.kind <= TENON_EXIT_COUNT; */
void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
