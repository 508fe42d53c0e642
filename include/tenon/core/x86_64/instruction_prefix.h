/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Prefixes of an x86 instruction (SDM 2.1.1, 2.2.1; APM volume 3, 1.2), and the two sizes that
/// they choose.
#ifndef TENON_CORE_X86_64_INSTRUCTION_PREFIX_H
#define TENON_CORE_X86_64_INSTRUCTION_PREFIX_H

#include "tenon/core/x86_64/instruction.h"

struct tenon_x86_64_prefixes {
  uint32_t length;  ///< bytes, REX included; where the opcode is
  uint32_t operand; ///< 1: 66
  uint32_t address; ///< 1: 67
  uint32_t repeat;  ///< 1: F2 or F3
  uint32_t lock;    ///< 1: F0
  uint32_t segment; ///< of an override, TENON_X86_64_SEGMENT_COUNT without one
  uint32_t rex;     ///< 40 to 4F directly before the opcode in 64-bit code, or 0
};

/*@ predicate x86_prefixes_sane(struct tenon_x86_64_prefixes p) =
      p.length <= TENON_X86_64_INSN_MAX && p.operand <= 1 && p.address <= 1 && p.repeat <= 1 &&
      p.lock <= 1 && p.segment <= TENON_X86_64_SEGMENT_COUNT &&
      (p.rex == 0 || 0x40 <= p.rex < 0x50);
    // What each prefix is, by its byte.
    logic integer x86_override(integer byte) =
      byte == 0x26 ? TENON_X86_64_ES : byte == 0x2e ? TENON_X86_64_CS :
      byte == 0x36 ? TENON_X86_64_SS : byte == 0x3e ? TENON_X86_64_DS :
      byte == 0x64 ? TENON_X86_64_FS : byte == 0x65 ? TENON_X86_64_GS :
      TENON_X86_64_SEGMENT_COUNT;
    predicate x86_is_rex(integer byte, integer mode) = mode == 64 && 0x40 <= byte < 0x50;
    logic integer x86_rex(integer byte, integer mode) =
      mode == 64 && 0x40 <= byte < 0x50 ? byte : 0;
    predicate x86_is_prefix(integer byte, integer mode) =
      x86_is_rex(byte, mode) || byte \in {0x66, 0x67, 0xf0, 0xf2, 0xf3} ||
      x86_override(byte) < TENON_X86_64_SEGMENT_COUNT;
    // The override that counts after `before`.
    logic integer x86_segment_after(integer before, integer byte, integer mode) =
      x86_override(byte) == TENON_X86_64_SEGMENT_COUNT ? before :
      mode == 64 && x86_override(byte) < TENON_X86_64_FS ? before : x86_override(byte);
    // Of the first n bytes: whether one of them is `byte`, and the last override that counts.
    predicate x86_has_byte{L}(uint8_t *bytes, integer n, integer byte) =
      \exists integer k; 0 <= k < n && \at(bytes[k], L) == byte;
    logic integer x86_last_segment{L}(uint8_t *bytes, integer n, integer mode) =
      n <= 0 ? TENON_X86_64_SEGMENT_COUNT :
      x86_segment_after(x86_last_segment{L}(bytes, n - 1, mode), \at(bytes[n - 1], L), mode);
    // The first n bytes are prefixes, and these are what they say.
    predicate x86_prefixes_of{L}(struct tenon_x86_64_prefixes p, uint8_t *bytes, integer n,
                                 integer mode) =
      (\forall integer k; 0 <= k < n ==> x86_is_prefix(\at(bytes[k], L), mode)) &&
      (p.operand == 1 <==> x86_has_byte{L}(bytes, n, 0x66)) &&
      (p.address == 1 <==> x86_has_byte{L}(bytes, n, 0x67)) &&
      (p.repeat == 1 <==> x86_has_byte{L}(bytes, n, 0xf2) || x86_has_byte{L}(bytes, n, 0xf3)) &&
      (p.lock == 1 <==> x86_has_byte{L}(bytes, n, 0xf0)) &&
      p.segment == x86_last_segment{L}(bytes, n, mode) &&
      p.rex == x86_rex(n > 0 ? \at(bytes[n - 1], L) : 0, mode);
    logic integer x86_operand_width(integer mode, integer operand, integer rex) =
      mode == 64 && rex / 8 % 2 == 1 ? 8 :
      mode == 16 ? (operand == 1 ? 4 : 2) : (operand == 1 ? 2 : 4);
    logic integer x86_address_width(integer mode, integer address) =
      mode == 64 ? (address == 1 ? 4 : 8) :
      mode == 16 ? (address == 1 ? 4 : 2) : (address == 1 ? 2 : 4);
*/

TENON_BEGIN_C

/// All prefixes in front of the opcode. Of several of one group the last one counts; in 64-bit code
/// the overrides of ES, CS, SS and DS do not count at all, and neither does a REX that another
/// prefix follows. If `length` is `count`, there was no opcode.
/*@ requires bytes: \valid_read(bytes + (0 .. 14));
    requires count: count <= TENON_X86_64_INSN_MAX;
    requires mode: mode \in {16, 32, 64};
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_prefixes_sane(\result);
    ensures inside: \result.length <= count;
    ensures all: x86_prefixes_of(\result, bytes, \result.length, mode);
    ensures last: \result.length < count ==> !x86_is_prefix(bytes[\result.length], mode);
    ensures rex: mode != 64 ==> \result.rex == 0;
*/
struct tenon_x86_64_prefixes tenon_x86_64_read_prefixes(const uint8_t *bytes, uint32_t count,
                                                        uint32_t mode);

/// Bytes of an operand that is no byte: 2, 4, 8.
/*@ requires mode: mode \in {16, 32, 64};
    requires prefixes: operand <= 1 && rex < 0x50;
    terminates \true; exits \false; assigns \nothing;
    ensures width: \result == x86_operand_width(mode, operand, rex);
    ensures range: \result \in {2, 4, 8};
*/
static inline uint32_t tenon_x86_64_operand_width(uint32_t mode, uint32_t operand, uint32_t rex) {
  if (mode == 64u && rex / 8u % 2u == 1u) {
    return 8u;
  }
  if (mode == 16u) {
    return operand == 1u ? 4u : 2u;
  }
  return operand == 1u ? 2u : 4u;
}

/// Bytes of an address: 2, 4, 8.
/*@ requires mode: mode \in {16, 32, 64};
    requires prefixes: address <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures width: \result == x86_address_width(mode, address);
    ensures range: \result \in {2, 4, 8};
*/
static inline uint32_t tenon_x86_64_address_width(uint32_t mode, uint32_t address) {
  if (mode == 64u) {
    return address == 1u ? 4u : 8u;
  }
  if (mode == 16u) {
    return address == 1u ? 4u : 2u;
  }
  return address == 1u ? 2u : 4u;
}

TENON_END_C

#endif
