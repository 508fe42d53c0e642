/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// How long the instruction is that exited, of which the CPU does not tell it.
#ifndef TENON_CORE_X86_64_SVM_LENGTH_H
#define TENON_CORE_X86_64_SVM_LENGTH_H

#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/svm/capture.h"
#include "tenon/core/x86_64/vcpu_state.h"

/// tenon_svm_opcode_length: the bytes end before the instruction does.
#define TENON_SVM_LENGTH_TOO_SHORT 16u

/*@ // Exits of an instruction that is answered: CPUID, INVD, PAUSE, HLT, MSR, VMMCALL, WBINVD,
    // XSETBV. (A port access says where the next one is.)
    predicate svm_has_length(integer code) =
      code \in {0x72, 0x76, 0x77, 0x78, 0x7c, 0x81, 0x89, 0x8d};
    // The opcode of the instruction that makes such an exit ends at `end`.
    predicate svm_ends_with_2{L}(uint8_t *bytes, integer end, integer last) =
      2 <= end && \at(bytes[end - 2], L) == 0x0f && \at(bytes[end - 1], L) == last;
    predicate svm_ends_with_3{L}(uint8_t *bytes, integer end, integer last) =
      3 <= end && \at(bytes[end - 3], L) == 0x0f && \at(bytes[end - 2], L) == 0x01 &&
      \at(bytes[end - 1], L) == last;
    predicate svm_is_instruction{L}(integer code, uint8_t *bytes, integer end) =
      (code == 0x72 ==> svm_ends_with_2{L}(bytes, end, 0xa2)) &&
      (code == 0x76 ==> svm_ends_with_2{L}(bytes, end, 0x08)) &&
      (code == 0x77 ==> \at(bytes[end - 1], L) == 0x90) &&
      (code == 0x78 ==> \at(bytes[end - 1], L) == 0xf4) &&
      (code == 0x7c ==> svm_ends_with_2{L}(bytes, end, 0x30) ||
                        svm_ends_with_2{L}(bytes, end, 0x32)) &&
      (code == 0x81 ==> svm_ends_with_3{L}(bytes, end, 0xd9)) &&
      (code == 0x89 ==> svm_ends_with_2{L}(bytes, end, 0x09)) &&
      (code == 0x8d ==> svm_ends_with_3{L}(bytes, end, 0xd1)); */

TENON_BEGIN_C

/// Whether an answer to this exit moves the guest past an instruction.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == 1 <==> svm_has_length(code);
    ensures boolean: \result <= 1; */
uint32_t tenon_svm_has_length(uint64_t code);

/// The length of the instruction that these bytes begin with, with all its prefixes, if it is the one
/// that makes this exit. \return 1 to 15, 0 if it is another one, or TENON_SVM_LENGTH_TOO_SHORT.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: count <= 15;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= TENON_SVM_LENGTH_TOO_SHORT;
    ensures inside: \result <= 15 ==> \result <= count;
    ensures more: \result == TENON_SVM_LENGTH_TOO_SHORT ==> count < 15;
    ensures other: !svm_has_length(code) ==> \result == 0;
    ensures instruction: 1 <= \result <= 15 ==> svm_is_instruction(code, bytes, \result); */
uint32_t tenon_svm_opcode_length(uint64_t code, const uint8_t *bytes, uint32_t count,
                                 uint32_t mode);

/// Fetches the instruction of the exit in v->vmcb and keeps what it read in v->known. \return its
/// length; 0 if it cannot be told, with the reason in *cause: fetch_memory, fetch_fault, or
/// changed_instruction if it is not one that makes this exit.
/*@ requires storage: \valid(v) && \valid(cause);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires apart: \separated(v, v->stage2) && \separated(cause, v) &&
      \separated(cause, v->stage2) && \separated(cause, v->cpu);
    requires known: svm_known_sound(v);
    terminates \true; exits \false;
    assigns v->known[0 .. 5], *cause;
    ensures range: \result <= 15;
    ensures cause: \result == 0 ==>
      *cause \in {TENON_X86_64_CAUSE_fetch_memory, TENON_X86_64_CAUSE_fetch_fault,
                  TENON_X86_64_CAUSE_changed_instruction};
    ensures known: svm_known_sound(v); */
uint32_t tenon_svm_fetch_length(struct tenon_x86_64_vcpu *v, uint32_t *cause);

/// Which of v->known is for this exit.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures range: \result < TENON_SVM_KNOWN_KINDS;
    ensures own: (\result == TENON_SVM_KNOWN_CPUID <==> code == 0x72) &&
      (\result == TENON_SVM_KNOWN_HLT <==> code == 0x78) &&
      (\result == TENON_SVM_KNOWN_VMMCALL <==> code == 0x81) &&
      (\result == TENON_SVM_KNOWN_RDMSR <==> code == 0x7c && info % 2 == 0) &&
      (\result == TENON_SVM_KNOWN_WRMSR <==> code == 0x7c && info % 2 == 1); */
uint32_t tenon_svm_known_kind(uint64_t code, uint64_t info);

/// What is known, if a fetch would find the same again: 1 to 15, or 0. What the nested tables said holds as
/// long as their epoch is the same; EFER does, or tenon_svm_set_register has forgotten it.
/*@ requires storage: \valid_read(v) && \valid_read(v->stage2);
    requires kind: kind < TENON_SVM_KNOWN_KINDS;
    requires known: svm_known_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= 15; */
static inline uint32_t tenon_svm_known_length(const struct tenon_x86_64_vcpu *v, uint32_t kind) {
  const struct tenon_svm_known *k = &v->known[kind];
  const struct tenon_svm_vmcb *b = &v->vmcb;
  if (v->seen != v->stage2->epoch || k->rip != v->frame.rip || k->cs_base != b->cs.base ||
      k->cr0 != b->cr0 || k->cr3 != b->cr3 || k->cr4 != b->cr4) {
    return 0;
  }
  /*@ loop invariant range: 0 <= i <= k->reads.count;
      loop assigns i;
      loop variant k->reads.count - i; */
  for (uint32_t i = 0; i < k->reads.count; i++) {
    uint64_t word;
    if (tenon_hal_read_memory(k->reads.address[i], &word) == 0u || word != k->reads.word[i])
      return 0;
  }
  return k->length;
}

/// The length without a fetch: the CPU's word, or what is known; 0: neither.
/*@ requires storage: \valid_read(v) && \valid_read(v->stage2);
    requires kind: kind < TENON_SVM_KNOWN_KINDS;
    requires known: svm_known_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= 15; */
static inline uint32_t tenon_svm_length_at_hand(const struct tenon_x86_64_vcpu *v, uint32_t kind) {
  if (v->identity.has % 2u == 0u) return tenon_svm_known_length(v, kind);
  return tenon_svm_distance(v->vmcb.next_rip, v->frame.rip);
}

TENON_END_C

#endif
