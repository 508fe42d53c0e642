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

/* The signed bit number of `width` bytes divided by the bits of the operand, times its bytes. */
/*@ requires width: x86_is_width(width);
    terminates \true; exits \false; assigns \nothing;
    ensures offset: \result == x86_bit_bytes(value_signed(number, width), width);
*/
static uint64_t bit_offset(uint64_t number, uint32_t width) {
  uint64_t bits = tenon_value_sign_extend(number, width, 8u);
  uint64_t bytes;
  if (bits < 0x8000000000000000u) {
    bytes = bits / 8u;
  } else {
    // Rounded down: all ones above.
    bytes = bits / 8u + 0xe000000000000000u;
  }
  if (width == 2u) {
    return bytes - bytes % 2u;
  }
  if (width == 4u) {
    return bytes - bytes % 4u;
  }
  return width == 8u ? bytes - bytes % 8u : bytes;
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

void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out) {
  uint32_t direction = i->direction;
  uint32_t string = i->operation == (uint8_t)TENON_X86_64_OPERATION_MOVS ||
                            i->operation == (uint8_t)TENON_X86_64_OPERATION_STOS
                        ? 1u
                        : 0u;
  uint64_t named = tenon_x86_64_linear(i->mode, i->segment, segment_base[i->segment],
                                       tenon_x86_64_effective_address(i, x, rip));
  out->load = named;
  out->store = named;
  out->load_segment = i->segment;
  out->store_segment = i->segment;
  if (string == 1u) {
    out->load = string_address(i, x, segment_base, TENON_X86_64_RSI, i->segment);
    out->store = string_address(i, x, segment_base, TENON_X86_64_RDI, TENON_X86_64_ES);
    out->store_segment = TENON_X86_64_ES;
  }
  out->loads = direction != (uint32_t)TENON_X86_64_DIRECTION_STORE &&
                       direction != (uint32_t)TENON_X86_64_DIRECTION_NONE
                   ? 1u
                   : 0u;
  out->stores = direction > (uint32_t)TENON_X86_64_DIRECTION_LOAD ? 1u : 0u;
  out->width = i->width;
  if (tenon_x86_64_repeat_ended(i, x) == 1u) {
    out->loads = 0;
    out->stores = 0;
  }
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
}
