/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/length.h"

#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/instruction_prefix.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/vcpu.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)

/* What follows the prefixes: one byte; 0F and one; or 0F 01 and one. */
struct opcode {
  uint32_t code;
  uint32_t length;
  uint32_t last;  /* its last byte */
  uint32_t other; /* the same of another instruction that makes the same exit */
};

#define OPCODES 8u
static const struct opcode opcodes[OPCODES] = {
    {0x72, 2, 0xa2, 0xa2}, /* CPUID */
    {0x76, 2, 0x08, 0x08}, /* INVD */
    {0x77, 1, 0x90, 0x90}, /* PAUSE, whose F3 is a prefix */
    {0x78, 1, 0xf4, 0xf4}, /* HLT */
    {0x7c, 2, 0x32, 0x30}, /* RDMSR, WRMSR */
    {0x81, 3, 0xd9, 0xd9}, /* VMMCALL */
    {0x89, 2, 0x09, 0x09}, /* WBINVD, WBNOINVD with F3 */
    {0x8d, 3, 0xd1, 0xd1}, /* XSETBV */
};

/* Which row; OPCODES if none. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= OPCODES;
    ensures row: \result < OPCODES ==> opcodes[\result].code == code;
    ensures none: \result == OPCODES ==>
      \forall integer i; 0 <= i < OPCODES ==> opcodes[i].code != code; */
static uint32_t row_of(uint64_t code) {
  uint32_t row = 0;
  /*@ loop invariant range: row <= OPCODES;
      loop invariant before: \forall integer i; 0 <= i < row ==> opcodes[i].code != code;
      loop assigns row;
      loop variant OPCODES - row; */
  while (row < OPCODES && opcodes[row].code != code) {
    row++;
  }
  return row;
}

uint32_t tenon_svm_has_length(uint64_t code) { return row_of(code) < OPCODES ? 1u : 0u; }

/*@ predicate svm_row_byte(integer row, integer at, integer byte) =
      (at + 1 == opcodes[row].length ==> byte == opcodes[row].last || byte == opcodes[row].other) &&
      (at + 1 != opcodes[row].length && at == 0 ==> byte == 0x0f) &&
      (at + 1 != opcodes[row].length && at != 0 ==> byte == 0x01); */

/* The byte at `at` of an opcode of `length` bytes that ends in `last` or `other`. */
/*@ requires row: row < OPCODES;
    requires at: at < 3;
    terminates \true; exits \false; assigns \nothing;
    ensures byte: \result == 1 ==> svm_row_byte(row, at, byte);
    ensures boolean: \result <= 1; */
static uint32_t is_byte(uint32_t row, uint32_t at, uint32_t byte) {
  const struct opcode o = opcodes[row];
  if (at + 1u == o.length) return byte == o.last || byte == o.other ? 1u : 0u;
  return byte == (at == 0u ? 0x0fu : 0x01u) ? 1u : 0u;
}

uint32_t tenon_svm_opcode_length(uint64_t code, const uint8_t *bytes, uint32_t count,
                                 uint32_t mode) {
  uint32_t row = row_of(code);
  const struct tenon_x86_64_prefixes prefixes = tenon_x86_64_read_prefixes(bytes, count, mode);
  uint32_t at = prefixes.length;
  if (row == OPCODES) return 0;
  /*@ loop invariant range: i <= opcodes[row].length;
      loop invariant at: at == prefixes.length + i;
      loop invariant inside: at <= count;
      loop invariant same: \forall integer j; 0 <= j < i ==>
        svm_row_byte(row, j, bytes[prefixes.length + j]);
      loop assigns i, at;
      loop variant opcodes[row].length - i; */
  for (uint32_t i = 0; i < opcodes[row].length; i++) {
    if (at == count) return count == TENON_X86_64_INSN_MAX ? 0u : TENON_SVM_LENGTH_TOO_SHORT;
    if (is_byte(row, i, bytes[at]) == 0u) return 0;
    at++;
  }
  //@ assert end: at == prefixes.length + opcodes[row].length;
  //@ assert first: opcodes[row].length >= 2 ==> bytes[prefixes.length] == 0x0f;
  //@ assert second: opcodes[row].length == 3 ==> bytes[prefixes.length + 1] == 0x01;
  //@ assert last_1: opcodes[row].length == 1 ==> svm_row_byte(row, 0, bytes[at - 1]);
  //@ assert last_2: opcodes[row].length == 2 ==> svm_row_byte(row, 1, bytes[at - 1]);
  //@ assert last_3: opcodes[row].length == 3 ==> svm_row_byte(row, 2, bytes[at - 1]);
  return at;
}

