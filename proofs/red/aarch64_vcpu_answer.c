/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu_answer.h: none of these may prove. */
#define tenon_aarch64_vcpu_complete_read \
  tenon_aarch64_vcpu_complete_read__red_1 /* must fail: value */
#include "tenon/core/aarch64/vcpu_answer.h"

/* The whole answer, whatever the width, the sign and the byte order. */
enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  if (v->exit.register_index < 31u) {
    v->frame.x[v->exit.register_index] = value;
  }
  tenon_aarch64_vcpu_pass(v);
  return TENON_OK;
}

/* The contract of tenon_aarch64_vcpu_pass(). tenon_aarch64_vcpu_pass__red_1 must fail: passed */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_EXITED);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v) && vcpu_is(v, TENON_VCPU_BOUND);
    ensures passed: exit_passed{Pre, Post}(v); */
void tenon_aarch64_vcpu_pass__red_1(struct tenon_aarch64_vcpu *v) {
  /* An SMC that is made again and again: PC stays at it. */
  v->common.state = TENON_VCPU_BOUND;
}

/* The contract of tenon_aarch64_vcpu_resume(). tenon_aarch64_vcpu_resume__red_1 must fail: done */
/*@ requires storage: \valid(v);
    requires sound: vcpu_sound(v);
    terminates \true; exits \false;
    assigns v->frame.pc, v->frame.pstate, v->common.state;
    ensures sound: vcpu_sound(v);
    behavior resumed:
      assumes vcpu_is(v, TENON_VCPU_EXITED);
      ensures done: \result == TENON_OK && vcpu_is(v, TENON_VCPU_BOUND);
    behavior wrong_state:
      assumes !vcpu_is(v, TENON_VCPU_EXITED);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    complete behaviors; disjoint behaviors; */
enum tenon_error tenon_aarch64_vcpu_resume__red_1(struct tenon_aarch64_vcpu *v) {
  /* Says so, and leaves the exit unanswered. */
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? TENON_OK : TENON_ERROR_wrong_state;
}
