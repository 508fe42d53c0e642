/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/access.h"

/*@ requires scale: x86_is_width(scale);
    terminates \true; exits \false; assigns \nothing;
    ensures scaled: \result == x86_scaled(value, scale);
*/
static uint64_t scaled(uint64_t value, uint32_t scale) {
  if (scale == 2u) {
    return value % 0x8000000000000000u * 2u;
  }
  if (scale == 4u) {
    return value % 0x4000000000000000u * 4u;
  }
  return scale == 8u ? value % 0x2000000000000000u * 8u : value;
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures base: \result == x86_base_value(i, x, rip);
*/
static uint64_t base_of(const struct tenon_x86_64_instruction *i, const uint64_t *x, uint64_t rip) {
  if (i->base == TENON_X86_64_BASE_RIP) {
    return tenon_value_add(rip, i->length);
  }
  return i->base < 16u ? x[i->base] : 0u;
}

/*@ requires width: x86_is_width(width);
    requires bits: bits <= 0x800000000000003f;
    terminates \true; exits \false; assigns \nothing;
    ensures whole: \result == x86_whole_bytes(bits, width);
    ensures range: \result <= 0x1000000000000007;
    ensures some: bits >= 8 * width ==> \result >= 1;
*/
static uint64_t whole_bytes(uint64_t bits, uint32_t width) {
  if (width == 2u) {
    return bits / 16u * 2u;
  }
  if (width == 4u) {
    return bits / 32u * 4u;
  }
  return width == 8u ? bits / 64u * 8u : bits / 8u;
}

/* The signed bit number of `width` bytes divided by the bits of the operand, times its bytes. */
/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures offset: \result == x86_bit_bytes(value_signed(number, width), width);
*/
static uint64_t bit_offset(uint64_t number, uint32_t width) {
  uint64_t bits = tenon_value_sign_extend(number, width, 8u);
  if (bits < 0x8000000000000000u) {
    return whole_bytes(bits, width);
  }
  // Rounded down: up, of what it lies below 0.
  return tenon_value_subtract(0, whole_bytes(8u * (uint64_t)width + (UINT64_MAX - bits), width));
}

uint64_t tenon_x86_64_effective_address(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                        uint64_t rip) {
  uint64_t address = tenon_value_add(base_of(i, x, rip), i->displacement);
  if (i->index < 16u) {
    address = tenon_value_add(address, scaled(x[i->index], i->scale));
  }
  if (i->operation == (uint8_t)TENON_X86_64_OPERATION_BT && i->immediate_used == 0u) {
    address = tenon_value_add(address, bit_offset(x[i->reg], i->width));
  }
  return tenon_x86_64_wrap(address, i->address_width);
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires segments: \valid_read(segment_base + (0 .. 5));
    requires range: reg < 16 && segment < TENON_X86_64_SEGMENT_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures address: \result == x86_linear(i->mode, segment, segment_base[segment],
                                           value_low(x[reg], i->address_width));
*/
static uint64_t string_address(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                               const uint64_t *segment_base, uint32_t reg, uint32_t segment) {
  uint64_t offset = tenon_x86_64_wrap(x[reg], i->address_width);
  return tenon_x86_64_linear(i->mode, segment, segment_base[segment], offset);
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures loads: \result == 1 <==> !x86_ended(i, x) &&
      i->direction \in {TENON_X86_64_DIRECTION_LOAD, TENON_X86_64_DIRECTION_UPDATE,
                        TENON_X86_64_DIRECTION_COPY};
*/
static uint8_t loads(const struct tenon_x86_64_instruction *i, const uint64_t *x) {
  return i->direction != (uint8_t)TENON_X86_64_DIRECTION_STORE &&
                 i->direction != (uint8_t)TENON_X86_64_DIRECTION_NONE &&
                 tenon_x86_64_repeat_ended(i, x) == 0u
             ? 1u
             : 0u;
}

/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures stores: \result == 1 <==> !x86_ended(i, x) &&
      i->direction \in {TENON_X86_64_DIRECTION_STORE, TENON_X86_64_DIRECTION_UPDATE,
                        TENON_X86_64_DIRECTION_COPY};
*/
static uint8_t stores(const struct tenon_x86_64_instruction *i, const uint64_t *x) {
  return i->direction > (uint8_t)TENON_X86_64_DIRECTION_LOAD &&
                 tenon_x86_64_repeat_ended(i, x) == 0u
             ? 1u
             : 0u;
}

void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out) {
  uint8_t reads = loads(i, x);
  uint8_t writes = stores(i, x);
  uint8_t width = i->width;
  uint8_t from_segment = i->segment;
  uint8_t to_segment = from_segment;
  uint64_t from;
  uint64_t to;
  if (i->operation == (uint8_t)TENON_X86_64_OPERATION_MOVS ||
      i->operation == (uint8_t)TENON_X86_64_OPERATION_STOS) {
    to_segment = TENON_X86_64_ES;
    from = string_address(i, x, segment_base, TENON_X86_64_RSI, from_segment);
    to = string_address(i, x, segment_base, TENON_X86_64_RDI, TENON_X86_64_ES);
  } else {
    from = tenon_x86_64_linear(i->mode, from_segment, segment_base[from_segment],
                               tenon_x86_64_effective_address(i, x, rip));
    to = from;
  }
  //@ assert segments: from_segment < TENON_X86_64_SEGMENT_COUNT;
  //@ assert width: x86_is_width(width);
  out->load = from;
  out->store = to;
  out->loads = reads;
  out->stores = writes;
  out->load_segment = from_segment;
  out->store_segment = to_segment;
  out->width = width;
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
}
