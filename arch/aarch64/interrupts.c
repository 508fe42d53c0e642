/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/interrupts.h"

#include "tenon/core/bits.h"

#ifdef __FRAMAC__
#include "lemmas/aarch64_interrupts.h"
#endif

/* ICH_VMCR_EL2.VFIQEn: RES1 without the memory-mapped interface. */
#define VMCR_RESET 8u
/* Ids 960 to 1023 are the last word: its bits 60 to 63 are no interrupts. */
#define LAST_WORD 15u
#define LAST_WORD_LIMIT 0x1000000000000000u
/* TENON_AARCH64_PRIORITY_RESET for two ids. */
#define PRIORITY_PAIR 0xaau
#define STATE_PENDING 0x4000000000000000u

/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->lr[0 .. 15], i->ap0r[0 .. 3], i->ap1r[0 .. 3];
    ensures free: \forall integer n; 0 <= n < 16 ==> i->lr[n] == 0;
    ensures group0: \forall integer n; 0 <= n < 4 ==> i->ap0r[n] == 0;
    ensures group1: \forall integer n; 0 <= n < 4 ==> i->ap1r[n] == 0; */
static void reset_registers(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant free: \forall integer k; 0 <= k < n ==> i->lr[k] == 0;
      loop assigns n, i->lr[0 .. 15];
      loop variant 16 - n; */
  for (n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
    i->lr[n] = 0;
  }
  /*@ loop invariant range: 0 <= n <= 4;
      loop invariant zero: \forall integer k; 0 <= k < n ==> i->ap0r[k] == 0 && i->ap1r[k] == 0;
      loop assigns n, i->ap0r[0 .. 3], i->ap1r[0 .. 3];
      loop variant 4 - n; */
  for (n = 0; n < 4u; n++) {
    i->ap0r[n] = 0;
    i->ap1r[n] = 0;
  }
}

/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->priority[0 .. 511];
    ensures pairs: \forall integer n; 0 <= n < 512 ==> i->priority[n] == 0xaa; */
static void reset_priorities(struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  /*@ loop invariant range: 0 <= n <= 512;
      loop invariant pairs: \forall integer k; 0 <= k < n ==> i->priority[k] == 0xaa;
      loop assigns n, i->priority[0 .. 511];
      loop variant 512 - n; */
  for (n = 0; n < TENON_INTERRUPT_SET_IDS / 2u; n++) {
    i->priority[n] = PRIORITY_PAIR;
  }
}

/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15], i->line.word[0 .. 15],
            i->level.word[0 .. 15], i->notify.word[0 .. 15],
            i->linked.word[0 .. 15], i->ended.word[0 .. 15];
    ensures pending: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->pending, k);
    ensures line: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->line, k);
    ensures level: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->level, k);
    ensures notify: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->notify, k);
    ensures linked: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->linked, k);
    ensures ended: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->ended, k); */
static void reset_sets(struct tenon_aarch64_interrupts *i) {
  tenon_interrupt_set_clear(&i->pending);
  tenon_interrupt_set_clear(&i->line);
  tenon_interrupt_set_clear(&i->level);
  tenon_interrupt_set_clear(&i->notify);
  tenon_interrupt_set_clear(&i->linked);
  tenon_interrupt_set_clear(&i->ended);
}

void tenon_aarch64_interrupts_reset(struct tenon_aarch64_interrupts *i, uint32_t list_registers) {
  i->ich_hcr = 0;
  i->ich_vmcr = VMCR_RESET;
  i->list_registers = TENON_AARCH64_LIST_REGISTERS;
  if (list_registers < TENON_AARCH64_LIST_REGISTERS) {
    i->list_registers = list_registers;
  }
  i->resident = 0;
  i->changed = 1;
  i->ends = 0;
  reset_priorities(i);
  reset_registers(i);
  //@ assert list: tenon_aarch64_list_sound(i);
  reset_sets(i);
  //@ assert kept_count: i->list_registers <= 16;
  //@ assert kept_list: \forall integer n; 0 <= n < 16 ==> i->lr[n] == 0;
  //@ assert list_still: tenon_aarch64_list_sound(i);
}

/*@ requires memory: \valid(s);
    requires range: id < 1024;
    terminates \true;
    exits \false;
    assigns s->word[id / 64];
    ensures member: tenon_interrupt_set_has(s, id) <==> wanted != 0;
    ensures frame: tenon_interrupt_set_only{Pre, Post}(s, id); */
