/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/access_result.h"

/* The operand that is not in memory. */
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_operand_value(i, x);
*/
static uint64_t operand(const struct tenon_x86_64_instruction *i, const uint64_t *x) {
  if (i->immediate_used == 1u) {
    return i->immediate;
  }
  return tenon_x86_64_register_part(x[i->reg], i->register_width, i->high);
}

/* What a MOV writes into a register. */
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_loaded(i, loaded);
*/
static uint64_t extended(const struct tenon_x86_64_instruction *i, uint64_t loaded) {
  if (i->extend == 1u) {
    return tenon_value_sign_extend(loaded, i->width, 8u);
  }
  return tenon_value_low(loaded, i->width);
}

/*@ requires out: \valid(out);
    requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires apart: \separated(out, i, x + (0 .. 15));
    terminates \true; exits \false;
    assigns out->new_value, out->writes_register;
    ensures boolean: out->writes_register == 1;
    ensures value: out->new_value == x86_written{Pre}(i, x, value);
*/
static void write_register(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                           uint64_t value, struct tenon_x86_64_result *out) {
  out->new_value = tenon_x86_64_register_merge(x[i->reg], value, i->register_width, i->high);
  out->writes_register = 1;
}

/*@ requires out: \valid(out);
    requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires apart: \separated(out, i, x + (0 .. 15));
    requires arithmetic: x86_is_arithmetic(i->operation);
    requires boolean: out->writes_register == 0;
    terminates \true; exits \false;
    assigns out->value, out->new_value, out->rflags, out->writes_register;
    ensures sum: \exists struct tenon_x86_64_sum s;
      x86_sum_of(s, \old(i->operation), x86_first{Pre}(i, x, loaded),
                 x86_second{Pre}(i, x, loaded), \old(i->width)) &&
      out->rflags == x86_flags_set(rflags, s) && out->value == s.value &&
      (out->writes_register == 1 ==> out->new_value == x86_written{Pre}(i, x, s.value));
    ensures range: out->value < value_modulus(\old(i->width));
    ensures register: out->writes_register ==
      (\old(i->to_register) == 1 && \old(i->operation) != TENON_X86_64_OPERATION_CMP &&
       \old(i->operation) != TENON_X86_64_OPERATION_TEST ? 1 : 0);
*/
static void compute(const struct tenon_x86_64_instruction *i, const uint64_t *x, uint64_t rflags,
                    uint64_t loaded, struct tenon_x86_64_result *out) {
  uint32_t compares = i->operation == (uint8_t)TENON_X86_64_OPERATION_CMP ||
                              i->operation == (uint8_t)TENON_X86_64_OPERATION_TEST
                          ? 1u
                          : 0u;
  uint64_t other = operand(i, x);
  uint64_t first = i->to_register == 1u ? other : loaded;
  uint64_t second = i->to_register == 1u ? loaded : other;
  struct tenon_x86_64_sum sum = tenon_x86_64_arithmetic(i->operation, first, second, i->width);
  //@ assert sum: x86_sum_of(sum, i->operation, first, second, i->width);
  out->value = sum.value;
  out->rflags = tenon_x86_64_with_flags(rflags, sum);
  if (i->to_register == 1u && compares == 0u) {
    write_register(i, x, sum.value, out);
  }
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires out: \valid(out);
    requires apart: \separated(out, i, x + (0 .. 15));
    requires known: i->operation != TENON_X86_64_OPERATION_NONE;
    requires start: out->writes_register == 0 && out->rflags == rflags;
    terminates \true; exits \false;
    assigns out->value, out->new_value, out->rflags, out->writes_register;
    ensures boolean: out->writes_register <= 1;
    ensures load: \old(i->operation) == TENON_X86_64_OPERATION_MOV && \old(i->to_register) == 1
      ==> out->writes_register == 1 && out->rflags == rflags &&
          out->new_value == x86_written{Pre}(i, x, x86_loaded{Pre}(i, loaded));
    ensures store: \old(i->operation) == TENON_X86_64_OPERATION_MOV && \old(i->to_register) != 1
      ==> out->writes_register == 0 && out->rflags == rflags &&
          out->value == x86_operand_value{Pre}(i, x);
    ensures copy: \old(i->operation) == TENON_X86_64_OPERATION_MOVS ==>
      out->writes_register == 0 && out->rflags == rflags && out->value == loaded;
    ensures fill: \old(i->operation) == TENON_X86_64_OPERATION_STOS ==>
      out->writes_register == 0 && out->rflags == rflags &&
      out->value == \old(x[TENON_X86_64_RAX]);
    ensures exchange: \old(i->operation) == TENON_X86_64_OPERATION_XCHG ==>
      out->writes_register == 1 && out->rflags == rflags &&
      out->value == x86_operand_value{Pre}(i, x) &&
      out->new_value == x86_written{Pre}(i, x, loaded);
    ensures test_bit: \old(i->operation) == TENON_X86_64_OPERATION_BT ==>
      out->writes_register == 0 &&
      out->rflags == x86_flag_set(rflags, TENON_X86_64_FLAG_CF,
        x86_bit(loaded, x86_operand_value{Pre}(i, x) % (8 * \old(i->width))));
    ensures sum: x86_is_arithmetic(\old(i->operation)) ==>
      out->value < value_modulus(\old(i->width)) &&
      \exists struct tenon_x86_64_sum s;
        x86_sum_of(s, \old(i->operation), x86_first{Pre}(i, x, loaded),
                   x86_second{Pre}(i, x, loaded), \old(i->width)) &&
        out->rflags == x86_flags_set(rflags, s) && out->value == s.value &&
        (out->writes_register == 1 ==> out->new_value == x86_written{Pre}(i, x, s.value));
    ensures register: x86_is_arithmetic(\old(i->operation)) ==> out->writes_register ==
      (\old(i->to_register) == 1 && \old(i->operation) != TENON_X86_64_OPERATION_CMP &&
       \old(i->operation) != TENON_X86_64_OPERATION_TEST ? 1 : 0);
*/
static void carry_out(const struct tenon_x86_64_instruction *i, const uint64_t *x, uint64_t rflags,
                      uint64_t loaded, struct tenon_x86_64_result *out) {
  switch (i->operation) {
    case TENON_X86_64_OPERATION_MOV:
      out->value = operand(i, x);
      if (i->to_register == 1u) {
        write_register(i, x, extended(i, loaded), out);
      }
      break;
    case TENON_X86_64_OPERATION_MOVS:
      out->value = loaded;
      break;
    case TENON_X86_64_OPERATION_STOS:
      out->value = x[TENON_X86_64_RAX];
      break;
    case TENON_X86_64_OPERATION_XCHG:
      out->value = operand(i, x);
      write_register(i, x, loaded, out);
      break;
    case TENON_X86_64_OPERATION_BT:
      out->rflags = tenon_x86_64_with_flag(rflags, TENON_X86_64_FLAG_CF,
                                           tenon_x86_64_bit(loaded, operand(i, x), i->width));
      break;
    default:
      compute(i, x, rflags, loaded, out);
      break;
  }
}

/* Nothing is stored or written, and the flags stay. */
/*@ requires out: \valid(out);
    terminates \true; exits \false;
    assigns out->value, out->new_value, out->rflags, out->writes_register, out->reserved[0 .. 6];
    ensures nothing: out->value == 0 && out->new_value == 0 && out->writes_register == 0;
    ensures flags: out->rflags == rflags;
    ensures reserved: \forall integer k; 0 <= k < 7 ==> out->reserved[k] == 0;
*/
static void begin(uint64_t rflags, struct tenon_x86_64_result *out) {
  out->value = 0;
  out->new_value = 0;
  out->rflags = rflags;
  out->writes_register = 0;
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
  out->reserved[3] = 0;
  out->reserved[4] = 0;
  out->reserved[5] = 0;
  out->reserved[6] = 0;
}

void tenon_x86_64_instruction_result(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rflags, uint64_t loaded,
                                     struct tenon_x86_64_result *out) {
  begin(rflags, out);
  carry_out(i, x, rflags, loaded, out);
  out->value = i->direction >= (uint8_t)TENON_X86_64_DIRECTION_STORE
                   ? tenon_value_low(out->value, i->width)
                   : 0u;
}