uint32_t tenon_svm_known_kind(uint64_t code, uint64_t info) {
  switch (code) {
    case TENON_SVM_EXIT_CPUID:
      return TENON_SVM_KNOWN_CPUID;
    case TENON_SVM_EXIT_HLT:
      return TENON_SVM_KNOWN_HLT;
    case TENON_SVM_EXIT_VMMCALL:
      return TENON_SVM_KNOWN_VMMCALL;
    case TENON_SVM_EXIT_MSR:
      return info % 2u == 0u ? TENON_SVM_KNOWN_RDMSR : TENON_SVM_KNOWN_WRMSR;
    default:
      return TENON_SVM_KNOWN_OTHER;
  }
}

void tenon_svm_forget_lengths(struct tenon_x86_64_vcpu *v) {
  /*@ loop invariant range: 0 <= i <= 6;
      loop invariant nothing: \forall integer k; 0 <= k < i ==>
        v->known[k].length == 0 && v->known[k].reads.count == 0;
      loop assigns i, v->known[0 .. 5];
      loop variant 6 - i; */
  for (uint32_t i = 0; i < (uint32_t)TENON_SVM_KNOWN_KINDS; i++) {
    v->known[i].length = 0;
    v->known[i].reads.count = 0;
  }
}

/* What was read of one page holds for the next fetch, as far as the instruction goes. In long mode the
 * base of CS counts or does not, as the guest changes between 32-bit and 64-bit code: only without
 * one is RIP the same address in both. */
/*@ requires storage: \valid_read(v) && \valid(k);
    requires apart: \separated(k, &v->vmcb, &v->frame);
    requires range: 1 <= length <= count && count <= 15;
    requires nothing: k->length == 0;
    terminates \true; exits \false;
    assigns k->rip, k->cs_base, k->cr0, k->cr3, k->cr4, k->reads.count, k->length;
    ensures none: k->length == 0 || k->reads.count <= TENON_X86_64_READS;
    ensures fewer: k->reads.count <= \old(k->reads.count);
    ensures length: k->length \in {0, length}; */
static void keep(const struct tenon_x86_64_vcpu *v, uint64_t first, uint32_t count, uint32_t length,
                 struct tenon_svm_known *k) {
  uint32_t code = (uint32_t)(first % 8u + count + 7u) / 8u;
  uint32_t needed = (uint32_t)(first % 8u + length + 7u) / 8u;
  if (v->vmcb.cs.base != 0u && v->vmcb.efer / TENON_X86_64_EFER_LMA % 2u == 1u) return;
  if (k->reads.count < code || k->reads.count - code > TENON_X86_64_READS - needed) return;
  k->rip = v->frame.rip;
  k->cs_base = v->vmcb.cs.base;
  k->cr0 = v->vmcb.cr0;
  k->cr3 = v->vmcb.cr3;
  k->cr4 = v->vmcb.cr4;
  k->reads.count = k->reads.count - code + needed;
  k->length = length;
}

