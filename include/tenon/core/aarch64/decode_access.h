/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A load or store of a device: the plan of its access and the exit of its first step, from the
/// syndrome (ISV = 1, DDI 0487 D24.2.40) or from the instruction.
#ifndef TENON_CORE_AARCH64_DECODE_ACCESS_H
#define TENON_CORE_AARCH64_DECODE_ACCESS_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/instruction.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@
  logic integer fault_big_endian{L}(struct tenon_aarch64_fault *f) = (\at(f->valid, L) / 4) % 2;

  // What the store writes, as the bus sees it: masked, and swapped for a big-endian guest.
  logic integer syndrome_value{L}(struct tenon_aarch64_frame *x, integer esr, integer big_endian) =
    esr_wnr(esr) == 0 || esr_srt(esr) == 31 ? 0 :
    big_endian == 1 ? value_swapped(\at(x->x[esr_srt(esr)], L), esr_bytes(esr))
                    : value_low(\at(x->x[esr_srt(esr)], L), esr_bytes(esr));

  // The one access of one general register that a valid syndrome (ISV = 1) describes. The exit
  // alone says how it is completed: there is no plan.
  predicate syndrome_exit{L}(struct tenon_exit *e, integer esr, integer ipa, integer far,
                             integer value, integer big_endian) =
    exit_what{L}(e, esr_wnr(esr) == 1 ? TENON_EXIT_mmio_write : TENON_EXIT_mmio_read,
                 TENON_AARCH64_CAUSE_data_abort, ipa, value, 0) &&
    exit_register{L}(e, esr_bytes(esr), esr_srt(esr), esr_sf(esr) == 1 ? 8 : 4,
                     esr_sse(esr) == 1 && esr_wnr(esr) == 0 ? 1 : 0) &&
    exit_fault{L}(e, far, 0) &&
    exit_answer{L}(e, esr_wnr(esr) == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ,
                   esr_length(esr), big_endian * TENON_EXIT_FLAG_BIG_ENDIAN);

  // The first step of a plan a (as it is at label A): what the access layer makes of it.
  predicate planned_step{E, A}(struct tenon_exit *e, struct tenon_aarch64_access *a, integer far) =
    \at(e->kind, E) == (access_reads(\at(a->operation, A), 0) == 1 ? TENON_EXIT_mmio_read
                                                                  : TENON_EXIT_mmio_write) &&
    \at(e->cause, E) == TENON_AARCH64_CAUSE_data_abort &&
    \at(e->address, E) == \at(a->address, A) && \at(e->argument, E) == 0 &&
    \at(e->virtual_address, E) == far && \at(e->width, E) == \at(a->width, A) &&
    \at(e->register_index, E) ==
      (access_is_simd(\at(a->flags, A)) == 1 ? 0 : access_register{A}(a)) &&
    \at(e->register_width, E) == \at(a->register_width, A) &&
    \at(e->sign_extend, E) ==
      (access_reads(\at(a->operation, A), 0) == 1 ? \at(a->flags, A) % 2 : 0) &&
    \at(e->access, E) == (access_reads(\at(a->operation, A), 0) == 1 ? TENON_ACCESS_READ
                                                                    : TENON_ACCESS_WRITE) &&
    \at(e->instruction_length, E) == \at(a->instruction_length, A) &&
    \at(e->flags, E) ==
      access_exit_flags(\at(a->operation, A), \at(a->flags, A)) &&
    \at(e->level, E) == 0;

  // What a first step that stores a general register puts on the bus; 0 for every other.
  logic integer planned_value{F, A}(struct tenon_aarch64_frame *f,
                                    struct tenon_aarch64_access *a) =
    \at(a->operation, A) == TENON_AARCH64_OPERATION_STORE &&
    access_is_simd(\at(a->flags, A)) == 0
      ? access_ordered(frame_x{F}(f, access_register{A}(a)), \at(a->width, A), \at(a->flags, A))
      : 0;
*/

/// ESR_EL2.SAS in bytes.
/*@ requires range: sas < 4;
    terminates \true; exits \false; assigns \nothing;
    ensures bytes: \result == (sas == 0 ? 1 : sas == 1 ? 2 : sas == 2 ? 4 : 8);
*/
static inline uint8_t tenon_aarch64_sas_bytes(uint64_t sas) {
  uint64_t small = 1u + sas % 2u;
  return (uint8_t)(sas >= 2u ? 4u * small : small);
}

/// A load or store of a device, described by the syndrome.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, access->remaining;
    ensures none: access_none(access);
    ensures step: syndrome_exit(exit, \old(fault->esr), \old(fault->ipa), \old(fault->far),
                                syndrome_value{Pre}(frame, \old(fault->esr),
                                                    fault_big_endian{Pre}(fault)),
                                fault_big_endian{Pre}(fault));
*/
void tenon_aarch64_access_from_syndrome(const struct tenon_aarch64_fault *fault,
                                        const struct tenon_aarch64_frame *frame,
                                        struct tenon_exit *exit,
                                        struct tenon_aarch64_access *access);

/// A load or store of a device, described by its instruction.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    behavior planned:
      assumes insn_refusal_of(fault, frame) == 0;
      ensures plan: access_planned(access, \old(fault->ipa), \old(fault->valid),
                                   \old(fault->zva_bytes), \old(insn_class_of(fault)),
                                   \old(fault->instruction),
                                   \old(insn_address(fault, frame, insn_class_of(fault),
                                                     fault->instruction)),
                                   \old(insn_target(fault, frame, insn_class_of(fault),
                                                    fault->instruction)));
      ensures step: planned_step{Post, Post}(exit, access, \old(fault->far));
      ensures value: exit->value == planned_value{Pre, Post}(frame, access);
    behavior refused:
      assumes insn_refusal_of(fault, frame) != 0;
      ensures refused: exit_unhandled(exit, \old(insn_refusal_of(fault, frame)),
                                      \old(fault->esr), \old(fault->far));
      ensures none: access_none(access);
    complete behaviors; disjoint behaviors;
*/
void tenon_aarch64_access_from_instruction(const struct tenon_aarch64_fault *fault,
                                           const struct tenon_aarch64_frame *frame,
                                           struct tenon_exit *exit,
                                           struct tenon_aarch64_access *access);

TENON_END_C

#endif
