/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction.h"

#include "tenon/core/x86_64/instruction_bytes.h"
#include "tenon/core/x86_64/instruction_modrm.h"
#include "tenon/core/x86_64/instruction_opcode.h"
#include "tenon/core/x86_64/instruction_prefix.h"

#define OK ((uint32_t)TENON_X86_64_INSN_known)

/* The opcode, with the map in bit 8, and where it ends. */
struct opcode {
  uint32_t cause;
  uint32_t number;
  uint32_t modrm; /* the byte behind it if the opcode needs one */
  uint32_t end;
};

/* Every size of the instruction, in bytes. */
struct sizes {
  uint32_t memory;
  uint32_t reg;
  uint32_t immediate;
  uint32_t address;
};

/*@ predicate x86_sizes_sane(struct sizes s) =
      x86_is_width(s.memory) && x86_is_width(s.reg) && s.immediate \in {0, 1, 2, 4} &&
      s.address \in {2, 4, 8};
    predicate x86_opcode_sane(struct opcode o, integer count) =
      (o.cause == TENON_X86_64_INSN_known || o.cause == TENON_X86_64_INSN_too_short ||
       o.cause == TENON_X86_64_INSN_too_long) &&
      (count >= 15 ==> o.cause != TENON_X86_64_INSN_too_short) && o.number < 0x200 &&
      o.modrm < 0x100 && (o.cause == TENON_X86_64_INSN_known ==> 1 <= o.end <= count);
*/

/*@ requires out: \valid(out);
    terminates \true; exits \false;
    assigns TENON_X86_64_EACH_INSN_FIELD(out);
    ensures cause: out->cause == cause;
    ensures refused: TENON_X86_64_INSN_known < cause < TENON_X86_64_INSN_COUNT ==>
      x86_insn_refused(out);
    ensures mode: mode < 0x100 ==> out->mode == mode;
*/
static void refuse(struct tenon_x86_64_instruction *out, uint32_t cause, uint32_t mode) {
  out->immediate = 0;
  out->displacement = 0;
  out->cause = cause;
  out->operation = 0;
  out->direction = 0;
  out->width = 0;
  out->register_width = 0;
  out->extend = 0;
  out->immediate_used = 0;
  out->to_register = 0;
  out->reg = 0;
  out->high = 0;
  out->base = 0;
  out->index = 0;
  out->scale = 0;
  out->segment = 0;
  out->address_width = 0;
  out->repeat = 0;
  out->lock = 0;
  out->length = 0;
  out->mode = (uint8_t)(mode % 0x100u);
  out->reserved[0] = 0;
  out->reserved[1] = 0;
}

/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: at <= count <= TENON_X86_64_INSN_MAX;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_opcode_sane(\result, count);
    ensures behind: \result.cause == 0 ==> at < \result.end;
    ensures modrm: \result.cause == 0 && \result.end < count ==>
      \result.modrm == 0 || \result.modrm == bytes[\result.end];
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
*/
static struct sizes sizes_of(struct tenon_x86_64_form f, struct tenon_x86_64_prefixes p,
                             uint32_t mode) {
  struct sizes s;
  s.reg = f.byte == 1u ? 1u : tenon_x86_64_operand_width(mode, p.operand, p.rex);
  s.memory = f.memory != 0u && f.memory < s.reg ? f.memory : s.reg;
  s.immediate = f.immediate > s.reg ? s.reg : f.immediate;
  s.address = tenon_x86_64_address_width(mode, p.address);
  return s;
}

/* The register operand: reg of ModRM, rAX without one. */
/*@ requires out: \valid(out);
    requires form: x86_form_sane(f);
    requires prefixes: x86_prefixes_sane(p);
    requires modrm: modrm < 0x100;
    terminates \true; exits \false;
    assigns out->reg, out->high;
    ensures range: out->reg < 16 && out->high <= 1;
    ensures high: out->high == 1 ==> out->reg < 4;
*/
static void set_register(struct tenon_x86_64_instruction *out, struct tenon_x86_64_form f,
                         struct tenon_x86_64_prefixes p, uint32_t modrm) {
  uint32_t number = modrm / 8u % 8u + p.rex / 4u % 2u * 8u;
  out->reg = 0;
  out->high = 0;
  if (f.place != (uint32_t)TENON_X86_64_PLACE_MODRM || f.immediate != 0u) {
    return;
  }
  if (f.byte == 1u && p.rex == 0u && number >= 4u) {
    out->reg = (uint8_t)(number - 4u);
    out->high = 1;
    return;
  }
  out->reg = (uint8_t)number;
}

