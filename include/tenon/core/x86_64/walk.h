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
  // How many bytes an entry of a level is in charge of; the levels of 32-bit paging are larger.
  logic integer x86_span(integer narrow, integer level) =
    level == 1 ? 0x1000 : level == 2 ? (narrow == 1 ? 0x400000 : 0x200000) :
    level == 3 ? 0x40000000 : level == 4 ? 0x8000000000 : 0x1000000000000;
  predicate x86_is_control(integer power) =
    power \in {0x1, 0x2, 0x4, 0x10, 0x20, 0x40, 0x80, 0x400, 0x800, 0x1000, 0x10000, 0x40000,
               0x100000, 0x200000, 0x80000000, 0x8000000000000000};

  // SDM volume 3, figure 4-1.
  logic integer x86_levels(integer cr0, integer cr4, integer efer) =
    x86_control(cr0, TENON_X86_64_CR0_PAGING) == 0 ? 0 :
    x86_control(cr4, TENON_X86_64_CR4_PAE) == 0 ? 2 :
    x86_control(efer, TENON_X86_64_EFER_LMA) == 0 ? 3 :
    x86_control(cr4, TENON_X86_64_CR4_LA57) == 1 ? 5 : 4;

  // Bit 7 makes a page of an entry of level 2, and of level 3 in long mode; in 32-bit paging only
  // with CR4.PSE.
  logic integer x86_is_page(integer cr4, integer levels, integer level, integer entry) =
    level == 1 ? 1 :
    level == 2 ? (levels == 2 && x86_control(cr4, TENON_X86_64_CR4_PSE) == 0
                    ? 0 : x86_control(entry, TENON_X86_64_ENTRY_LARGE)) :
    level == 3 && levels > 3 ? x86_control(entry, TENON_X86_64_ENTRY_LARGE) : 0;

  // What has to be 0 (tables 4-4 to 4-6, 4-8 to 4-20), by levels: of a page of 4 MiB bit 21 and
  // what of bits 39:32 of its address is too high; of a PDPTE of PAE bits 2:1 and 8:5 and all from
  // MAXPHYADDR on; of the others the bits from MAXPHYADDR to 51, or to 62 in PAE, bit 63 without
  // EFER.NXE, bit 7 where there is no page, and the low bits of a large page's address.
  predicate x86_reserved_4m(integer limit, integer entry) =
    entry / 0x200000 % 2 == 1 || entry / 0x2000 % 0x100 * 0x100000000 >= limit;
  predicate x86_reserved_pdpte(integer limit, integer entry) =
    entry >= 0x8000000000000000 || entry >= limit || entry / 0x20 % 0x10 != 0 ||
    entry / 2 % 4 != 0;
  predicate x86_reserved_high(integer limit, integer efer, integer levels, integer entry) =
    (x86_control(entry, TENON_X86_64_ENTRY_NO_EXECUTE) == 1 &&
     x86_control(efer, TENON_X86_64_EFER_NXE) == 0) ||
    (levels == 3 ? entry % 0x8000000000000000 >= limit : entry % 0x10000000000000 >= limit);
  predicate x86_reserved_size(integer levels, integer level, integer gigabyte_pages,
                              integer entry) =
    x86_control(entry, TENON_X86_64_ENTRY_LARGE) == 1 &&
    (level > 3 || (level == 3 && levels > 3 && gigabyte_pages != 1));
  predicate x86_reserved_low(integer level, integer page, integer entry) =
    page == 1 && ((level == 2 && entry % 0x200000 / 0x2000 != 0) ||
                  (level == 3 && entry % 0x40000000 / 0x2000 != 0));
  predicate x86_reserved{L}(struct tenon_x86_64_paging *p, integer levels, integer level,
                            integer entry) =
    (levels == 2 ==> level == 2 && x86_is_page(\at(p->cr4, L), levels, level, entry) == 1 &&
                     x86_reserved_4m(\at(p->physical_limit, L), entry)) &&
    (levels == 3 && level == 3 ==> x86_reserved_pdpte(\at(p->physical_limit, L), entry)) &&
    (levels > 2 && !(levels == 3 && level == 3) ==>
       x86_reserved_high(\at(p->physical_limit, L), \at(p->efer, L), levels, entry) ||
       x86_reserved_size(levels, level, \at(p->gigabyte_pages, L), entry) ||
       x86_reserved_low(level, x86_is_page(\at(p->cr4, L), levels, level, entry), entry));

  // The address in an entry: from its lowest bit on, which is that of the page or the table.
  logic integer x86_above(integer entry, integer span) = entry - entry % span;
  logic integer x86_frame(integer levels, integer level, integer entry, integer is_page) =
    levels == 2 ?
      (is_page == 1 && level == 2
         ? x86_above(entry % 0x100000000, 0x400000) + entry / 0x2000 % 0x100 * 0x100000000
         : x86_above(entry % 0x100000000, 0x1000)) :
    is_page == 1 && level == 2 ? x86_above(entry % 0x10000000000000, 0x200000) :
    is_page == 1 && level == 3 ? x86_above(entry % 0x10000000000000, 0x40000000) :
    x86_above(entry % 0x10000000000000, 0x1000);

  // SDM volume 3, 4.6.1, for accesses of user code and of the supervisor.
  predicate x86_user_allowed(integer access, integer user, integer writable,
                             integer executable) =
    user == 1 && (access == TENON_X86_64_WALK_STORE ==> writable == 1) &&
    (access == TENON_X86_64_WALK_FETCH ==> executable == 1);
  predicate x86_supervisor_allowed{L}(struct tenon_x86_64_paging *p, integer access,
                                      integer user, integer writable, integer executable) =
    (access == TENON_X86_64_WALK_FETCH ==>
       executable == 1 &&
       !(user == 1 && x86_control(\at(p->cr4, L), TENON_X86_64_CR4_SMEP) == 1)) &&
    (access != TENON_X86_64_WALK_FETCH ==>
       !(user == 1 && x86_control(\at(p->cr4, L), TENON_X86_64_CR4_SMAP) == 1 &&
         x86_control(\at(p->rflags, L), TENON_X86_64_RFLAGS_AC) == 0)) &&
    (access == TENON_X86_64_WALK_STORE ==>
       writable == 1 ||
       x86_control(\at(p->cr0, L), TENON_X86_64_CR0_WRITE_PROTECT) == 0);
  predicate x86_allowed{L}(struct tenon_x86_64_paging *p, integer access, integer user,
                           integer writable, integer executable) =
    (\at(p->cpl, L) == 3 ==> x86_user_allowed(access, user, writable, executable)) &&
    (\at(p->cpl, L) != 3 ==>
       x86_supervisor_allowed{L}(p, access, user, writable, executable));

  // SDM volume 3, 4.7: W/R, U/S, and I/D where an access to fetch can be told from others.
  logic integer x86_walk_error{L}(struct tenon_x86_64_paging *p, integer access) =
    (\at(p->cpl, L) == 3 ? TENON_X86_64_FAULT_USER : 0) +
    (access == TENON_X86_64_WALK_STORE ? TENON_X86_64_FAULT_WRITE :
     access == TENON_X86_64_WALK_FETCH &&
     (x86_control(\at(p->cr4, L), TENON_X86_64_CR4_SMEP) == 1 ||
      (x86_control(\at(p->cr4, L), TENON_X86_64_CR4_PAE) == 1 &&
       x86_control(\at(p->efer, L), TENON_X86_64_EFER_NXE) == 1)) ? TENON_X86_64_FAULT_FETCH
                                                                 : 0);

  // Where the table of the first level is, and an entry in a table: 4 or 8 bytes of the field of
  // the address that the level has.
  logic integer x86_root(integer levels, integer cr3) =
    levels == 2 ? x86_above(cr3 % 0x100000000, 0x1000) :
    levels == 3 ? x86_above(cr3 % 0x100000000, 0x20) :
    x86_above(cr3 % 0x10000000000000, 0x1000);
  logic integer x86_entry_address(integer levels, integer level, integer linear,
                                  integer table) =
    levels == 2 ? table + linear / x86_span(1, level) % 0x400 * 4 :
    levels == 3 && level == 3 ? table + linear / x86_span(0, level) % 4 * 8 :
    table + linear / x86_span(0, level) % 0x200 * 8;

  // A step at an entry: which bytes of the eight it is, whether it ends the walk, which rights are
  // left behind it (the first level of PAE has none), and what the CPU marks.
  logic integer x86_levels_of{L}(struct tenon_x86_64_paging *p) =
    x86_levels(\at(p->cr0, L), \at(p->cr4, L), \at(p->efer, L));
  logic integer x86_step_entry{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                  integer word) =
    x86_levels_of{L}(p) != 2 ? word :
    \at(w->entry, L) % 8 == 0 ? word % 0x100000000 : word / 0x100000000;
  predicate x86_step_absent{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                               integer word) =
    x86_levels_of{L}(p) < \at(w->level, L) ||
    x86_control(x86_step_entry{L}(p, w, word), TENON_X86_64_ENTRY_PRESENT) == 0;
  predicate x86_step_reserved{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                 integer word) =
    x86_reserved{L}(p, x86_levels_of{L}(p), \at(w->level, L), x86_step_entry{L}(p, w, word));
  logic integer x86_step_page{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                 integer word) =
    x86_is_page(\at(p->cr4, L), x86_levels_of{L}(p), \at(w->level, L),
                x86_step_entry{L}(p, w, word));
  logic integer x86_step_frame{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                  integer word) =
    x86_frame(x86_levels_of{L}(p), \at(w->level, L), x86_step_entry{L}(p, w, word),
              x86_step_page{L}(p, w, word));
  logic integer x86_step_span{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w) =
    x86_span(x86_levels_of{L}(p) == 2 ? 1 : 0, \at(w->level, L));
  logic integer x86_right_left(integer levels, integer level, integer before, integer entry,
                               integer power) =
    levels == 3 && level == 3 ? before : x86_control(entry, power) == 0 ? 0 : before;
  logic integer x86_executable_left(integer efer, integer levels, integer level, integer before,
                                    integer entry) =
    levels == 2 || (levels == 3 && level == 3) ||
    x86_control(efer, TENON_X86_64_EFER_NXE) == 0 ||
    x86_control(entry, TENON_X86_64_ENTRY_NO_EXECUTE) == 0 ? before : 0;
  logic integer x86_mark(integer levels, integer level, integer access, integer entry,
                         integer page) =
    levels == 3 && level == 3 ? 0 :
    (x86_control(entry, TENON_X86_64_ENTRY_ACCESSED) == 0 ? TENON_X86_64_ENTRY_ACCESSED : 0) +
    (page == 1 && access == TENON_X86_64_WALK_STORE &&
     x86_control(entry, TENON_X86_64_ENTRY_DIRTY) == 0 ? TENON_X86_64_ENTRY_DIRTY : 0);
  logic integer x86_step_user{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                 integer word) =
    x86_right_left(x86_levels_of{L}(p), \at(w->level, L), \at(w->user, L),
                   x86_step_entry{L}(p, w, word), TENON_X86_64_ENTRY_USER);
  logic integer x86_step_writable{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                     integer word) =
    x86_right_left(x86_levels_of{L}(p), \at(w->level, L), \at(w->writable, L),
                   x86_step_entry{L}(p, w, word), TENON_X86_64_ENTRY_WRITABLE);
  logic integer x86_step_executable{L}(struct tenon_x86_64_paging *p,
                                       struct tenon_x86_64_walk *w, integer word) =
    x86_executable_left(\at(p->efer, L), x86_levels_of{L}(p), \at(w->level, L),
                        \at(w->executable, L), x86_step_entry{L}(p, w, word));
  logic integer x86_step_mark{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                 integer word) =
    x86_mark(x86_levels_of{L}(p), \at(w->level, L), \at(w->access, L),
             x86_step_entry{L}(p, w, word), x86_step_page{L}(p, w, word));
  predicate x86_step_allowed{L}(struct tenon_x86_64_paging *p, struct tenon_x86_64_walk *w,
                                integer word) =
    x86_allowed{L}(p, \at(w->access, L), x86_step_user{L}(p, w, word),
                   x86_step_writable{L}(p, w, word), x86_step_executable{L}(p, w, word));
  predicate x86_faulted{L}(struct tenon_x86_64_walk *w, integer error) =
    \at(w->state, L) == TENON_X86_64_WALK_PAGE_FAULT && \at(w->error, L) == error;

  // The address that is walked, and where paging has nothing to say about it.
  logic integer x86_walked{L}(struct tenon_x86_64_paging *p, integer linear) =
    x86_control(\at(p->efer, L), TENON_X86_64_EFER_LMA) == 1 ? linear : linear % 0x100000000;
  predicate x86_walks{L}(struct tenon_x86_64_paging *p, integer linear) =
    x86_control(\at(p->efer, L), TENON_X86_64_EFER_LMA) == 0 ||
    x86_is_canonical(linear, x86_levels_of{L}(p) == 5 ? 1 : 0);
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
    ensures linear: walk->linear == x86_walked(p, linear);
    ensures fresh: walk->mark == 0 && walk->error == 0 && walk->user == 1 &&
      walk->writable == 1 && walk->executable == 1 && walk->reserved == 0;
    ensures off: x86_levels_of(p) == 0 ==> walk->state == TENON_X86_64_WALK_DONE &&
      walk->gpa == walk->linear && walk->left == 0x1000 - walk->linear % 0x1000;
    ensures high: x86_levels_of(p) != 0 && !x86_walks(p, linear) ==>
      walk->state == TENON_X86_64_WALK_NOT_CANONICAL;
    ensures root: x86_levels_of(p) != 0 && x86_walks(p, linear) ==>
      walk->state == TENON_X86_64_WALK_READ && walk->level == x86_levels_of(p) &&
      walk->entry == x86_entry_address(x86_levels_of(p), x86_levels_of(p), walk->linear,
                                       x86_root(x86_levels_of(p), p->cr3));
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
    ensures marks: walk->mark \in {0, 0x20, 0x40, 0x60};
    behavior absent:
      assumes x86_step_absent(p, walk, word);
      ensures fault: x86_faulted(walk, \old(x86_walk_error(p, walk->access)));
      ensures mark: walk->mark == 0;
    behavior reserved:
      assumes !x86_step_absent(p, walk, word) && x86_step_reserved(p, walk, word);
      ensures fault: x86_faulted(walk, \old(x86_walk_error(p, walk->access)) +
                                 TENON_X86_64_FAULT_PRESENT + TENON_X86_64_FAULT_RESERVED);
      ensures mark: walk->mark == 0;
    behavior table:
      assumes !x86_step_absent(p, walk, word) && !x86_step_reserved(p, walk, word) &&
              x86_step_page(p, walk, word) == 0;
      ensures next: walk->state == TENON_X86_64_WALK_READ &&
        walk->level == \old(walk->level) - 1 &&
        walk->entry == x86_entry_address(\old(x86_levels_of(p)), walk->level, walk->linear,
                                         \old(x86_step_frame(p, walk, word)));
      ensures rights: walk->user == \old(x86_step_user(p, walk, word)) &&
        walk->writable == \old(x86_step_writable(p, walk, word)) &&
        walk->executable == \old(x86_step_executable(p, walk, word));
      ensures mark: walk->mark == \old(x86_step_mark(p, walk, word));
    behavior denied:
      assumes !x86_step_absent(p, walk, word) && !x86_step_reserved(p, walk, word) &&
              x86_step_page(p, walk, word) == 1 && !x86_step_allowed(p, walk, word);
      ensures fault: x86_faulted(walk, \old(x86_walk_error(p, walk->access)) +
                                 TENON_X86_64_FAULT_PRESENT);
      ensures mark: walk->mark == 0;
    behavior page:
      assumes !x86_step_absent(p, walk, word) && !x86_step_reserved(p, walk, word) &&
              x86_step_page(p, walk, word) == 1 && x86_step_allowed(p, walk, word);
      ensures done: walk->state == TENON_X86_64_WALK_DONE &&
        walk->gpa == \old(x86_step_frame(p, walk, word)) +
                     walk->linear % \old(x86_step_span(p, walk)) &&
        walk->left == \old(x86_step_span(p, walk)) -
                      walk->linear % \old(x86_step_span(p, walk));
      ensures mark: walk->mark == \old(x86_step_mark(p, walk, word));
    disjoint behaviors;
*/
void tenon_x86_64_walk_step(const struct tenon_x86_64_paging *p, uint64_t word,
                            struct tenon_x86_64_walk *walk);

TENON_END_C

#endif
