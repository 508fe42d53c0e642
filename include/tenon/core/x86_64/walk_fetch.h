/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The bytes of the guest's instruction, through its page tables. They are read page by page: the
/// second page is walked only if the instruction reaches into it, since the CPU does not fault on
/// one that it does not need.
///
///     tenon_x86_64_fetch_begin(&paging, linear, &fetch);
///     for (;;) {
///       while (fetch.state == TENON_X86_64_FETCH_READ)
///         tenon_x86_64_fetch_step(&paging, read_guest_word(fetch.next), &fetch);
///       if (fetch.state == TENON_X86_64_FETCH_FAULT) ...  // fetch.walk says which
///       tenon_x86_64_instruction_decode(fetch.bytes, fetch.count, mode, &instruction);
///       if (instruction.cause != TENON_X86_64_INSN_too_short) break;
///       tenon_x86_64_fetch_more(&paging, &fetch);
///     }
#ifndef TENON_CORE_X86_64_WALK_FETCH_H
#define TENON_CORE_X86_64_WALK_FETCH_H

#include "tenon/core/x86_64/instruction.h"
#include "tenon/core/x86_64/walk.h"

enum tenon_x86_64_fetch_state {
  TENON_X86_64_FETCH_READ, ///< give tenon_x86_64_fetch_step() the 8 bytes at `next`
  TENON_X86_64_FETCH_DONE, ///< `count` bytes: 15, or all up to the end of the page
  TENON_X86_64_FETCH_FAULT ///< `walk` has a fault of the page that comes next
};

struct tenon_x86_64_fetch {
  struct tenon_x86_64_walk walk;
  uint64_t linear;                      ///< of the first byte
  uint64_t next;                        ///< READ: a guest-physical address, a multiple of 8
  uint64_t gpa;                         ///< of the byte that comes next, once its page is known
  uint32_t state;                       ///< enum tenon_x86_64_fetch_state
  uint32_t count;                       ///< how many of `bytes` are valid
  uint8_t bytes[TENON_X86_64_INSN_MAX]; ///< those that are not are 0
  uint8_t reserved;
};

/*@
  predicate x86_fetch_sane{L}(struct tenon_x86_64_fetch *f) =
    x86_walk_sane{L}(&f->walk) && \at(f->count, L) <= TENON_X86_64_INSN_MAX &&
    \at(f->state, L) <= TENON_X86_64_FETCH_FAULT &&
    (\at(f->state, L) == TENON_X86_64_FETCH_READ ==>
       \at(f->count, L) < TENON_X86_64_INSN_MAX && \at(f->next, L) % 8 == 0 &&
       (\at(f->walk.state, L) == TENON_X86_64_WALK_READ ||
        \at(f->walk.state, L) == TENON_X86_64_WALK_DONE));

  // What a fetch does next is what its walk has come to: another entry, bytes, or a fault.
  predicate x86_fetch_follows{L}(struct tenon_x86_64_fetch *f) =
    (\at(f->walk.state, L) == TENON_X86_64_WALK_READ ==>
       \at(f->state, L) == TENON_X86_64_FETCH_READ && \at(f->next, L) == \at(f->walk.next, L)) &&
    (\at(f->walk.state, L) == TENON_X86_64_WALK_DONE ==>
       \at(f->state, L) == TENON_X86_64_FETCH_READ && \at(f->gpa, L) == \at(f->walk.gpa, L) &&
       \at(f->next, L) == \at(f->gpa, L) - \at(f->gpa, L) % 8) &&
    (\at(f->walk.state, L) > TENON_X86_64_WALK_DONE ==>
       \at(f->state, L) == TENON_X86_64_FETCH_FAULT);

  // A word without its lowest bytes, and the byte of this number.
  logic integer x86_bytes_down(integer word, integer number) =
    number == 0 ? word : number == 1 ? word / 0x100 : number == 2 ? word / 0x10000 :
    number == 3 ? word / 0x1000000 : number == 4 ? word / 0x100000000 :
    number == 5 ? word / 0x10000000000 : number == 6 ? word / 0x1000000000000 :
    number == 7 ? word / 0x100000000000000 : 0;
  logic integer x86_word_byte(integer word, integer number) =
    x86_bytes_down(word, number) % 0x100;
  // How many bytes of the eight around `gpa` an instruction takes that has `count`.
  logic integer x86_taken(integer gpa, integer count) =
    8 - gpa % 8 < TENON_X86_64_INSN_MAX - count ? 8 - gpa % 8 : TENON_X86_64_INSN_MAX - count;
  predicate x86_bytes_same{L, M}(struct tenon_x86_64_fetch *f, integer n) =
    \forall integer k; 0 <= k < n ==> \at(f->bytes[k], L) == \at(f->bytes[k], M);
*/

