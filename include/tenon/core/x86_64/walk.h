/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The guest's own page tables: from a linear address to a guest-physical one, with the checks that
/// the CPU makes (SDM volume 3, chapter 4; APM volume 2, chapter 5). 32-bit, PAE, 4-level and
/// 5-level paging.
///
/// Memory is read by the caller: the walk says what it needs next, is given it, and ends with an
/// address or a fault. It does not know protection keys, shadow stacks and secure memory; a guest
/// to which CPUID does not show them cannot turn them on.
#ifndef TENON_CORE_X86_64_WALK_H
#define TENON_CORE_X86_64_WALK_H

#include "tenon/core/value.h"

#define TENON_X86_64_CR0_PAGING 0x80000000u
#define TENON_X86_64_CR0_WRITE_PROTECT 0x10000u
#define TENON_X86_64_CR4_PSE 0x10u
#define TENON_X86_64_CR4_PAE 0x20u
#define TENON_X86_64_CR4_LA57 0x1000u
#define TENON_X86_64_CR4_SMEP 0x100000u
#define TENON_X86_64_CR4_SMAP 0x200000u
#define TENON_X86_64_EFER_LMA 0x400u
#define TENON_X86_64_EFER_NXE 0x800u
#define TENON_X86_64_RFLAGS_AC 0x40000u

/// Bits of a \#PF error code.
#define TENON_X86_64_FAULT_PRESENT 0x1u
#define TENON_X86_64_FAULT_WRITE 0x2u
#define TENON_X86_64_FAULT_USER 0x4u
#define TENON_X86_64_FAULT_RESERVED 0x8u
#define TENON_X86_64_FAULT_FETCH 0x10u

/// Bits of an entry.
#define TENON_X86_64_ENTRY_PRESENT 0x1u
#define TENON_X86_64_ENTRY_WRITABLE 0x2u
#define TENON_X86_64_ENTRY_USER 0x4u
#define TENON_X86_64_ENTRY_ACCESSED 0x20u
#define TENON_X86_64_ENTRY_DIRTY 0x40u
#define TENON_X86_64_ENTRY_LARGE 0x80u
#define TENON_X86_64_ENTRY_NO_EXECUTE 0x8000000000000000u

/// What of the guest decides about a walk.
struct tenon_x86_64_paging {
  uint64_t cr0;
  uint64_t cr3;
  uint64_t cr4;
  uint64_t efer;
  uint64_t rflags;         ///< AC, against SMAP
  uint64_t physical_limit; ///< 2 to the power of MAXPHYADDR, at most 2^52
  uint32_t cpl;            ///< 3: user; 0 for what the CPU reads by itself
  uint32_t gigabyte_pages; ///< 1: CPUID shows them to the guest
};

enum tenon_x86_64_walk_access {
  TENON_X86_64_WALK_LOAD,
  TENON_X86_64_WALK_STORE,
  TENON_X86_64_WALK_FETCH
};

enum tenon_x86_64_walk_state {
  TENON_X86_64_WALK_READ,         ///< give tenon_x86_64_walk_step() the 8 bytes at `next`
  TENON_X86_64_WALK_DONE,         ///< `gpa`
  TENON_X86_64_WALK_PAGE_FAULT,   ///< `error`, with CR2 = `linear`
  TENON_X86_64_WALK_NOT_CANONICAL ///< \#GP, or \#SS of a stack access
};

struct tenon_x86_64_walk {
  uint64_t linear;
  uint64_t next;   ///< READ: a guest-physical address, a multiple of 8
  uint64_t entry;  ///< READ: where the entry itself is; 4 or 8 bytes
  uint64_t gpa;    ///< DONE: the guest-physical address of `linear`
  uint64_t left;   ///< DONE: bytes from there to the end of the page
  uint64_t mark;   ///< after a step: what the CPU sets in the entry that was read (accessed, dirty)
  uint32_t state;  ///< enum tenon_x86_64_walk_state
  uint32_t error;  ///< PAGE_FAULT: the error code
  uint32_t access; ///< enum tenon_x86_64_walk_access
  uint32_t level;  ///< READ: 5 to 1, of the table that the entry is in
  uint32_t user;   ///< 1: every entry so far lets user code in
  uint32_t writable;
  uint32_t executable;
  uint32_t reserved;
};

/*@
  logic integer x86_control(integer word, integer power) = word / power % 2;
  predicate x86_long(struct tenon_x86_64_paging *p) =
    x86_control(p->efer, TENON_X86_64_EFER_LMA) == 1;
  predicate x86_paging_sane{L}(struct tenon_x86_64_paging *p) =
    0x100000000 <= \at(p->physical_limit, L) <= 0x10000000000000;
  logic integer x86_canonical_half(integer la57) =
    la57 == 1 ? 0x100000000000000 : 0x800000000000;
  predicate x86_is_canonical(integer linear, integer la57) =
    linear < x86_canonical_half(la57) ||
    linear >= 0x10000000000000000 - x86_canonical_half(la57);
  predicate x86_walk_sane{L}(struct tenon_x86_64_walk *w) =
    \at(w->state, L) <= TENON_X86_64_WALK_NOT_CANONICAL &&
    \at(w->access, L) <= TENON_X86_64_WALK_FETCH && \at(w->error, L) < 0x20 &&
    \at(w->user, L) <= 1 && \at(w->writable, L) <= 1 && \at(w->executable, L) <= 1 &&
    (\at(w->state, L) == TENON_X86_64_WALK_READ ==>
       1 <= \at(w->level, L) <= 5 && \at(w->next, L) % 8 == 0 &&
       \at(w->next, L) == \at(w->entry, L) - \at(w->entry, L) % 8) &&
    (\at(w->state, L) == TENON_X86_64_WALK_DONE ==> 1 <= \at(w->left, L) <= 0x40000000);
*/

TENON_BEGIN_C

/// 4 or 5 levels: whether bits 63:47 or 63:56 are all the same.
/*@ requires la57: la57 <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures canonical: \result == 1 <==> x86_is_canonical(linear, la57);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_x86_64_canonical(uint64_t linear, uint32_t la57) {
  uint64_t half = la57 == 1u ? 0x100000000000000u : 0x800000000000u;
  return linear < half || linear >= UINT64_MAX - half + 1u ? 1u : 0u;
}

/// Begins a walk. Without paging it is done at once. Outside of long mode an address has 32 bits.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires walk: \valid(walk) && \separated(p, walk);
    requires access: access <= TENON_X86_64_WALK_FETCH;
    terminates \true; exits \false;
    assigns *walk;
    ensures sane: x86_walk_sane(walk);
    ensures access: walk->access == access;
*/
void tenon_x86_64_walk_begin(const struct tenon_x86_64_paging *p, uint64_t linear, uint32_t access,
                             struct tenon_x86_64_walk *walk);

/// Goes on with the eight bytes at `next`. At most five steps lead to an end: each one lowers
/// `level`.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires walk: \valid(walk) && \separated(p, walk) && x86_walk_sane(walk);
    requires reading: walk->state == TENON_X86_64_WALK_READ;
    terminates \true; exits \false;
    assigns *walk;
    ensures sane: x86_walk_sane(walk);
    ensures lower: walk->state == TENON_X86_64_WALK_READ ==> walk->level == \old(walk->level) - 1;
    ensures kept: walk->linear == \old(walk->linear) && walk->access == \old(walk->access);
*/
void tenon_x86_64_walk_step(const struct tenon_x86_64_paging *p, uint64_t word,
                            struct tenon_x86_64_walk *walk);

TENON_END_C

#endif
