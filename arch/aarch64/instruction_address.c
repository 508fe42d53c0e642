/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/instruction_address.h"

uint32_t tenon_aarch64_is_block(uint32_t bytes) {
  switch (bytes) {
    case 4u:
    case 8u:
    case 16u:
    case 32u:
    case 64u:
    case 128u:
    case 256u:
    case 512u:
    case 1024u:
    case 2048u:
      return 1u;
    default:
      return 0u;
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures extended: \result == insn_extended(value, option);
*/
static uint64_t extended(uint64_t value, uint32_t option) {
  if (option == 2u) {
    return value % 0x100000000u;
  }
  return option == 6u ? tenon_value_sign_extend(value, 4u, 8u) : value;
}

/*@ requires factor: factor \in {1, 2, 4, 8, 16};
    terminates \true; exits \false; assigns \nothing;
    ensures scaled: \result == insn_scaled(value, factor);
*/
static uint64_t scaled(uint64_t value, uint32_t factor) {
  switch (factor) {
    case 2u:
      return (value % 0x8000000000000000u) * 2u;
    case 4u:
      return (value % 0x4000000000000000u) * 4u;
    case 8u:
      return (value % 0x2000000000000000u) * 8u;
    case 16u:
      return (value % 0x1000000000000000u) * 16u;
    default:
      return value;
  }
}

uint64_t tenon_aarch64_displaced(const struct tenon_aarch64_frame *frame,
                                 struct tenon_aarch64_form form) {
  if (form.addressing != TENON_AARCH64_ADDRESSING_REGISTER) {
    return form.offset;
  }
  return scaled(extended(tenon_aarch64_get_x(frame, form.rm), form.extend), form.scale);
}

uint64_t tenon_aarch64_base(const struct tenon_aarch64_frame *frame, uint64_t sp, uint32_t block,
                            struct tenon_aarch64_form form) {
  if (form.addressing == TENON_AARCH64_ADDRESSING_LITERAL) {
    return frame->pc;
  }
  if (form.addressing == TENON_AARCH64_ADDRESSING_BLOCK) {
    uint64_t start = tenon_aarch64_get_x(frame, form.rt);
    return start - start % block;
  }
  return form.rn == 31u ? sp : tenon_aarch64_get_x(frame, form.rn);
}