TENON_BEGIN_C

/// Begins with the instruction at `linear`.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires fetch: \valid(fetch) && \separated(p, fetch);
    terminates \true; exits \false;
    assigns *fetch;
    ensures sane: x86_fetch_sane(fetch);
    ensures nothing: fetch->count == 0;
    ensures bytes: \forall integer k; 0 <= k < 15 ==> fetch->bytes[k] == 0;
    ensures linear: fetch->linear == linear;
    ensures walk: fetch->walk.linear == \old(x86_walked(p, linear)) &&
                  fetch->walk.access == TENON_X86_64_WALK_FETCH;
    ensures follows: x86_fetch_follows(fetch);
*/
void tenon_x86_64_fetch_begin(const struct tenon_x86_64_paging *p, uint64_t linear,
                              struct tenon_x86_64_fetch *fetch);

/// Goes on with the eight bytes at `next`.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires fetch: \valid(fetch) && \separated(p, fetch) && x86_fetch_sane(fetch);
    requires reading: fetch->state == TENON_X86_64_FETCH_READ;
    terminates \true; exits \false;
    assigns *fetch;
    ensures sane: x86_fetch_sane(fetch);
    ensures linear: fetch->linear == \old(fetch->linear);
    behavior walk:
      assumes fetch->walk.state == TENON_X86_64_WALK_READ;
      ensures count: fetch->count == \old(fetch->count);
      ensures bytes: x86_bytes_same{Pre, Post}(fetch, 15);
      ensures follows: x86_fetch_follows(fetch);
      ensures lower: fetch->walk.state == TENON_X86_64_WALK_READ ==>
        fetch->walk.level == \old(fetch->walk.level) - 1;
    behavior read:
      assumes fetch->walk.state != TENON_X86_64_WALK_READ;
      ensures walked: fetch->walk.state == \old(fetch->walk.state);
      ensures count: fetch->count ==
        \old(fetch->count) + x86_taken(\old(fetch->gpa), \old(fetch->count));
      ensures before: x86_bytes_same{Pre, Post}(fetch, \old(fetch->count));
      ensures bytes: \forall integer k; \old(fetch->count) <= k < fetch->count ==>
        fetch->bytes[k] ==
          x86_word_byte(word, \old(fetch->gpa) % 8 + k - \old(fetch->count));
      ensures gpa: fetch->next == fetch->gpa &&
        fetch->gpa == value_sum(\old(fetch->gpa), fetch->count - \old(fetch->count));
      // 15 bytes are enough; behind its page another walk begins.
      ensures state: fetch->state ==
        (fetch->count == 15 || fetch->gpa % 0x1000 == 0 ? TENON_X86_64_FETCH_DONE
                                                         : TENON_X86_64_FETCH_READ);
    complete behaviors; disjoint behaviors;
*/
void tenon_x86_64_fetch_step(const struct tenon_x86_64_paging *p, uint64_t word,
                             struct tenon_x86_64_fetch *fetch);

/// Goes on into the next page, if fewer than 15 bytes are there; otherwise changes nothing.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires fetch: \valid(fetch) && \separated(p, fetch) && x86_fetch_sane(fetch);
    requires done: fetch->state == TENON_X86_64_FETCH_DONE;
    terminates \true; exits \false;
    assigns *fetch;
    ensures sane: x86_fetch_sane(fetch);
    ensures kept: fetch->count == \old(fetch->count) && fetch->linear == \old(fetch->linear);
    ensures bytes: x86_bytes_same{Pre, Post}(fetch, 15);
    ensures full: \old(fetch->count) == 15 ==> fetch->state == TENON_X86_64_FETCH_DONE;
    ensures walk: \old(fetch->count) < 15 ==> fetch->walk.linear ==
      x86_walked(p, value_sum(fetch->linear, fetch->count)) && x86_fetch_follows(fetch);
*/
void tenon_x86_64_fetch_more(const struct tenon_x86_64_paging *p, struct tenon_x86_64_fetch *fetch);

TENON_END_C

#endif
