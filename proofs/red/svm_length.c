/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of svm/length.h: none of these may prove. */
#define tenon_svm_has_length tenon_svm_has_length__red_1         /* must fail: has */
#define tenon_svm_opcode_length tenon_svm_opcode_length__red_1   /* must fail: instruction */
#define tenon_svm_known_kind tenon_svm_known_kind__red_1         /* must fail: own */
#define tenon_svm_fetch_length tenon_svm_fetch_length__red_1     /* must fail: known */
#define tenon_svm_forget_lengths tenon_svm_forget_lengths__red_1 /* must fail: nothing */
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/instruction_prefix.h"
#include "tenon/core/x86_64/svm/length.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/* A port access has one too. */
uint32_t tenon_svm_has_length(uint64_t code) {
  return code == 0x72u || (code >= 0x76u && code <= 0x78u) || code == 0x7bu || code == 0x7cu ||
                 code == 0x81u || code == 0x89u || code == 0x8du
             ? 1u
             : 0u;
}

/* Whatever comes behind the prefixes, it is two bytes long. */
uint32_t tenon_svm_opcode_length(uint64_t code, const uint8_t *bytes, uint32_t count,
                                 uint32_t mode) {
  const struct tenon_x86_64_prefixes prefixes = tenon_x86_64_read_prefixes(bytes, count, mode);
  if (code != 0x72u) return 0;
  if (count < 2u) return TENON_SVM_LENGTH_TOO_SHORT;
  return prefixes.length <= count - 2u ? prefixes.length + 2u : 0u;
}

/* A write of an MSR is known as a read. */
uint32_t tenon_svm_known_kind(uint64_t code, uint64_t info) {
  (void)info;
  if (code == 0x72u) return TENON_SVM_KNOWN_CPUID;
  if (code == 0x78u) return TENON_SVM_KNOWN_HLT;
  if (code == 0x81u) return TENON_SVM_KNOWN_VMMCALL;
  return code == 0x7cu ? TENON_SVM_KNOWN_RDMSR : TENON_SVM_KNOWN_OTHER;
}

/* More words count as read than had room. */
uint32_t tenon_svm_fetch_length(struct tenon_x86_64_vcpu *v, uint32_t *cause) {
  v->known[0].length = 0;
  v->known[0].reads.count = TENON_X86_64_READS + 3u;
  *cause = TENON_X86_64_CAUSE_changed_instruction;
  return 0;
}

/* What was read for one kind of exit counts on. */
void tenon_svm_forget_lengths(struct tenon_x86_64_vcpu *v) {
  v->known[0].length = 0;
  v->known[1].length = 0;
  v->known[2].length = 0;
  v->known[3].length = 0;
  v->known[4].length = 0;
  v->known[5].length = 0;
}

/* 15 bytes are one too many. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures distance: \result == svm_distance(next, rip); */
uint32_t tenon_svm_distance__red_1(uint64_t next, uint64_t rip) { /* must fail: distance */
  uint64_t distance = tenon_value_subtract(next, rip);
  return distance < 15u ? (uint32_t)distance : 0u;
}

/* nRIP of a port access, which the CPU does not save there. */
/*@ requires fault: \valid(fault);
    requires vmcb: \valid_read(b);
    requires apart: \separated(fault, b);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->event, fault->length;
    ensures length: fault->length ==
      svm_distance(svm_next_rip(b->exitcode, b->exitinfo2, b->next_rip, has), rip); */
void tenon_svm_capture__red_1(struct tenon_x86_64_fault *fault, /* must fail: length */
                              const struct tenon_svm_vmcb *b, uint64_t rip, uint32_t has) {
  uint64_t next = has % 2u == 1u && b->exitcode >= 0x60u && b->exitcode < 0xa0u ? b->next_rip : 0u;
  fault->length = tenon_svm_distance(next, rip);
}

/* One more than the words that had room. */
/*@ requires storage: \valid_read(v) && \valid_read(v->stage2);
    requires kind: kind < TENON_SVM_KNOWN_KINDS;
    requires known: svm_known_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= 15; */
uint32_t tenon_svm_known_length__red_1(const struct tenon_x86_64_vcpu *v, /* must fail: range */
                                       uint32_t kind) {
  return v->known[kind].length + v->known[kind].reads.count;
}

/* As far as the CPU says it, without a limit. */
/*@ requires storage: \valid_read(v) && \valid_read(v->stage2);
    requires kind: kind < TENON_SVM_KNOWN_KINDS;
    requires known: svm_known_sound(v);
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= 15; */
uint32_t tenon_svm_length_at_hand__red_1(const struct tenon_x86_64_vcpu *v, /* must fail: range */
                                         uint32_t kind) {
  (void)kind;
  return (uint32_t)(tenon_value_subtract(v->vmcb.next_rip, v->frame.rip) % 0x100000000u);
}
