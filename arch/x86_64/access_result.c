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

/* The whole register after a part of it was written. */
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_written(i, x, value);
*/
static uint64_t written(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                        uint64_t value) {
  return tenon_x86_64_register_merge(x[i->reg], value, i->register_width, i->high);
}

/* What the instruction gives before the value to be stored is cut to its width. */
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires arithmetic: x86_is_arithmetic(i->operation);
    terminates \true; exits \false; assigns \nothing;
    ensures sum: \exists struct tenon_x86_64_sum s;
      x86_sum_of(s, i->operation, x86_first(i, x, loaded), x86_second(i, x, loaded), i->width) &&
      \result.rflags == x86_flags_set(rflags, s) && \result.value == s.value &&
      (\result.writes_register == 1 ==> \result.new_value == x86_written(i, x, s.value));
    ensures range: \result.value < value_modulus(i->width);
    ensures register: \result.writes_register ==
      (i->to_register == 1 && i->operation != TENON_X86_64_OPERATION_CMP &&
       i->operation != TENON_X86_64_OPERATION_TEST ? 1 : 0);
*/
static struct tenon_x86_64_result compute(const struct tenon_x86_64_instruction *i,
                                          const uint64_t *x, uint64_t rflags, uint64_t loaded) {
  uint32_t compares = i->operation == (uint8_t)TENON_X86_64_OPERATION_CMP ||
                              i->operation == (uint8_t)TENON_X86_64_OPERATION_TEST
                          ? 1u
                          : 0u;
  uint64_t other = operand(i, x);
  uint64_t first = i->to_register == 1u ? other : loaded;
  uint64_t second = i->to_register == 1u ? loaded : other;
  struct tenon_x86_64_sum sum = tenon_x86_64_arithmetic(i->operation, first, second, i->width);
  //@ assert first: first == x86_first(i, x, loaded);
  //@ assert second: second == x86_second(i, x, loaded);
  /*@ assert sum: x86_sum_of(sum, i->operation, x86_first(i, x, loaded),
                             x86_second(i, x, loaded), i->width); */
  struct tenon_x86_64_result result = {0};
  result.value = sum.value;
  result.rflags = tenon_x86_64_with_flags(rflags, sum);
  if (i->to_register == 1u && compares == 0u) {
    result.new_value = written(i, x, sum.value);
    result.writes_register = 1;
  }
  return result;
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires known: i->operation != TENON_X86_64_OPERATION_NONE;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result.writes_register <= 1;
    ensures load: i->operation == TENON_X86_64_OPERATION_MOV && i->to_register == 1
      ==> \result.writes_register == 1 && \result.rflags == rflags &&
          \result.new_value == x86_written(i, x, x86_loaded(i, loaded));
    ensures store: i->operation == TENON_X86_64_OPERATION_MOV && i->to_register != 1
      ==> \result.writes_register == 0 && \result.rflags == rflags &&
          \result.value == x86_operand_value(i, x);
    ensures copy: i->operation == TENON_X86_64_OPERATION_MOVS ==>
      \result.writes_register == 0 && \result.rflags == rflags && \result.value == loaded;
    ensures fill: i->operation == TENON_X86_64_OPERATION_STOS ==>
      \result.writes_register == 0 && \result.rflags == rflags &&
      \result.value == x[TENON_X86_64_RAX];
    ensures exchange: i->operation == TENON_X86_64_OPERATION_XCHG ==>
      \result.writes_register == 1 && \result.rflags == rflags &&
      \result.value == x86_operand_value(i, x) &&
      \result.new_value == x86_written(i, x, loaded);
    ensures test_bit: i->operation == TENON_X86_64_OPERATION_BT ==>
      \result.writes_register == 0 &&
      \result.rflags == x86_flag_set(rflags, TENON_X86_64_FLAG_CF,
        x86_bit(loaded, x86_operand_value(i, x) % (8 * i->width)));
    ensures sum: x86_is_arithmetic(i->operation) ==>
      \result.value < value_modulus(i->width) &&
      \exists struct tenon_x86_64_sum s;
        x86_sum_of(s, i->operation, x86_first(i, x, loaded), x86_second(i, x, loaded),
                   i->width) &&
        \result.rflags == x86_flags_set(rflags, s) && \result.value == s.value &&
        (\result.writes_register == 1 ==> \result.new_value == x86_written(i, x, s.value));
    ensures register: x86_is_arithmetic(i->operation) ==> \result.writes_register ==
      (i->to_register == 1 && i->operation != TENON_X86_64_OPERATION_CMP &&
       i->operation != TENON_X86_64_OPERATION_TEST ? 1 : 0);
*/
static struct tenon_x86_64_result carry_out(const struct tenon_x86_64_instruction *i,
                                            const uint64_t *x, uint64_t rflags, uint64_t loaded) {
  struct tenon_x86_64_result result = {.rflags = rflags};
  switch (i->operation) {
    case TENON_X86_64_OPERATION_MOV:
      if (i->to_register == 1u) {
        result.new_value = written(i, x, extended(i, loaded));
        result.writes_register = 1;
      } else {
        result.value = operand(i, x);
      }
      return result;
    case TENON_X86_64_OPERATION_MOVS:
      result.value = loaded;
      return result;
    case TENON_X86_64_OPERATION_STOS:
      result.value = x[TENON_X86_64_RAX];
      return result;
    case TENON_X86_64_OPERATION_XCHG:
      result.value = operand(i, x);
      result.new_value = written(i, x, loaded);
      result.writes_register = 1;
      return result;
    case TENON_X86_64_OPERATION_BT:
      result.rflags = tenon_x86_64_with_flag(rflags, TENON_X86_64_FLAG_CF,
                                             tenon_x86_64_bit(loaded, operand(i, x), i->width));
      return result;
    default:
      result = compute(i, x, rflags, loaded);
      return result;
  }
}

void tenon_x86_64_instruction_result(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rflags, uint64_t loaded,
                                     struct tenon_x86_64_result *out) {
  struct tenon_x86_64_result result = carry_out(i, x, rflags, loaded);
  uint64_t stored = i->direction >= (uint8_t)TENON_X86_64_DIRECTION_STORE
                        ? tenon_value_low(result.value, i->width)
                        : 0u;
  out->value = stored;
  out->new_value = result.new_value;
  out->rflags = result.rflags;
  out->writes_register = result.writes_register;
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
  out->reserved[3] = 0;
  out->reserved[4] = 0;
  out->reserved[5] = 0;
  out->reserved[6] = 0;
}
