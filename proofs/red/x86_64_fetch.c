/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of fetch.h: none of these may prove. */
#define tenon_x86_64_code_mode tenon_x86_64_code_mode__red_1   /* must fail: long */
#define tenon_x86_64_set_paging tenon_x86_64_set_paging__red_1 /* must fail: sane */
#define tenon_x86_64_fetch_code tenon_x86_64_fetch_code__red_1 /* must fail: nothing */
#define tenon_x86_64_fetch_page tenon_x86_64_fetch_page__red_1 /* must fail: fault */
#include "tenon/core/x86_64/fetch.h"

/* CS.L counts without long mode. */
uint32_t tenon_x86_64_code_mode(const struct tenon_x86_64_vcpu *v) {
  if (v->vmcb.cs.attributes / 0x200u % 2u == 1u) return 64;
  return v->vmcb.cs.attributes / 0x400u % 2u == 1u ? 32u : 16u;
}

/* MAXPHYADDR is what the CPU says. */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p) {
  p->cr0 = v->vmcb.cr0;
  p->cr3 = v->vmcb.cr3;
  p->cr4 = v->vmcb.cr4;
  p->efer = v->vmcb.efer;
  p->rflags = v->frame.rflags;
  p->physical_limit = (uint64_t)1 << (v->cpu->features.physical_bits % 64u);
  p->cpl = v->vmcb.cpl;
  p->gigabyte_pages = 1;
}

/* The words of the fetch before are kept. */
void tenon_x86_64_fetch_code(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *paging,
                             struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads) {
  (void)reads;
  tenon_x86_64_set_paging(v, paging);
  tenon_x86_64_fetch_begin(paging, v->frame.rip, fetch);
}

/* A fault of the guest's is taken for its code. */
uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *p,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads) {
  (void)v;
  (void)p;
  (void)reads;
  return fetch->state == (uint32_t)TENON_X86_64_FETCH_READ ? TENON_X86_64_CAUSE_fetch_memory
                                                           : TENON_X86_64_CAUSE_nested_access;
}
