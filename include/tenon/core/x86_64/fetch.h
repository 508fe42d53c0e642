/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a guest executes: its instruction, through its own page tables and the nested ones.
#ifndef TENON_CORE_X86_64_FETCH_H
#define TENON_CORE_X86_64_FETCH_H

#include "tenon/core/x86_64/locate.h"
#include "tenon/core/x86_64/reads.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/walk_fetch.h"

/*@ // How many words a fetch reads at most: entries of page tables, then the instruction.
    logic integer x86_fetch_left{L}(struct tenon_x86_64_fetch *f) =
      \at(f->walk.state, L) == TENON_X86_64_WALK_READ ? 15 + \at(f->walk.level, L)
                                                      : 15 - \at(f->count, L); */

TENON_BEGIN_C

/// What decides about a walk of the guest's tables. \pre as of tenon_x86_64_fetch_code.
/*@ requires storage: \valid_read(v) && \valid(p);
    requires loaded: x86_vcpu_here(v);
    requires apart: \separated(v, p) && \separated(v->cpu, p);
    terminates \true; exits \false; assigns *p;
    ensures sane: x86_paging_sane(p);
    ensures registers: p->cr0 == v->vmcb.cr0 && p->cr3 == v->vmcb.cr3 && p->cr4 == v->vmcb.cr4 &&
      p->efer == v->vmcb.efer && p->rflags == v->frame.rflags && p->cpl == v->vmcb.cpl;
    ensures pages: p->gigabyte_pages == 1; */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p);

/// 16, 32 or 64: the code that the guest executes. \pre as below.
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures mode: \result \in {16, 32, 64};
    ensures long: \result == 64 <==>
      v->vmcb.cs.attributes / 0x200 % 2 == 1 && v->vmcb.efer / 0x400 % 2 == 1;
    ensures default: \result == 32 ==> v->vmcb.cs.attributes / 0x400 % 2 == 1; */
uint32_t tenon_x86_64_code_mode(const struct tenon_x86_64_vcpu *v);

/// Begins with the instruction at RIP; *reads has read nothing. \pre The VMCB's save area has CR0,
/// CR3, CR4, EFER, the privilege level and the segments, which VMX puts there for it.
/*@ requires storage: \valid_read(v) && \valid(paging) && \valid(fetch) && \valid(reads);
    requires loaded: x86_vcpu_here(v);
    requires apart: \separated(v, paging, fetch) && \separated(v->cpu, paging) &&
      \separated(paging, fetch, reads);
    terminates \true; exits \false;
    assigns *paging, *fetch, reads->count;
    ensures paging: x86_paging_sane(paging);
    ensures fetch: x86_fetch_sane(fetch);
    ensures begun: fetch->count == 0;
    ensures nothing: reads->count == 0; */
void tenon_x86_64_fetch_code(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *paging,
                             struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads);

/// Reads up to the end of a page; *reads gets what there is room for, and counts all. \return
/// nested_access, or why bytes are missing: fetch_memory, fetch_fault.
/*@ requires storage: \valid_read(v) && \valid_read(p) && \valid(fetch) && \valid(reads);
    requires stage2: x86_vcpu_staged(v);
    // *reads may be one that the vCPU keeps.
    requires apart: \separated(v, v->stage2, fetch) && \separated(p, fetch, reads, v->stage2) &&
      \separated(reads, &v->stage2, &v->vmx);
    requires sane: x86_paging_sane(p) && x86_fetch_sane(fetch);
    requires sound: x86_reads_sound(reads);
    requires room: reads->count <= 0x1000;
    terminates \true; exits \false;
    assigns *fetch, *reads;
    ensures sane: x86_fetch_sane(fetch);
    ensures sound: x86_reads_sound(reads);
    ensures known: \result \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_fetch_memory,
                                TENON_X86_64_CAUSE_fetch_fault};
    ensures done: \result == TENON_X86_64_CAUSE_nested_access ==>
      fetch->state == TENON_X86_64_FETCH_DONE;
    ensures fault: \result == TENON_X86_64_CAUSE_fetch_fault <==>
      fetch->state == TENON_X86_64_FETCH_FAULT;
    ensures counted: reads->count <= \old(reads->count) + 20; */
uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *p,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads);

/// The instruction at RIP, up to the end of its page. \return as tenon_x86_64_fetch_page.
/// \pre as of tenon_x86_64_fetch_code.
/*@ requires storage: \valid_read(v) && \valid(p) && \valid(fetch) && \valid(reads);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires apart: \separated(v, p, fetch, reads) && \separated(v->stage2, p, fetch, reads) &&
      \separated(v->cpu, p);
    terminates \true; exits \false; assigns *p, *fetch, *reads;
    ensures sane: x86_paging_sane(p) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    ensures counted: reads->count <= 20;
    ensures known: \result \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_fetch_memory,
                                TENON_X86_64_CAUSE_fetch_fault};
    ensures done: \result == TENON_X86_64_CAUSE_nested_access ==>
      fetch->state == TENON_X86_64_FETCH_DONE; */
static inline uint32_t tenon_x86_64_fetch_first(const struct tenon_x86_64_vcpu *v,
                                                struct tenon_x86_64_paging *p,
                                                struct tenon_x86_64_fetch *fetch,
                                                struct tenon_x86_64_reads *reads) {
  tenon_x86_64_fetch_code(v, p, fetch, reads);
  return tenon_x86_64_fetch_page(v, p, fetch, reads);
}

/// Its bytes in the page behind, if it has not ended. \return likewise.
/*@ requires storage: \valid_read(v) && \valid_read(p) && \valid(fetch) && \valid(reads);
    requires stage2: x86_vcpu_staged(v);
    requires apart: \separated(v, p, fetch, reads) && \separated(v->stage2, p, fetch, reads);
    requires sane: x86_paging_sane(p) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    requires room: reads->count <= 20;
    requires done: fetch->state == TENON_X86_64_FETCH_DONE;
    terminates \true; exits \false; assigns *fetch, *reads;
    ensures sane: x86_fetch_sane(fetch);
    ensures known: \result \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_fetch_memory,
                                TENON_X86_64_CAUSE_fetch_fault};
    ensures done: \result == TENON_X86_64_CAUSE_nested_access ==>
      fetch->state == TENON_X86_64_FETCH_DONE; */
static inline uint32_t tenon_x86_64_fetch_next(const struct tenon_x86_64_vcpu *v,
                                               const struct tenon_x86_64_paging *p,
                                               struct tenon_x86_64_fetch *fetch,
                                               struct tenon_x86_64_reads *reads) {
  tenon_x86_64_fetch_more(p, fetch);
  return tenon_x86_64_fetch_page(v, p, fetch, reads);
}

TENON_END_C

#endif
