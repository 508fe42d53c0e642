/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_interrupts.h"

/* The priority that the id has; 16 steps, two ids a byte. */
/*@ requires memory: \valid_read(i);
    terminates \true; exits \false; assigns \nothing;
    ensures value: intid < 1024 ==> \result == tenon_aarch64_priority(i, intid);
    ensures step: \result % 16 == 0 && \result <= 240; */
static uint32_t priority(const struct tenon_aarch64_interrupts *i, uint32_t intid) {
  uint32_t both = i->priority[(intid / 2u) % 512u];
  return (intid % 2u == 0u ? both % 16u : both / 16u) * 16u;
}

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures set_up: \result == 1 <==> vcpu_is_set_up(v);
    ensures bit: \result <= 1; */
static uint32_t is_set_up(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_FREE ||
                 v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

/* What interrupts.h refuses: asked here too, so that a refusal is seen to change nothing. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures good: \result == 1 <==> intid < 1020 && (flags < 4 || (flags == 4 && intid >= 16));
    ensures bit: \result <= 1; */
static uint32_t is_good(uint32_t intid, uint32_t flags) {
  return intid < TENON_AARCH64_INTID_COUNT &&
                 (flags < TENON_AARCH64_INTERRUPT_LINKED ||
                  (flags == TENON_AARCH64_INTERRUPT_LINKED && intid >= TENON_AARCH64_INTID_PPI))
             ? 1u
             : 0u;
}

/* In two steps: provers lose sight of what the first one did while the second one goes on. */
/*@ requires memory: \valid(i);
    requires range: intid < 1020 && (flags < 4 || (flags == 4 && intid >= 16));
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true; exits \false;
    assigns i->level.word[0 .. 15], i->notify.word[0 .. 15], i->linked.word[0 .. 15],
            i->line.word[0 .. 15], i->priority[0 .. 511], i->changed;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: \old(tenon_aarch64_settled(i)) ==> tenon_aarch64_settled(i);
    ensures level: tenon_interrupt_set_has(&i->level, intid) <==> flags % 2 == 1;
    ensures notify: tenon_interrupt_set_has(&i->notify, intid) <==> (flags / 2) % 2 == 1;
    ensures linked: tenon_interrupt_set_has(&i->linked, intid) <==> (flags / 4) % 2 == 1;
    ensures line: tenon_interrupt_set_has(&i->line, intid) ==> flags % 2 == 1;
    ensures other_level: tenon_interrupt_set_only{Pre, Post}(&i->level, intid);
    ensures other_notify: tenon_interrupt_set_only{Pre, Post}(&i->notify, intid);
    ensures other_linked: tenon_interrupt_set_only{Pre, Post}(&i->linked, intid);
    ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
    ensures pending: tenon_interrupt_set_same{Pre, Post}(&i->pending); */
static void configure(struct tenon_aarch64_interrupts *i, uint32_t intid, uint32_t flags) {
  (void)tenon_aarch64_interrupts_configure(i, intid, priority(i, intid), flags);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], Pre); */
}

/*@ requires memory: \valid(i);
    requires range: intid < 1020;
    requires list: tenon_aarch64_list_sound(i);
    requires sets: tenon_aarch64_sets_sound(i);
    terminates \true; exits \false;
    assigns i->pending.word[0 .. 15], i->line.word[0 .. 15], i->changed;
    ensures done: \result == TENON_OK;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures settled: \old(tenon_aarch64_settled(i)) ==> tenon_aarch64_settled(i);
    ensures pending: tenon_interrupt_set_has(&i->pending, intid);
    ensures line: tenon_interrupt_set_has(&i->line, intid) <==>
      \old(tenon_interrupt_set_has(&i->level, intid) || tenon_interrupt_set_has(&i->line, intid));
    ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&i->pending, intid);
    ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
    ensures level: tenon_interrupt_set_same{Pre, Post}(&i->level);
    ensures notify: tenon_interrupt_set_same{Pre, Post}(&i->notify);
    ensures linked: tenon_interrupt_set_same{Pre, Post}(&i->linked);
    ensures changed: i->changed == 1; */
static enum tenon_error request(struct tenon_aarch64_interrupts *i, uint32_t intid) {
  enum tenon_error error = tenon_aarch64_interrupts_request(i, intid);
  /*@ assert kept: \forall integer n; 0 <= n < 16 ==> i->lr[n] == \at(i->lr[n], Pre); */
  return error;
}

enum tenon_error tenon_aarch64_vcpu_inject_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid,
                                                     uint32_t flags) {
  if (is_set_up(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (is_good(intid, flags) == 0u) {
    return TENON_ERROR_invalid_argument;
  }
  configure(&v->interrupts, intid, flags);
  enum tenon_error error = request(&v->interrupts, intid);
  //@ assert before: vcpu_interrupts_settled{Pre}(v);
  //@ assert settled: vcpu_interrupts_settled(v);
  return error;
}

enum tenon_error tenon_aarch64_vcpu_lower_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid) {
  if (is_set_up(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (intid >= TENON_AARCH64_INTID_COUNT) {
    return TENON_ERROR_invalid_argument;
  }
  if (tenon_interrupt_set_contains(&v->interrupts.level, intid) == 0u) {
    return TENON_OK;
  }
  return tenon_aarch64_interrupts_lower(&v->interrupts, intid);
}
