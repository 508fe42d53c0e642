/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What every ISA's decoder fills: all fields of the exit, in every outcome. The predicates are the
/// vocabulary of decoders' contracts.
#ifndef TENON_CORE_OUTCOME_H
#define TENON_CORE_OUTCOME_H

#include "tenon/core/base.h"
#include "tenon/core/exit.h"

/// Reads the field of `width` bits whose lowest is bit `low`, as manuals number them; both are
/// constants.
#define TENON_FIELD(word, low, width) \
  (((uint64_t)(word) / ((uint64_t)1 << (low))) % ((uint64_t)1 << (width)))

/* What contracts assign, field by field: provers follow that far better than a whole struct. */
#define TENON_EACH_EXIT_FIELD(e)                                                           \
  (e)->kind, (e)->cause, (e)->address, (e)->value, (e)->argument, (e)->virtual_address,    \
      (e)->width, (e)->register_index, (e)->register_width, (e)->sign_extend, (e)->access, \
      (e)->instruction_length, (e)->flags, (e)->level

TENON_BEGIN_C

/*@
  predicate outcome_what{L}(struct tenon_exit *e, integer kind, integer cause, integer address,
                            integer value, integer argument) =
    \at(e->kind, L) == kind && \at(e->cause, L) == cause && \at(e->address, L) == address &&
    \at(e->value, L) == value && \at(e->argument, L) == argument;

  predicate outcome_register{L}(struct tenon_exit *e, integer width, integer index, integer bytes,
                                integer sign_extend) =
    \at(e->width, L) == width && \at(e->register_index, L) == index &&
    \at(e->register_width, L) == bytes && \at(e->sign_extend, L) == sign_extend;

  predicate outcome_answer{L}(struct tenon_exit *e, integer access, integer length,
                              integer flags) =
    \at(e->access, L) == access && \at(e->instruction_length, L) == length &&
    \at(e->flags, L) == flags;

  predicate outcome_fault{L}(struct tenon_exit *e, integer virtual_address) =
    \at(e->virtual_address, L) == virtual_address && \at(e->level, L) == 0;

  // An outcome that touches no memory and no register.
  predicate outcome_plain{L}(struct tenon_exit *e) =
    outcome_register{L}(e, 0, 0, 0, 0) && outcome_fault{L}(e, 0);

  // Refused by name: the raw syndrome, and where it happened if the hardware says so.
  predicate outcome_refused{L}(struct tenon_exit *e, integer cause, integer raw,
                               integer virtual_address) =
    outcome_what{L}(e, TENON_EXIT_unhandled, cause, raw, 0, 0) &&
    outcome_register{L}(e, 0, 0, 0, 0) && outcome_answer{L}(e, 0, 0, 0) &&
    outcome_fault{L}(e, virtual_address);
*/

/// An exit of this kind and cause, every other field zero.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, kind, cause, 0, 0, 0);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, 0, 0);
*/
static inline void tenon_outcome(struct tenon_exit *exit, uint32_t kind, uint32_t cause) {
  exit->kind = kind;
  exit->cause = cause;
  exit->address = 0;
  exit->value = 0;
  exit->argument = 0;
  exit->virtual_address = 0;
  exit->width = 0;
  exit->register_index = 0;
  exit->register_width = 0;
  exit->sign_extend = 0;
  exit->access = 0;
  exit->instruction_length = 0;
  exit->flags = 0;
  exit->level = 0;
}

/// An exit that is refused by name.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures refused: outcome_refused(exit, cause, raw, virtual_address);
*/
static inline void tenon_outcome_refused(struct tenon_exit *exit, uint32_t cause, uint64_t raw,
                                         uint64_t virtual_address) {
  tenon_outcome(exit, TENON_EXIT_unhandled, cause);
  exit->address = raw;
  exit->virtual_address = virtual_address;
}

TENON_END_C

#endif
