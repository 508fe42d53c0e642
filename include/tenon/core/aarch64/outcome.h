/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What decoders fill: every field of the exit and of the access, in every outcome. The predicates
/// are the vocabulary of their contracts.
#ifndef TENON_CORE_AARCH64_OUTCOME_H
#define TENON_CORE_AARCH64_OUTCOME_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/cause.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

/// Reads the field of `width` bits whose lowest is bit `low`, as the manual numbers them; both
/// are constants.
#define TENON_AARCH64_FIELD(word, low, width) \
  (((uint64_t)(word) / ((uint64_t)1 << (low))) % ((uint64_t)1 << (width)))

/* What contracts assign, field by field: provers follow that far better than a whole struct. */
#define TENON_EACH_EXIT_FIELD(e)                                                           \
  (e)->kind, (e)->cause, (e)->address, (e)->value, (e)->argument, (e)->virtual_address,    \
      (e)->width, (e)->register_index, (e)->register_width, (e)->sign_extend, (e)->access, \
      (e)->instruction_length, (e)->flags, (e)->level
#define TENON_AARCH64_EACH_ACCESS_FIELD(a)                                                  \
  (a)->address, (a)->writeback, (a)->value[0], (a)->value[1], (a)->value[2], (a)->value[3], \
      (a)->flags, (a)->remaining, (a)->done, (a)->operation, (a)->width, (a)->element,      \
      (a)->register_width, (a)->rt, (a)->rt2, (a)->rs, (a)->rn, (a)->instruction_length,    \
      (a)->reserved[0], (a)->reserved[1], (a)->reserved[2]

TENON_BEGIN_C

/*@
  predicate exit_what{L}(struct tenon_exit *e, integer kind, integer cause, integer address,
                         integer value, integer argument) =
    \at(e->kind, L) == kind && \at(e->cause, L) == cause && \at(e->address, L) == address &&
    \at(e->value, L) == value && \at(e->argument, L) == argument;

  predicate exit_register{L}(struct tenon_exit *e, integer width, integer index, integer bytes,
                             integer sign_extend) =
    \at(e->width, L) == width && \at(e->register_index, L) == index &&
    \at(e->register_width, L) == bytes && \at(e->sign_extend, L) == sign_extend;

  predicate exit_no_register{L}(struct tenon_exit *e) = exit_register{L}(e, 0, 0, 0, 0);

  predicate exit_answer{L}(struct tenon_exit *e, integer access, integer length, integer flags) =
    \at(e->access, L) == access && \at(e->instruction_length, L) == length &&
    \at(e->flags, L) == flags;

  predicate exit_fault{L}(struct tenon_exit *e, integer virtual_address, integer level) =
    \at(e->virtual_address, L) == virtual_address && \at(e->level, L) == level;

  // An outcome that touches no memory and no register.
  predicate exit_plain{L}(struct tenon_exit *e) = exit_no_register{L}(e) && exit_fault{L}(e, 0, 0);

  // Refused by name: the raw syndrome, and where it happened if the hardware says so.
  predicate exit_unhandled{L}(struct tenon_exit *e, integer cause, integer esr,
                              integer virtual_address) =
    exit_what{L}(e, TENON_EXIT_unhandled, cause, esr, 0, 0) && exit_no_register{L}(e) &&
    exit_answer{L}(e, 0, 0, 0) && exit_fault{L}(e, virtual_address, 0);

  // Answered by the core: the guest goes on `length` bytes further.
  predicate exit_skipped{L}(struct tenon_exit *e, integer cause, integer length) =
    exit_what{L}(e, TENON_EXIT_NONE, cause, 0, 0, 0) && exit_plain{L}(e) &&
    exit_answer{L}(e, 0, length, 0);

  // No access is under way: of the plan nothing else counts.
  predicate access_none{L}(struct tenon_aarch64_access *a) = \at(a->remaining, L) == 0;

  // Unchanged: in parts, because provers lose their way in one long conjunction.
  predicate exit_same_kind{L, M}(struct tenon_exit *e) =
    \at(e->kind, L) == \at(e->kind, M) &&
    \at(e->cause, L) == \at(e->cause, M);

  predicate exit_same_values{L, M}(struct tenon_exit *e) =
    \at(e->address, L) == \at(e->address, M) &&
    \at(e->value, L) == \at(e->value, M) &&
    \at(e->argument, L) == \at(e->argument, M) &&
    \at(e->virtual_address, L) == \at(e->virtual_address, M);

  predicate exit_same_bytes{L, M}(struct tenon_exit *e) =
    \at(e->width, L) == \at(e->width, M) &&
    \at(e->register_index, L) == \at(e->register_index, M) &&
    \at(e->register_width, L) == \at(e->register_width, M) &&
    \at(e->sign_extend, L) == \at(e->sign_extend, M) &&
    \at(e->access, L) == \at(e->access, M) &&
    \at(e->instruction_length, L) == \at(e->instruction_length, M) &&
    \at(e->flags, L) == \at(e->flags, M) &&
    \at(e->level, L) == \at(e->level, M);
*/

/// An exit of this kind and cause, every other field zero.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: exit_what(exit, kind, cause, 0, 0, 0);
    ensures plain: exit_plain(exit);
    ensures answer: exit_answer(exit, 0, 0, 0);
*/
static inline void tenon_aarch64_outcome(struct tenon_exit *exit, uint32_t kind, uint32_t cause) {
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
    ensures refused: exit_unhandled(exit, cause, esr, virtual_address);
*/
static inline void tenon_aarch64_refuse(struct tenon_exit *exit, uint32_t cause, uint64_t esr,
                                        uint64_t virtual_address) {
  tenon_aarch64_outcome(exit, TENON_EXIT_unhandled, cause);
  exit->address = esr;
  exit->virtual_address = virtual_address;
}

/// No access is under way.
/*@ requires access: \valid(access);
    terminates \true; exits \false;
    assigns access->remaining;
    ensures none: access_none(access);
*/
static inline void tenon_aarch64_no_access(struct tenon_aarch64_access *access) {
  access->remaining = 0;
}

/// No access is under way, and the exit that says so is complete: `exit` stands here for the
/// contract, which spares its callers a proof about two structs at once.
/*@ requires access: \valid(access);
    requires exit: \valid_read(exit);
    requires apart: \separated(exit, access);
    terminates \true; exits \false;
    assigns access->remaining;
    ensures none: access_none(access);
    ensures exit_kind: exit_same_kind{Pre, Post}(exit);
    ensures exit_values: exit_same_values{Pre, Post}(exit);
    ensures exit_bytes: exit_same_bytes{Pre, Post}(exit);
*/
static inline void tenon_aarch64_without_access(const struct tenon_exit *exit,
                                                struct tenon_aarch64_access *access) {
  (void)exit;
  tenon_aarch64_no_access(access);
}

TENON_END_C

#endif
