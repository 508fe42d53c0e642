/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The memory accesses of a decoded instruction: where they go (SDM volume 1, 3.7.5 and 3.3.7; APM
/// volume 1, 2.2). Of an instruction with REP, one element.
#ifndef TENON_CORE_X86_64_ACCESS_H
#define TENON_CORE_X86_64_ACCESS_H

#include "tenon/core/x86_64/instruction.h"
#include "tenon/core/x86_64/operand.h"

/// Linear addresses of `width` bytes each. UPDATE loads and stores at one address, which the CPU
/// checks as a store's from the start.
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
  logic integer x86_scaled(integer value, integer scale) =
    scale == 1 ? value : scale == 2 ? value % 0x8000000000000000 * 2 :
    scale == 4 ? value % 0x4000000000000000 * 4 : value % 0x2000000000000000 * 8;
  // The bytes of the operands of `width` bytes that n bits fill whole.
  logic integer x86_whole_bytes(integer n, integer width) =
    width == 1 ? n / 8 : width == 2 ? n / 16 * 2 : width == 4 ? n / 32 * 4 : n / 64 * 8;
  // The bytes between the operand of BT and the one that holds the bit with the signed number n.
  logic integer x86_bit_bytes(integer n, integer width) =
    n >= 0 ? x86_whole_bytes(n, width)
           : 0x10000000000000000 - x86_whole_bytes(8 * width - 1 - n, width);
  logic integer x86_bit_offset{L}(struct tenon_x86_64_instruction *i, uint64_t *x) =
    \at(i->operation, L) == TENON_X86_64_OPERATION_BT && \at(i->immediate_used, L) == 0
      ? x86_bit_bytes(value_signed(\at(x[i->reg], L), \at(i->width, L)), \at(i->width, L)) : 0;
  logic integer x86_base_value{L}(struct tenon_x86_64_instruction *i, uint64_t *x, integer rip) =
    \at(i->base, L) == TENON_X86_64_BASE_RIP ? value_sum(rip, \at(i->length, L)) :
    \at(i->base, L) < 16 ? \at(x[i->base], L) : 0;
  logic integer x86_index_value{L}(struct tenon_x86_64_instruction *i, uint64_t *x) =
    \at(i->index, L) < 16 ? x86_scaled(\at(x[i->index], L), \at(i->scale, L)) : 0;
  logic integer x86_effective{L}(struct tenon_x86_64_instruction *i, uint64_t *x, integer rip) =
    value_low(value_sum(value_sum(value_sum(x86_base_value{L}(i, x, rip),
                                            \at(i->displacement, L)),
                                  x86_index_value{L}(i, x)),
                        x86_bit_offset{L}(i, x)),
              \at(i->address_width, L));
  // In 64-bit code only FS and GS have a base (SDM volume 1, 3.3.7.1).
  logic integer x86_linear(integer mode, integer segment, integer base, integer offset) =
    mode == 64 ? (segment >= TENON_X86_64_FS ? value_sum(base, offset) : offset)
               : value_sum(base, offset) % 0x100000000;
  predicate x86_is_string(integer operation) =
    operation == TENON_X86_64_OPERATION_MOVS || operation == TENON_X86_64_OPERATION_STOS;
  predicate x86_ended{L}(struct tenon_x86_64_instruction *i, uint64_t *x) =
    \at(i->repeat, L) == 1 &&
    value_low(\at(x[TENON_X86_64_RCX], L), \at(i->address_width, L)) == 0;
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
    ensures address: \result == x86_effective(i, x, rip);
    ensures range: \result < value_modulus(i->address_width);
*/
uint64_t tenon_x86_64_effective_address(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                        uint64_t rip);

/// Whether an instruction with REP has come to its end: then it accesses nothing.
/*@ requires instruction: \valid_read(i) && x86_insn_sane(i);
    requires registers: \valid_read(x + (0 .. 15));
    terminates \true; exits \false; assigns \nothing;
    ensures ended: \result == 1 <==> x86_ended(i, x);
    ensures boolean: \result <= 1;
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
    ensures reserved: out->reserved[0] == 0 && out->reserved[1] == 0 && out->reserved[2] == 0;
    ensures loads: out->loads == 1 <==> !x86_ended{Pre}(i, x) &&
      \old(i->direction) \in {TENON_X86_64_DIRECTION_LOAD, TENON_X86_64_DIRECTION_UPDATE,
                             TENON_X86_64_DIRECTION_COPY};
    ensures stores: out->stores == 1 <==> !x86_ended{Pre}(i, x) &&
      \old(i->direction) \in {TENON_X86_64_DIRECTION_STORE, TENON_X86_64_DIRECTION_UPDATE,
                             TENON_X86_64_DIRECTION_COPY};
    behavior named:
      assumes !x86_is_string(i->operation);
      ensures place: out->load == x86_linear(\old(i->mode), \old(i->segment),
        \old(segment_base[i->segment]), x86_effective{Pre}(i, x, rip)) && out->store == out->load;
      ensures segment: out->load_segment == \old(i->segment) &&
                       out->store_segment == \old(i->segment);
    behavior string:
      assumes x86_is_string(i->operation);
      ensures from: out->load == x86_linear(\old(i->mode), \old(i->segment),
        \old(segment_base[i->segment]), value_low(\old(x[TENON_X86_64_RSI]),
                                                  \old(i->address_width)));
      ensures to: out->store == x86_linear(\old(i->mode), TENON_X86_64_ES,
        \old(segment_base[TENON_X86_64_ES]), value_low(\old(x[TENON_X86_64_RDI]),
                                                       \old(i->address_width)));
      ensures segments: out->load_segment == \old(i->segment) &&
                        out->store_segment == TENON_X86_64_ES;
    complete behaviors; disjoint behaviors;
*/
void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out);

TENON_END_C

#endif
