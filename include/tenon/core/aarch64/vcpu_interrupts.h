/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Virtual interrupts for a vCPU that is set up, loaded or not: they reach its list registers
/// before its next entry.
#ifndef TENON_CORE_AARCH64_VCPU_INTERRUPTS_H
#define TENON_CORE_AARCH64_VCPU_INTERRUPTS_H

#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/// Requests a virtual interrupt that behaves as `flags` say: TENON_AARCH64_INTERRUPT_*. Its
/// priority stays. TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: `intid` above 1019,
/// unknown flags, LINKED together with another flag or for an SGI.
/*@ requires storage: \valid(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->interrupts.level.word[0 .. 15], v->interrupts.notify.word[0 .. 15],
            v->interrupts.linked.word[0 .. 15], v->interrupts.line.word[0 .. 15],
            v->interrupts.pending.word[0 .. 15], v->interrupts.priority[0 .. 511],
            v->interrupts.changed;
    ensures interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    behavior wrong_state:
      assumes !vcpu_is_set_up(v);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior refused:
      assumes vcpu_is_set_up(v) && (intid >= 1020 || flags > 4 || (flags == 4 && intid < 16));
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    behavior accepted:
      assumes vcpu_is_set_up(v) && intid < 1020 && (flags < 4 || (flags == 4 && intid >= 16));
      ensures done: \result == TENON_OK;
      ensures pending: tenon_interrupt_set_has(&v->interrupts.pending, intid);
      ensures level: tenon_interrupt_set_has(&v->interrupts.level, intid) <==> flags % 2 == 1;
      ensures line: tenon_interrupt_set_has(&v->interrupts.line, intid) <==> flags % 2 == 1;
      ensures notify: tenon_interrupt_set_has(&v->interrupts.notify, intid) <==>
                      (flags / 2) % 2 == 1;
      ensures linked: tenon_interrupt_set_has(&v->interrupts.linked, intid) <==>
                      (flags / 4) % 2 == 1;
      ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.pending, intid);
      ensures other_level: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.level, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.line, intid);
      ensures other_notify: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.notify, intid);
      ensures other_linked: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.linked, intid);
      ensures changed: v->interrupts.changed == 1;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_inject_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid,
                                                     uint32_t flags);

/// Lowers the line of a level-triggered interrupt, and withdraws it unless the guest has taken it;
/// nothing happens to an edge-triggered one.
/// TENON_ERROR_wrong_state; TENON_ERROR_invalid_argument: `intid` above 1019.
/*@ requires storage: \valid(v);
    requires interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    terminates \true; exits \false;
    assigns v->interrupts.pending.word[0 .. 15], v->interrupts.line.word[0 .. 15],
            v->interrupts.changed;
    ensures interrupts: vcpu_is_set_up(v) ==> vcpu_interrupts_sound(v);
    behavior wrong_state:
      assumes !vcpu_is_set_up(v);
      assigns \nothing;
      ensures error: \result == TENON_ERROR_wrong_state;
    behavior refused:
      assumes vcpu_is_set_up(v) && intid >= 1020;
      assigns \nothing;
      ensures error: \result == TENON_ERROR_invalid_argument;
    behavior edge:
      assumes vcpu_is_set_up(v) && intid < 1020 &&
              !tenon_interrupt_set_has(&v->interrupts.level, intid);
      assigns \nothing;
      ensures done: \result == TENON_OK;
    behavior level:
      assumes vcpu_is_set_up(v) && intid < 1020 &&
              tenon_interrupt_set_has(&v->interrupts.level, intid);
      ensures done: \result == TENON_OK;
      ensures gone: !tenon_interrupt_set_has(&v->interrupts.pending, intid) &&
                    !tenon_interrupt_set_has(&v->interrupts.line, intid);
      ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.pending, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&v->interrupts.line, intid);
      ensures changed: v->interrupts.changed == 1;
    complete behaviors; disjoint behaviors;
*/
enum tenon_error tenon_aarch64_vcpu_lower_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid);

TENON_END_C

#endif