/* Of the page that comes next. */
/*@ requires storage: \valid_read(v) && \valid_read(paging) && \valid(fetch) && \valid(reads) &&
                      \valid(cause);
    requires loaded: x86_vcpu_here(v);
    requires stage2: x86_vcpu_staged(v);
    requires apart: \separated(paging, fetch, reads, cause, v->stage2) &&
      \separated(v, cause) && \separated(v, fetch) && \separated(&v->vmcb, reads);
    requires inside: \separated(reads, &v->stage2, &v->vmx);
    requires room: reads->count <= 20;
    requires sane: x86_paging_sane(paging) && x86_fetch_sane(fetch) && x86_reads_sound(reads);
    terminates \true; exits \false;
    assigns *fetch, *reads, *cause;
    ensures sane: x86_fetch_sane(fetch) && x86_reads_sound(reads);
    ensures counted: reads->count <= \old(reads->count) + 20;
    ensures range: \result <= TENON_SVM_LENGTH_TOO_SHORT;
    ensures inside: \result <= 15 ==> \result <= fetch->count;
    ensures done: \result != 0 ==> fetch->state == TENON_X86_64_FETCH_DONE &&
      *cause == TENON_X86_64_CAUSE_nested_access;
    ensures cause: *cause \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_fetch_memory,
                               TENON_X86_64_CAUSE_fetch_fault}; */
static uint32_t fetch_page(const struct tenon_x86_64_vcpu *v,
                           const struct tenon_x86_64_paging *paging,
                           struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads,
                           uint32_t *cause) {
  *cause = tenon_x86_64_fetch_page(v, paging, fetch, reads);
  if (*cause != CAUSE(nested_access)) return 0;
  return tenon_svm_opcode_length(v->vmcb.exitcode, fetch->bytes, fetch->count,
                                 tenon_x86_64_code_mode(v));
}

/* Anew, and what of it holds for the next time. */
/*@ requires storage: \valid_read(v) && \valid(k) && \valid(cause);
    requires loaded: x86_vcpu_here(v);
    requires stage2: x86_vcpu_staged(v);
    requires apart: \separated(k, v->stage2) && \separated(k, v->cpu) &&
      \separated(cause, v->stage2) && \separated(cause, v->cpu) && \separated(v, cause) &&
      \separated(k, cause);
    requires inside: \separated(k, &v->vmcb) && \separated(k, &v->frame) &&
      \separated(k, &v->cpu) && \separated(k, &v->stage2) && \separated(k, &v->vmx);
    terminates \true; exits \false;
    assigns *k, *cause;
    ensures range: \result <= 15;
    ensures cause: \result == 0 ==>
      *cause \in {TENON_X86_64_CAUSE_fetch_memory, TENON_X86_64_CAUSE_fetch_fault,
                  TENON_X86_64_CAUSE_changed_instruction};
    ensures known: svm_known_is_sound(k); */
static uint32_t fetch_anew(const struct tenon_x86_64_vcpu *v, struct tenon_svm_known *k,
                           uint32_t *cause) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_fetch fetch;
  k->length = 0;
  tenon_x86_64_fetch_code(v, &paging, &fetch, &k->reads);
  uint32_t length = fetch_page(v, &paging, &fetch, &k->reads, cause);
  if (length >= 1u && length < TENON_SVM_LENGTH_TOO_SHORT) {
    keep(v, tenon_value_subtract(fetch.gpa, fetch.count), fetch.count, length, k);
  } else if (length == TENON_SVM_LENGTH_TOO_SHORT) {
    tenon_x86_64_fetch_more(&paging, &fetch);
    length = fetch_page(v, &paging, &fetch, &k->reads, cause);
  }
  if (k->length == 0u) k->reads.count = 0; /* of two pages there may be more than has room */
  if (length >= 1u && length < TENON_SVM_LENGTH_TOO_SHORT) return length;
  if (*cause == CAUSE(nested_access)) *cause = CAUSE(changed_instruction);
  return 0;
}

uint32_t tenon_svm_fetch_length(struct tenon_x86_64_vcpu *v, uint32_t *cause) {
  uint32_t kind = tenon_svm_known_kind(v->vmcb.exitcode, v->vmcb.exitinfo1);
  return fetch_anew(v, &v->known[kind], cause);
}
