/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction.h"

#include "tenon/core/x86_64/instruction_read.h"

#define OK ((uint32_t)TENON_X86_64_INSN_known)

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

/* The register operand: reg of ModRM, rAX without one. */
/*@ requires out: \valid(out);
    requires form: x86_form_sane(f);
    requires prefixes: x86_prefixes_sane(p);
    requires modrm: modrm < 0x100;
    terminates \true; exits \false;
    assigns out->reg, out->high;
    ensures none: f.place != TENON_X86_64_PLACE_MODRM || f.immediate != 0 ==>
      out->reg == 0 && out->high == 0;
    // AH, CH, DH and BH: bytes 4 to 7 without a REX prefix.
    ensures high: f.place == TENON_X86_64_PLACE_MODRM && f.immediate == 0 && f.byte == 1 &&
      p.rex == 0 && modrm / 8 % 8 >= 4 ==> out->reg == modrm / 8 % 8 - 4 && out->high == 1;
    ensures reg: f.place == TENON_X86_64_PLACE_MODRM && f.immediate == 0 &&
      !(f.byte == 1 && p.rex == 0 && modrm / 8 % 8 >= 4) ==>
      out->reg == modrm / 8 % 8 + p.rex / 4 % 2 * 8 && out->high == 0;
    ensures range: out->reg < 16 && out->high <= 1;
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
    ensures same: out->displacement == o.displacement && out->base == o.base &&
      out->index == o.index && out->scale == o.scale;
    // No override moves the destination of a string.
    ensures segment: out->segment == (operation == TENON_X86_64_OPERATION_STOS ? TENON_X86_64_ES :
      p.segment != TENON_X86_64_SEGMENT_COUNT ? p.segment :
      o.stack == 1 ? TENON_X86_64_SS : TENON_X86_64_DS);
    ensures range: out->segment < TENON_X86_64_SEGMENT_COUNT;
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
    ensures form: out->operation == f.operation && out->direction == f.direction &&
      out->extend == f.extend && out->to_register == f.to_register &&
      out->immediate_used == (f.immediate != 0 ? 1 : 0);
    ensures sizes: out->width == s.memory && out->register_width == s.reg &&
      out->address_width == s.address;
    ensures repeat: out->repeat == (f.place == TENON_X86_64_PLACE_STRING ? p.repeat : 0);
    // XCHG locks without the prefix.
    ensures lock: out->lock == (f.operation == TENON_X86_64_OPERATION_XCHG ? 1 : p.lock);
*/
static void set_form(struct tenon_x86_64_instruction *out, struct tenon_x86_64_form f,
                     struct tenon_x86_64_prefixes p, struct tenon_x86_64_sizes s) {
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

void tenon_x86_64_instruction_decode(const uint8_t *bytes, uint32_t count, uint32_t mode,
                                     struct tenon_x86_64_instruction *out) {
  uint32_t bits = mode == 16u || mode == 32u ? mode : 64u;
  uint32_t all = count < TENON_X86_64_INSN_MAX ? count : TENON_X86_64_INSN_MAX;
  struct tenon_x86_64_reading r = tenon_x86_64_read_instruction(bytes, all, bits);
  refuse(out, r.cause, bits);
  if (r.cause == OK) {
    set_form(out, r.form, r.prefixes, r.sizes);
    set_register(out, r.form, r.prefixes, r.modrm);
    set_place(out, r.operand, r.prefixes, r.form.operation);
    out->immediate = tenon_x86_64_insn_signed(bytes, r.operand.end, r.sizes.immediate);
    out->length = (uint8_t)r.end;
  }
}