static void put(struct tenon_interrupt_set *s, uint32_t id, uint32_t wanted) {
  if (wanted != 0) {
    tenon_interrupt_set_insert(s, id);
  } else {
    tenon_interrupt_set_remove(s, id);
  }
}

/*@ requires memory: \valid(i);
    requires range: id < 1024 && flags <= 4;
    terminates \true;
    exits \false;
    assigns i->level.word[id / 64], i->notify.word[id / 64], i->linked.word[id / 64];
    ensures level: tenon_interrupt_set_has(&i->level, id) <==> flags % 2 == 1;
    ensures notify: tenon_interrupt_set_has(&i->notify, id) <==> (flags / 2) % 2 == 1;
    ensures linked: tenon_interrupt_set_has(&i->linked, id) <==> (flags / 4) % 2 == 1;
    ensures other_level: tenon_interrupt_set_only{Pre, Post}(&i->level, id);
    ensures other_notify: tenon_interrupt_set_only{Pre, Post}(&i->notify, id);
    ensures other_linked: tenon_interrupt_set_only{Pre, Post}(&i->linked, id); */
static void set_attributes(struct tenon_aarch64_interrupts *i, uint32_t id, uint32_t flags) {
  put(&i->level, id, flags % 2u);
  put(&i->notify, id, (flags / 2u) % 2u);
  put(&i->linked, id, flags / 4u);
}

/*@ requires memory: \valid(i);
    requires range: id < 1024 && flags <= 4;
    terminates \true;
    exits \false;
    assigns i->level.word[id / 64], i->notify.word[id / 64], i->linked.word[id / 64],
            i->line.word[id / 64];
    ensures level: tenon_interrupt_set_has(&i->level, id) <==> flags % 2 == 1;
    ensures notify: tenon_interrupt_set_has(&i->notify, id) <==> (flags / 2) % 2 == 1;
    ensures linked: tenon_interrupt_set_has(&i->linked, id) <==> (flags / 4) % 2 == 1;
    ensures line: tenon_interrupt_set_has(&i->line, id) <==>
      flags % 2 == 1 && \old(tenon_interrupt_set_has(&i->line, id));
    ensures other_level: tenon_interrupt_set_only{Pre, Post}(&i->level, id);
    ensures other_notify: tenon_interrupt_set_only{Pre, Post}(&i->notify, id);
    ensures other_linked: tenon_interrupt_set_only{Pre, Post}(&i->linked, id);
    ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, id); */
static void set_behaviour(struct tenon_aarch64_interrupts *i, uint32_t id, uint32_t flags) {
  uint32_t high = 0;
  if (flags % 2u == 1u) {
    high = tenon_interrupt_set_contains(&i->line, id);
  }
  put(&i->line, id, high);
  set_attributes(i, id, flags);
}

/*@ requires memory: \valid(i);
    requires range: id < 1024 && priority <= 255;
    terminates \true;
    exits \false;
    assigns i->priority[id / 2];
    ensures value: tenon_aarch64_priority(i, id) == priority - priority % 16;
    ensures frame: \forall integer k; 0 <= k < 1024 && k != id ==>
      tenon_aarch64_priority(i, k) == \old(tenon_aarch64_priority(i, k)); */
static void set_priority(struct tenon_aarch64_interrupts *i, uint32_t id, uint32_t priority) {
  uint32_t pair = i->priority[id / 2u];
  if (id % 2u == 0) {
    pair = pair - pair % 16u + priority / 16u;
  } else {
    pair = pair % 16u + (priority - priority % 16u);
  }
  i->priority[id / 2u] = (uint8_t)pair;
}

