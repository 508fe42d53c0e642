/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The memory accesses of a decoded instruction: where they go (SDM volume 1, 3.7.5 and 3.3.7; APM
/// volume 1, 2.2). Of an instruction with REP, one element.
#ifndef TENON_CORE_X86_64_ACCESS_H
#define TENON_CORE_X86_64_ACCESS_H

#include "tenon/core/x86_64/instruction.h"
#include "tenon/core/x86_64/operand.h"

/// Linear addresses of `width` bytes each. UPDATE loads and stores at one address.
struct tenon_x86_64_access {
  uint64_t load;         ///< where, if `loads`
  uint64_t store;        ///< where, if `stores`
  uint8_t loads;         ///< 1: memory is read first
  uint8_t stores;        ///< 1: memory is written then
  uint8_t load_segment;  ///< enum tenon_x86_64_segment
  uint8_t store_segment; ///< the same
  uint8_t width;
  uint8_t reserved[3];
};

/*@
  logic integer x86_wrapped(integer address, integer width) =
    width == 2 ? address % 0x10000 : width == 4 ? address % 0x100000000
                                                : address % 0x10000000000000000;
  // In 64-bit code only FS and GS have a base (SDM volume 1, 3.3.7.1).
  logic integer x86_linear(integer mode, integer segment, integer base, integer offset) =
    mode == 64 ? (segment >= TENON_X86_64_FS ? value_sum(base, offset) : offset)
               : value_sum(base, offset) % 0x100000000;
  predicate x86_access_sane{L}(struct tenon_x86_64_access *a) =
    \at(a->loads, L) <= 1 && \at(a->stores, L) <= 1 && x86_is_width(\at(a->width, L)) &&
    \at(a->load_segment, L) < TENON_X86_64_SEGMENT_COUNT &&
    \at(a->store_segment, L) < TENON_X86_64_SEGMENT_COUNT;
*/

TENON_BEGIN_C

/// The low bytes of an address.
/*@ requires width: width \in {2, 4, 8};
    terminates \true; exits \false; assigns \nothing;
    ensures low: \result == value_low(address, width);
    ensures range: \result < value_modulus(width);
*/
static inline uint64_t tenon_x86_64_wrap(uint64_t address, uint32_t width) {
  return tenon_value_low(address, width);
}

/// Offset and base of a segment.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures linear: \result == x86_linear(mode, segment, base, offset);
    ensures narrow: mode != 64 ==> \result < 0x100000000;
*/
static inline uint64_t tenon_x86_64_linear(uint32_t mode, uint32_t segment, uint64_t base,
                                           uint64_t offset) {
  if (mode == 64u) {
    return segment >= (uint32_t)TENON_X86_64_FS ? tenon_value_add(base, offset) : offset;
  }
  return tenon_value_add(base, offset) % 0x100000000u;
}

/// The offset in its segment of the operand that ModRM or moffs names; `x` are the registers, `rip`
/// is the instruction's own address. BT with a register reaches as far as its signed number says.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < value_modulus(i->address_width);
*/
uint64_t tenon_x86_64_effective_address(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                        uint64_t rip);

/// Whether an instruction with REP has come to its end: then it accesses nothing.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures ended: \result == (i->repeat == 1 &&
      value_low(x[TENON_X86_64_RCX], i->address_width) == 0 ? 1 : 0);
*/
static inline uint32_t tenon_x86_64_repeat_ended(const struct tenon_x86_64_instruction *i,
                                                 const uint64_t *x) {
  if (i->repeat != 1u) {
    return 0u;
  }
  return tenon_x86_64_wrap(x[TENON_X86_64_RCX], i->address_width) == 0u ? 1u : 0u;
}

/// What the instruction, or its next element, accesses. `segment_base` are the bases of ES, CS, SS,
/// DS, FS, GS.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    requires segments: \valid_read(segment_base + (0 .. 5));
    requires out: \valid(out);
    requires apart: \separated(out, i, x + (0 .. 15), segment_base + (0 .. 5));
    terminates \true; exits \false;
    assigns *out;
    ensures sane: x86_access_sane(out);
    ensures width: out->width == \old(i->width);
    ensures ended: \old(i->repeat) == 1 &&
      value_low(\old(x[TENON_X86_64_RCX]), \old(i->address_width)) == 0 ==>
      out->loads == 0 && out->stores == 0;
*/
void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out);

TENON_END_C

#endif