/*@ requires out: \valid(out);
    requires prefixes: x86_prefixes_sane(p);
    requires operand: o.base <= TENON_X86_64_NO_REGISTER && x86_is_width(o.scale) &&
      (o.index < 16 || o.index == TENON_X86_64_NO_REGISTER);
    requires operation: operation < TENON_X86_64_OPERATION_COUNT;
    terminates \true; exits \false;
    assigns out->displacement, out->base, out->index, out->scale, out->segment;
    ensures sane: out->base <= TENON_X86_64_NO_REGISTER &&
      (out->index < 16 || out->index == TENON_X86_64_NO_REGISTER) && x86_is_width(out->scale) &&
      out->segment < TENON_X86_64_SEGMENT_COUNT;
    ensures stos: operation == TENON_X86_64_OPERATION_STOS ==> out->segment == TENON_X86_64_ES;
*/
static void set_place(struct tenon_x86_64_instruction *out, struct tenon_x86_64_operand o,
                      struct tenon_x86_64_prefixes p, uint32_t operation) {
  uint32_t segment = p.segment;
  if (operation == (uint32_t)TENON_X86_64_OPERATION_STOS) {
    segment = TENON_X86_64_ES;
  } else if (segment == (uint32_t)TENON_X86_64_SEGMENT_COUNT) {
    segment = o.stack == 1u ? (uint32_t)TENON_X86_64_SS : (uint32_t)TENON_X86_64_DS;
  }
  out->displacement = o.displacement;
  out->base = (uint8_t)o.base;
  out->index = (uint8_t)o.index;
  out->scale = (uint8_t)o.scale;
  out->segment = (uint8_t)segment;
}

/*@ requires out: \valid(out);
    requires form: x86_form_sane(f);
    requires prefixes: x86_prefixes_sane(p);
    requires sizes: x86_sizes_sane(s);
    terminates \true; exits \false;
    assigns out->operation, out->direction, out->width, out->register_width, out->extend,
            out->immediate_used, out->to_register, out->address_width, out->repeat, out->lock;
    ensures sane: out->operation == f.operation && out->direction == f.direction &&
      x86_is_width(out->width) && x86_is_width(out->register_width) && out->extend <= 1 &&
      out->immediate_used <= 1 && out->to_register <= 1 && out->address_width \in {2, 4, 8} &&
      out->repeat <= 1 && out->lock <= 1;
*/
static void set_form(struct tenon_x86_64_instruction *out, struct tenon_x86_64_form f,
                     struct tenon_x86_64_prefixes p, struct sizes s) {
  uint32_t exchange = f.operation == (uint32_t)TENON_X86_64_OPERATION_XCHG ? 1u : 0u;
  uint32_t string = f.place == (uint32_t)TENON_X86_64_PLACE_STRING ? 1u : 0u;
  out->operation = (uint8_t)f.operation;
  out->direction = (uint8_t)f.direction;
  out->width = (uint8_t)s.memory;
  out->register_width = (uint8_t)s.reg;
  out->extend = (uint8_t)f.extend;
  out->immediate_used = f.immediate != 0u ? 1u : 0u;
  out->to_register = (uint8_t)f.to_register;
  out->address_width = (uint8_t)s.address;
  out->repeat = string == 1u && p.repeat == 1u ? 1u : 0u;
  out->lock = exchange == 1u || p.lock == 1u ? 1u : 0u;
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

void tenon_x86_64_instruction_decode(const uint8_t *bytes, uint32_t count, uint32_t mode,
                                     struct tenon_x86_64_instruction *out) {
  uint32_t bits = mode == 16u || mode == 32u ? mode : 64u;
  uint32_t all = count < TENON_X86_64_INSN_MAX ? count : TENON_X86_64_INSN_MAX;
  struct tenon_x86_64_prefixes p = tenon_x86_64_read_prefixes(bytes, all, bits);
  struct opcode opcode = opcode_at(bytes, p.length, all);
  struct tenon_x86_64_form f;
  struct tenon_x86_64_operand operand;
  struct sizes sizes;
  uint32_t cause = opcode.cause;
  if (cause != OK) {
    refuse(out, cause, bits);
    return;
  }
  f = tenon_x86_64_opcode_form(opcode.number, opcode.modrm, bits);
  cause = objection(f, p.lock, opcode.modrm);
  if (cause != OK) {
    refuse(out, cause, bits);
    return;
  }
  sizes = sizes_of(f, p, bits);
  operand = f.place == (uint32_t)TENON_X86_64_PLACE_MODRM
                ? tenon_x86_64_modrm(bytes, opcode.end, all, bits, sizes.address, p.rex)
                : tenon_x86_64_implied(bytes, opcode.end, all, sizes.address, f.place);
  cause = operand.cause == OK ? tenon_x86_64_insn_length_cause(operand.end + sizes.immediate, all)
                              : operand.cause;
  refuse(out, cause, bits);
  if (cause != OK) {
    return;
  }
  set_form(out, f, p, sizes);
  set_register(out, f, p, opcode.modrm);
  set_place(out, operand, p, f.operation);
  out->immediate = tenon_x86_64_insn_signed(bytes, operand.end, sizes.immediate);
  out->length = (uint8_t)(operand.end + sizes.immediate);
}
