/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Sets of interrupt ids 0 to 1023, for one thread at a time.
///
/// Other CPUs never touch a set: they write the vCPU's mailbox, whose words the vCPU's own CPU
/// merges with `tenon_interrupt_set_merge`.
#ifndef TENON_CORE_INTERRUPT_SET_H
#define TENON_CORE_INTERRUPT_SET_H

#include "tenon/core/bits.h"

/// Words of a set: id `n` is bit `n % 64` of word `n / 64`.
#define TENON_INTERRUPT_SET_WORDS 16u
/// Ids that a set can hold.
#define TENON_INTERRUPT_SET_IDS 1024u

struct tenon_interrupt_set {
  uint64_t word[TENON_INTERRUPT_SET_WORDS];
};

/*@ predicate tenon_interrupt_set_has(struct tenon_interrupt_set *s, integer id) =
      tenon_bit(s->word[id / 64], id % 64);

    // Nothing but `id` may have come or gone between two moments.
    predicate tenon_interrupt_set_only{A, B}(struct tenon_interrupt_set *s, integer id) =
      \forall integer k; 0 <= k < 1024 && k != id ==>
        (tenon_interrupt_set_has{A}(s, k) <==> tenon_interrupt_set_has{B}(s, k));

    predicate tenon_interrupt_set_same{A, B}(struct tenon_interrupt_set *s) =
      \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has{A}(s, k) <==> tenon_interrupt_set_has{B}(s, k)); */

TENON_BEGIN_C

/// Removes every id.
/*@ requires memory: \valid(s);
    terminates \true;
    exits \false;
    assigns s->word[0 .. 15];
    ensures empty: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(s, k); */
void tenon_interrupt_set_clear(struct tenon_interrupt_set *s);

/// Adds `id`; nothing happens if the set has it.
/*@ requires memory: \valid(s);
    requires range: id < 1024;
    terminates \true;
    exits \false;
    assigns s->word[id / 64];
    ensures member: tenon_interrupt_set_has(s, id);
    ensures frame: tenon_interrupt_set_only{Pre, Post}(s, id); */
void tenon_interrupt_set_insert(struct tenon_interrupt_set *s, uint32_t id);

/// Removes `id`; nothing happens if the set does not have it.
/*@ requires memory: \valid(s);
    requires range: id < 1024;
    terminates \true;
    exits \false;
    assigns s->word[id / 64];
    ensures gone: !tenon_interrupt_set_has(s, id);
    ensures frame: tenon_interrupt_set_only{Pre, Post}(s, id); */
void tenon_interrupt_set_remove(struct tenon_interrupt_set *s, uint32_t id);

/// 1 if the set has `id`, else 0.
/*@ requires memory: \valid_read(s);
    requires range: id < 1024;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures yes: tenon_interrupt_set_has(s, id) ==> \result == 1;
    ensures no: !tenon_interrupt_set_has(s, id) ==> \result == 0; */
uint32_t tenon_interrupt_set_contains(const struct tenon_interrupt_set *s, uint32_t id);

/// 1 if the set has no id, else 0.
/*@ requires memory: \valid_read(s);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures boolean: \result == 0 || \result == 1;
    ensures empty: \result == 1 <==>
      (\forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(s, k)); */
uint32_t tenon_interrupt_set_is_empty(const struct tenon_interrupt_set *s);

/// The lowest id of the set, or TENON_NONE.
/*@ requires memory: \valid_read(s);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures none: \result == TENON_NONE <==>
      (\forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(s, k));
    ensures some: \result != TENON_NONE ==> \result < 1024 && tenon_interrupt_set_has(s, \result);
    ensures least: \result != TENON_NONE ==>
      \forall integer k; 0 <= k < \result ==> !tenon_interrupt_set_has(s, k); */
uint32_t tenon_interrupt_set_lowest(const struct tenon_interrupt_set *s);

/// The highest id of the set, or TENON_NONE.
/*@ requires memory: \valid_read(s);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures none: \result == TENON_NONE <==>
      (\forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(s, k));
    ensures some: \result != TENON_NONE ==> \result < 1024 && tenon_interrupt_set_has(s, \result);
    ensures greatest: \result != TENON_NONE ==>
      \forall integer k; \result < k < 1024 ==> !tenon_interrupt_set_has(s, k); */
uint32_t tenon_interrupt_set_highest(const struct tenon_interrupt_set *s);

/// Adds the ids of one word: bit `b` of `bits` is id `index * 64 + b`.
/*@ requires memory: \valid(s);
    requires range: index < 16;
    terminates \true;
    exits \false;
    assigns s->word[index];
    ensures union: \forall integer k; 0 <= k < 1024 ==> (tenon_interrupt_set_has(s, k) <==>
      \old(tenon_interrupt_set_has(s, k)) || (k / 64 == index && tenon_bit(bits, k % 64))); */
void tenon_interrupt_set_merge(struct tenon_interrupt_set *s, uint32_t index, uint64_t bits);

TENON_END_C

#endif