enum tenon_error tenon_aarch64_interrupts_configure(struct tenon_aarch64_interrupts *i,
                                                    uint32_t intid, uint32_t priority,
                                                    uint32_t flags) {
  if (intid >= TENON_AARCH64_INTID_COUNT || priority > 255u ||
      flags > TENON_AARCH64_INTERRUPT_LINKED) {
    return TENON_ERROR_invalid_argument;
  }
  if (flags == TENON_AARCH64_INTERRUPT_LINKED && intid < TENON_AARCH64_INTID_PPI) {
    return TENON_ERROR_invalid_argument;
  }
  set_behaviour(i, intid, flags);
  set_priority(i, intid, priority);
  i->changed = 1;
  /*@ assert kept_list: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], Pre); */
  /*@ assert kept_ended: \forall integer w; 0 <= w < 16 ==>
        i->ended.word[w] == \at(i->ended.word[w], Pre); */
  /*@ assert kept_pending: \forall integer w; 0 <= w < 16 ==>
        i->pending.word[w] == \at(i->pending.word[w], Pre); */
  //@ assert kept_ends: i->ends == \at(i->ends, Pre);
  /*@ assert kept_has: \forall integer k; 0 <= k < 1024 ==>
        (tenon_interrupt_set_has(&i->pending, k) <==>
         \at(tenon_interrupt_set_has(&i->pending, k), Pre)) &&
        (tenon_interrupt_set_has(&i->ended, k) <==>
         \at(tenon_interrupt_set_has(&i->ended, k), Pre)); */
  //@ assert list: \at(tenon_aarch64_list_sound(i), Pre) ==> tenon_aarch64_list_sound(i);
  //@ assert sets: \at(tenon_aarch64_sets_sound(i), Pre) ==> tenon_aarch64_sets_sound(i);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_interrupts_request(struct tenon_aarch64_interrupts *i,
                                                  uint32_t intid) {
  if (intid >= TENON_AARCH64_INTID_COUNT) {
    return TENON_ERROR_invalid_argument;
  }
  tenon_interrupt_set_insert(&i->pending, intid);
  if (tenon_interrupt_set_contains(&i->level, intid) != 0) {
    tenon_interrupt_set_insert(&i->line, intid);
  }
  i->changed = 1;
  /*@ assert kept_list: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], Pre); */
  /*@ assert kept_ended: \forall integer w; 0 <= w < 16 ==>
        i->ended.word[w] == \at(i->ended.word[w], Pre); */
  return TENON_OK;
}

enum tenon_error tenon_aarch64_interrupts_lower(struct tenon_aarch64_interrupts *i,
                                                uint32_t intid) {
  if (intid >= TENON_AARCH64_INTID_COUNT) {
    return TENON_ERROR_invalid_argument;
  }
  if (tenon_interrupt_set_contains(&i->level, intid) != 0) {
    tenon_interrupt_set_remove(&i->line, intid);
    tenon_interrupt_set_remove(&i->pending, intid);
    i->changed = 1;
  }
  return TENON_OK;
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures both: \forall integer k; 0 <= k < 64 ==>
      (tenon_bit(\result, k) <==> tenon_bit(a, k) && tenon_bit(b, k)); */
static uint64_t both(uint64_t a, uint64_t b) { return a & b; }

void tenon_aarch64_interrupts_merge_word(struct tenon_aarch64_interrupts *i, uint32_t word,
                                         uint64_t bits) {
  uint64_t ids = bits;
  if (word == LAST_WORD) {
    ids = bits % LAST_WORD_LIMIT;
  }
  /*@ assert ids: \forall integer k; 0 <= k < 64 ==>
        (tenon_bit(ids, k) <==> tenon_bit(bits, k) && !(word == 15 && 60 <= k)); */
  tenon_interrupt_set_merge(&i->pending, word, ids);
  tenon_interrupt_set_merge(&i->line, word, both(ids, i->level.word[word]));
  i->changed = 1;
}

uint32_t tenon_aarch64_interrupts_pending(const struct tenon_aarch64_interrupts *i) {
  uint32_t n;
  if (tenon_interrupt_set_is_empty(&i->pending) == 0) {
    return 1;
  }
  /*@ loop invariant range: 0 <= n <= 16;
      loop invariant none: \forall integer k; 0 <= k < n ==> !tenon_lr_pending(i->lr[k]);
      loop assigns n;
      loop variant 16 - n; */
  for (n = 0; n < TENON_AARCH64_LIST_REGISTERS; n++) {
    if ((i->lr[n] / STATE_PENDING) % 2u != 0) {
      return 1;
    }
  }
  return 0;
}

uint32_t tenon_aarch64_interrupts_next_end(struct tenon_aarch64_interrupts *i, uint32_t *intid) {
  uint32_t id;
  *intid = TENON_NONE;
  if (i->ends == 0) {
    return 0;
  }
  id = tenon_interrupt_set_lowest(&i->ended);
  if (id == TENON_NONE) {
    i->ends = 0;
    return 0;
  }
  tenon_interrupt_set_remove(&i->ended, id);
  i->changed = 1;
  *intid = id;
  //@ assert kept_count: i->list_registers == \at(i->list_registers, Pre);
  //@ assert kept_list: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], Pre);
  return 1;
}
