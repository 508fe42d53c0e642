/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction_read.h"

#define OK ((uint32_t)TENON_X86_64_INSN_known)

/* The opcode, with the map in bit 8, and where it ends. */
struct opcode {
  uint32_t cause;
  uint32_t number;
  uint32_t modrm; /* the byte behind it if the opcode needs one */
  uint32_t end;
};

/*@ predicate x86_opcode_sane(struct opcode o, integer count) =
      (o.cause == TENON_X86_64_INSN_known || o.cause == TENON_X86_64_INSN_too_short ||
       o.cause == TENON_X86_64_INSN_too_long) &&
      (count >= 15 ==> o.cause != TENON_X86_64_INSN_too_short) && o.number < 0x200 &&
      o.modrm < 0x100 && (o.cause == TENON_X86_64_INSN_known ==> 1 <= o.end <= count);
*/

/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: at <= count <= TENON_X86_64_INSN_MAX;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_opcode_sane(\result, count);
    ensures behind: \result.cause == 0 ==> at < \result.end;
    ensures number: \result.cause == 0 ==> \result.number == x86_opcode(bytes, at) &&
      \result.end == x86_opcode_end(bytes, at);
    ensures modrm: \result.cause == 0 && x86_needs_modrm(\result.number) ==>
      \result.end < count && \result.modrm == bytes[\result.end];
    ensures none: \result.cause == 0 && !x86_needs_modrm(\result.number) ==> \result.modrm == 0;
*/
static struct opcode opcode_at(const uint8_t *bytes, uint32_t at, uint32_t count) {
  struct opcode o = {OK, 0u, 0u, 0u};
  o.cause = tenon_x86_64_insn_length_cause(at + 1u, count);
  if (o.cause != OK) {
    return o;
  }
  o.number = bytes[at];
  o.end = at + 1u;
  if (o.number == 0x0fu) {
    o.cause = tenon_x86_64_insn_length_cause(at + 2u, count);
    if (o.cause != OK) {
      return o;
    }
    o.number = TENON_X86_64_MAP_0F + bytes[at + 1u];
    o.end = at + 2u;
  }
  if (tenon_x86_64_opcode_needs_modrm(o.number) == 1u) {
    o.cause = tenon_x86_64_insn_length_cause(o.end + 1u, count);
    if (o.cause == OK) {
      o.modrm = bytes[o.end];
    }
  }
  return o;
}

/*@ requires form: x86_form_sane(f);
    requires mode: mode \in {16, 32, 64};
    requires prefixes: x86_prefixes_sane(p);
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_sizes_sane(\result);
    ensures reg: \result.reg == (f.byte == 1 ? 1 : x86_operand_width(mode, p.operand, p.rex));
    ensures memory: \result.memory ==
      (f.memory != 0 && f.memory < \result.reg ? f.memory : \result.reg);
    ensures immediate: \result.immediate ==
      (f.immediate > \result.reg ? \result.reg : f.immediate);
    ensures address: \result.address == x86_address_width(mode, p.address);
*/
static struct tenon_x86_64_sizes sizes_of(struct tenon_x86_64_form f,
                                          struct tenon_x86_64_prefixes p, uint32_t mode) {
  struct tenon_x86_64_sizes s;
  s.reg = f.byte == 1u ? 1u : tenon_x86_64_operand_width(mode, p.operand, p.rex);
  s.memory = f.memory != 0u && f.memory < s.reg ? f.memory : s.reg;
  s.immediate = f.immediate > s.reg ? s.reg : f.immediate;
  s.address = tenon_x86_64_address_width(mode, p.address);
  return s;
}

/* What the CPU or the set refuses of a form whose opcode is known. */
/*@ requires form: x86_form_sane(f);
    requires told: f.cause != TENON_X86_64_INSN_too_short &&
                   f.cause != TENON_X86_64_INSN_too_long;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < TENON_X86_64_INSN_COUNT && \result != TENON_X86_64_INSN_too_short &&
                   \result != TENON_X86_64_INSN_too_long;
    ensures memory: \result == TENON_X86_64_INSN_known && f.place == TENON_X86_64_PLACE_MODRM ==>
      modrm < 0xc0;
    ensures form: \result == TENON_X86_64_INSN_known ==> f.cause == TENON_X86_64_INSN_known;
    ensures lock: \result == TENON_X86_64_INSN_known && lock == 1 ==> f.lockable == 1;
    ensures first: f.cause != TENON_X86_64_INSN_known ==> \result == f.cause;
    ensures illegal: f.cause == TENON_X86_64_INSN_known && lock == 1 && f.lockable == 0 ==>
      \result == TENON_X86_64_INSN_illegal_lock;
*/
static uint32_t objection(struct tenon_x86_64_form f, uint32_t lock, uint32_t modrm) {
  if (f.cause != OK) {
    return f.cause;
  }
  if (lock == 1u && f.lockable == 0u) {
    return TENON_X86_64_INSN_illegal_lock;
  }
  return f.place == (uint32_t)TENON_X86_64_PLACE_MODRM && modrm >= 0xc0u
             ? (uint32_t)TENON_X86_64_INSN_no_memory
             : OK;
}

/* The operand in memory, by ModRM or without it. */
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires inside: 1 <= at <= count <= TENON_X86_64_INSN_MAX;
    requires memory: place == TENON_X86_64_PLACE_MODRM ==> at < count && bytes[at] < 0xc0;
    requires place: place <= TENON_X86_64_PLACE_STRING;
    requires mode: mode \in {16, 32, 64};
    requires width: width \in {2, 4, 8};
    requires rex: rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_operand_sane(\result, at - 1, count);
    ensures memory: \result.cause == TENON_X86_64_INSN_known &&
      place == TENON_X86_64_PLACE_MODRM ==>
      x86_operand_of(\result, bytes, at, count, mode, width, rex);
    ensures implied: \result.cause == TENON_X86_64_INSN_known &&
      place != TENON_X86_64_PLACE_MODRM ==>
      x86_operand_implied(\result, bytes, at, width, place);
*/
static struct tenon_x86_64_operand operand_at(const uint8_t *bytes, uint32_t at, uint32_t count,
                                              uint32_t mode, uint32_t width, uint32_t rex,
                                              uint32_t place) {
  if (place == (uint32_t)TENON_X86_64_PLACE_MODRM) {
    return tenon_x86_64_modrm(bytes, at, count, mode, width, rex);
  }
  return tenon_x86_64_implied(bytes, at, count, width, place);
}

struct tenon_x86_64_reading tenon_x86_64_read_instruction(const uint8_t *bytes, uint32_t count,
                                                          uint32_t mode) {
  struct tenon_x86_64_reading r;
  struct opcode opcode;
  r.prefixes = tenon_x86_64_read_prefixes(bytes, count, mode);
  opcode = opcode_at(bytes, r.prefixes.length, count);
  r.modrm = opcode.modrm;
  r.end = opcode.end;
  r.form = tenon_x86_64_opcode_form(opcode.number, opcode.modrm, mode);
  r.sizes = sizes_of(r.form, r.prefixes, mode);
  r.operand.end = 0;
  r.cause = opcode.cause;
  if (r.cause == OK) {
    r.cause = objection(r.form, r.prefixes.lock, r.modrm);
  }
  if (r.cause == OK) {
    r.operand =
        operand_at(bytes, opcode.end, count, mode, r.sizes.address, r.prefixes.rex, r.form.place);
    r.cause = r.operand.cause;
  }
  if (r.cause == OK) {
    r.end = r.operand.end + r.sizes.immediate;
    r.cause = tenon_x86_64_insn_length_cause(r.end, count);
  }
  return r;
}
