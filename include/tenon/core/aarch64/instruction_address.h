/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Where an access goes: the address arithmetic of DDI 0487 C1.3.3 on the guest's registers.
#ifndef TENON_CORE_AARCH64_INSTRUCTION_ADDRESS_H
#define TENON_CORE_AARCH64_INSTRUCTION_ADDRESS_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/instruction_form.h"
#include "tenon/core/base.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@ // Shared pseudocode ExtendReg(): UXTW, SXTW, or all 64 bits (LSL, SXTX).
    logic integer insn_extended(integer v, integer option) =
      option == 2 ? v % 0x100000000 :
      option == 6 ? value_sign_extended(v, 4, 8) : v;

    // v * factor modulo 2^64
    logic integer insn_scaled(integer v, integer factor) =
      factor == 2 ? (v * 2) % 0x10000000000000000 :
      factor == 4 ? (v * 4) % 0x10000000000000000 :
      factor == 8 ? (v * 8) % 0x10000000000000000 :
      factor == 16 ? (v * 16) % 0x10000000000000000 : v;

    logic integer insn_displaced{L}(struct tenon_aarch64_frame *f, integer addressing,
                                    integer offset, integer rm, integer extend, integer scale) =
      addressing == TENON_AARCH64_ADDRESSING_REGISTER
        ? insn_scaled(insn_extended(frame_x(f, rm), extend), scale) : offset;

    logic integer insn_base{L}(struct tenon_aarch64_frame *f, integer sp, integer block,
                               integer addressing, integer rt, integer rn) =
      addressing == TENON_AARCH64_ADDRESSING_LITERAL ? f->pc :
      addressing == TENON_AARCH64_ADDRESSING_BLOCK ? frame_x(f, rt) - frame_x(f, rt) % block :
      rn == 31 ? sp : f->x[rn];
*/

/// DCZID_EL0.BS goes from 4 bytes to 2 KiB (DDI 0487 D24.2.33).
/*@ logic integer insn_block(integer n) =
      n == 4 || n == 8 || n == 16 || n == 32 || n == 64 || n == 128 || n == 256 || n == 512 ||
      n == 1024 || n == 2048 ? 1 : 0;
*/

/// 1 if `bytes` can be the size of a DC ZVA block.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures block: \result == insn_block(bytes);
*/
uint32_t tenon_aarch64_is_block(uint32_t bytes);

/// What the addressing form adds to the base, modulo 2^64.
/*@ requires frame: \valid_read(frame);
    requires scale: form.scale \in {1, 2, 4, 8, 16};
    terminates \true; exits \false; assigns \nothing;
    ensures displaced: \result == insn_displaced(frame, form.addressing, form.offset, form.rm,
                                                 form.extend, form.scale);
*/
uint64_t tenon_aarch64_displaced(const struct tenon_aarch64_frame *frame,
                                 struct tenon_aarch64_form form);

/// The base of the addressing form. `block`: the size of a DC ZVA block.
/*@ requires frame: \valid_read(frame);
    requires block: form.addressing == TENON_AARCH64_ADDRESSING_BLOCK ==> insn_block(block) == 1;
    requires base: form.rn < 32;
    terminates \true; exits \false; assigns \nothing;
    ensures base: \result == insn_base(frame, sp, block, form.addressing, form.rt, form.rn);
*/
uint64_t tenon_aarch64_base(const struct tenon_aarch64_frame *frame, uint64_t sp, uint32_t block,
                            struct tenon_aarch64_form form);

TENON_END_C

#endif
