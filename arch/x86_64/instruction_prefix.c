/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/instruction_prefix.h"

#define NONE ((uint32_t)TENON_X86_64_SEGMENT_COUNT)

/*@ terminates \true; exits \false; assigns \nothing;
    ensures segment: \result == x86_override(byte);
    ensures range: \result <= TENON_X86_64_SEGMENT_COUNT;
*/
static uint32_t override_of(uint32_t byte) {
  switch (byte) {
    case 0x26u:
      return TENON_X86_64_ES;
    case 0x2eu:
      return TENON_X86_64_CS;
    case 0x36u:
      return TENON_X86_64_SS;
    case 0x3eu:
      return TENON_X86_64_DS;
    case 0x64u:
      return TENON_X86_64_FS;
    case 0x65u:
      return TENON_X86_64_GS;
    default:
      return NONE;
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures rex: \result == 1 <==> x86_is_rex(byte, mode);
    ensures boolean: \result <= 1;
*/
static uint32_t is_rex(uint32_t byte, uint32_t mode) {
  return mode == 64u && byte >= 0x40u && byte < 0x50u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures prefix: \result == 1 <==> x86_is_prefix(byte, mode);
*/
static uint32_t is_prefix(uint32_t byte, uint32_t mode) {
  if (is_rex(byte, mode) == 1u || override_of(byte) != NONE) {
    return 1u;
  }
  return byte == 0x66u || byte == 0x67u || byte == 0xf0u || byte == 0xf2u || byte == 0xf3u ? 1u
                                                                                           : 0u;
}

/* Which override counts after another one. */
/*@ requires range: before <= TENON_X86_64_SEGMENT_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= TENON_X86_64_SEGMENT_COUNT;
    ensures after: \result == x86_segment_after(before, byte, mode);
*/
static uint32_t segment_after(uint32_t before, uint32_t byte, uint32_t mode) {
  uint32_t segment = override_of(byte);
  if (segment == NONE || (mode == 64u && segment < (uint32_t)TENON_X86_64_FS)) {
    return before;
  }
  return segment;
}

/*@ requires sane: x86_prefixes_sane(p);
    requires prefix: byte < 0x100;
    terminates \true; exits \false; assigns \nothing;
    ensures sane: x86_prefixes_sane(\result);
    ensures length: \result.length == p.length;
    ensures operand: \result.operand == (byte == 0x66 ? 1 : p.operand);
    ensures address: \result.address == (byte == 0x67 ? 1 : p.address);
    ensures repeat: \result.repeat == (byte == 0xf2 || byte == 0xf3 ? 1 : p.repeat);
    ensures lock: \result.lock == (byte == 0xf0 ? 1 : p.lock);
    ensures segment: \result.segment == x86_segment_after(p.segment, byte, mode);
    ensures rex: \result.rex == x86_rex(byte, mode);
*/
static struct tenon_x86_64_prefixes with(struct tenon_x86_64_prefixes p, uint32_t byte,
                                         uint32_t mode) {
  struct tenon_x86_64_prefixes q;
  q.length = p.length;
  q.operand = byte == 0x66u ? 1u : p.operand;
  q.address = byte == 0x67u ? 1u : p.address;
  q.repeat = byte == 0xf2u || byte == 0xf3u ? 1u : p.repeat;
  q.lock = byte == 0xf0u ? 1u : p.lock;
  q.segment = segment_after(p.segment, byte, mode);
  q.rex = is_rex(byte, mode) == 1u ? byte : 0u;
  return q;
}

struct tenon_x86_64_prefixes tenon_x86_64_read_prefixes(const uint8_t *bytes, uint32_t count,
                                                        uint32_t mode) {
  struct tenon_x86_64_prefixes p = {0u, 0u, 0u, 0u, 0u, NONE, 0u};
  uint32_t at = 0;
  /*@ loop invariant at: 0 <= at <= count;
      loop invariant sane: x86_prefixes_sane(p);
      loop invariant rex: mode != 64 ==> p.rex == 0;
      loop invariant all: x86_prefixes_of(p, bytes, at, mode);
      loop assigns at, p;
      loop variant count - at;
  */
  while (at < count && is_prefix(bytes[at], mode) == 1u) {
    p = with(p, bytes[at], mode);
    at += 1u;
  }
  p.length = at;
  return p;
}
