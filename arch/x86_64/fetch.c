/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/fetch.h"

#include "tenon/core/x86_64/access.h"

#ifdef __FRAMAC__
#include "lemmas/x86_64_fetch.h"
#endif

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define CS_LONG 0x200u
#define CS_DEFAULT_32 0x400u
#define EFER_LMA 0x400u

uint32_t tenon_x86_64_code_mode(const struct tenon_x86_64_vcpu *v) {
  if (v->vmcb.cs.attributes / CS_LONG % 2u == 1u && v->vmcb.efer / EFER_LMA % 2u == 1u) return 64;
  return v->vmcb.cs.attributes / CS_DEFAULT_32 % 2u == 1u ? 32u : 16u;
}

/* MAXPHYADDR as a number, whatever the CPU says. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures range: 0x100000000 <= \result <= 0x10000000000000; */
static uint64_t limit_of(uint32_t bits) {
  uint32_t within = bits < 32u ? 32u : bits > 52u ? 52u : bits;
  return (uint64_t)1 << within;
}

/* The CPU has executed the instruction: pages of 1 GiB that it has not are in none of its tables. */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p) {
  p->cr0 = v->vmcb.cr0;
  p->cr3 = v->vmcb.cr3;
  p->cr4 = v->vmcb.cr4;
  p->efer = v->vmcb.efer;
  p->rflags = v->frame.rflags;
  p->physical_limit = limit_of(v->cpu->features.physical_bits);
  p->cpl = v->vmcb.cpl;
  p->gigabyte_pages = 1;
}

/* The word that the fetch wants next, which is kept with its place. */
/*@ requires storage: \valid_read(v) && \valid(reads) && \valid(word);
    requires stage2: x86_vcpu_staged(v);
    requires apart: \separated(reads, word, v->stage2) && \separated(reads, &v->stage2);
    requires apart_too: \separated(word, v);
    requires aligned: gpa % 8 == 0;
    requires room: reads->count < 0xffffffff;
    requires sound: x86_reads_sound(reads);
    terminates \true; exits \false;
    assigns *reads, *word;
    ensures boolean: \result <= 1;
    ensures count: reads->count == \old(reads->count) + \result;
    ensures sound: x86_reads_sound(reads);
    ensures kept: \result == 1 && \old(reads->count) < TENON_X86_64_READS ==>
      reads->word[\old(reads->count)] == *word &&
      reads->address[\old(reads->count)] % 0x1000 == gpa % 0x1000; */
static uint32_t read_next(const struct tenon_x86_64_vcpu *v, uint64_t gpa,
                          struct tenon_x86_64_reads *reads, uint64_t *word) {
  uint64_t physical = 0;
  if (tenon_x86_64_locate(v->stage2->common.root, v->vmx.loaded, gpa, 0, &physical) == 0u ||
      tenon_hal_read_memory(physical, word) == 0u) {
    return 0;
  }
  if (reads->count < TENON_X86_64_READS) {
    reads->address[reads->count] = physical;
    reads->word[reads->count] = *word;
    //@ assert aligned: physical % 8 == 0;
  }
  reads->count++;
  return 1;
}

void tenon_x86_64_fetch_code(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *paging,
                             struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads) {
  tenon_x86_64_set_paging(v, paging);
  tenon_x86_64_fetch_begin(paging,
                           tenon_x86_64_linear(tenon_x86_64_code_mode(v), TENON_X86_64_CS,
                                               v->vmcb.cs.base, v->frame.rip),
                           fetch);
  reads->count = 0;
}

/* Each word leaves fewer to be read. */
/*@ requires storage: \valid_read(p) && \valid(fetch) && \separated(p, fetch);
    requires sane: x86_paging_sane(p) && x86_fetch_sane(fetch);
    requires reading: fetch->state == TENON_X86_64_FETCH_READ;
    terminates \true; exits \false;
    assigns *fetch;
    ensures sane: x86_fetch_sane(fetch);
    ensures less: x86_fetch_left(fetch) < \old(x86_fetch_left(fetch)); */
static void step(const struct tenon_x86_64_paging *p, uint64_t word,
                 struct tenon_x86_64_fetch *fetch) {
  tenon_x86_64_fetch_step(p, word, fetch);
  /*@ assert walks: \at(fetch->walk.state, Pre) == TENON_X86_64_WALK_READ ==>
        x86_fetch_left(fetch) < \at(x86_fetch_left(fetch), Pre); */
  /*@ assert reads: \at(fetch->walk.state, Pre) != TENON_X86_64_WALK_READ ==>
        fetch->count > \at(fetch->count, Pre); */
}

uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *p,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads) {
  uint64_t word = 0;
  /*@ loop invariant fetch: x86_fetch_sane(fetch);
      loop invariant sound: x86_reads_sound(reads);
      loop invariant paging: x86_paging_sane(p);
      loop invariant counted: reads->count + x86_fetch_left(fetch) <=
        \at(reads->count, Pre) + \at(x86_fetch_left(fetch), Pre);
      loop assigns word, *fetch, *reads;
      loop variant fetch->walk.state == TENON_X86_64_WALK_READ ? 15 + fetch->walk.level
                                                               : 15 - fetch->count; */
  while (fetch->state == (uint32_t)TENON_X86_64_FETCH_READ) {
    if (read_next(v, fetch->next, reads, &word) == 0u) {
      return CAUSE(fetch_memory);
    }
    //@ assert left: x86_fetch_left(fetch) == \at(x86_fetch_left(fetch), LoopCurrent);
    step(p, word, fetch);
    //@ assert less: x86_fetch_left(fetch) < \at(x86_fetch_left(fetch), LoopCurrent);
  }
  return fetch->state == (uint32_t)TENON_X86_64_FETCH_FAULT ? CAUSE(fetch_fault)
                                                            : CAUSE(nested_access);
}
