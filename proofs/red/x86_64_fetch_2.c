/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of fetch.h: none of these may prove. */
#define tenon_x86_64_set_paging tenon_x86_64_set_paging__red_2 /* must fail: registers */
#define tenon_x86_64_fetch_page tenon_x86_64_fetch_page__red_2 /* must fail: done */
#include "tenon/core/x86_64/fetch.h"

/* All that a guest does is the supervisor's. */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p) {
  p->cr0 = v->vmcb.cr0;
  p->cr3 = v->vmcb.cr3;
  p->cr4 = v->vmcb.cr4;
  p->efer = v->vmcb.efer;
  p->rflags = v->frame.rflags;
  p->physical_limit = 0x10000000000000u;
  p->cpl = 0;
  p->gigabyte_pages = 1;
}

/* What could not be read is not waited for. */
uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *p,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads) {
  (void)v;
  (void)p;
  (void)reads;
  return fetch->state == (uint32_t)TENON_X86_64_FETCH_FAULT ? TENON_X86_64_CAUSE_fetch_fault
                                                            : TENON_X86_64_CAUSE_nested_access;
}

/* The contract of tenon_x86_64_fetch_first().
   tenon_x86_64_fetch_first__red_1 must fail: counted */
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
uint32_t tenon_x86_64_fetch_first__red_1(const struct tenon_x86_64_vcpu *v,
                                         struct tenon_x86_64_paging *p,
                                         struct tenon_x86_64_fetch *fetch,
                                         struct tenon_x86_64_reads *reads) {
  /* The words of the fetch before are kept. */
  (void)reads;
  tenon_x86_64_set_paging(v, p);
  tenon_x86_64_fetch_begin(p, v->frame.rip, fetch);
  return TENON_X86_64_CAUSE_fetch_memory;
}

/* The contract of tenon_x86_64_fetch_next().
   tenon_x86_64_fetch_next__red_1 must fail: done */
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
uint32_t tenon_x86_64_fetch_next__red_1(const struct tenon_x86_64_vcpu *v,
                                        const struct tenon_x86_64_paging *p,
                                        struct tenon_x86_64_fetch *fetch,
                                        struct tenon_x86_64_reads *reads) {
  /* The walk of the page behind is begun, and nothing read. */
  (void)v;
  (void)reads;
  tenon_x86_64_fetch_more(p, fetch);
  return TENON_X86_64_CAUSE_nested_access;
}
