/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/locate.h"

#define PAGE 0x1000u
#define TOP_SPAN 0x8000000000u
#define LARGEST 0x40000000u
#define GUEST_LIMIT 0x1000000000000u
#define ADDRESS_LIMIT 0x10000000000000u

/*@ // What an entry of each level maps.
    predicate x86_is_span(integer span) =
      span \in {0x1000, 0x200000, 0x40000000, 0x8000000000}; */

/* Of a nested entry that maps `span` bytes, or points to a table. */
/*@ requires span: span \in {0x1000, 0x200000, 0x40000000};
    terminates \true; exits \false; assigns \nothing;
    ensures frame: \result == entry % 0x10000000000000 - entry % 0x10000000000000 % span;
    ensures aligned: \result % span == 0;
    ensures limit: \result <= 0x10000000000000 - span; */
static uint64_t frame_of(uint64_t entry, uint64_t span) {
  uint64_t address = entry % ADDRESS_LIMIT;
  return address - address % span;
}

/* TENON_MEMORY_DEVICE: PCD and PWT (svm/nested.c); type 0, uncacheable (vmx/nested.c). */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures ept: ept != 0 ==> (\result == 1 <==> entry / 8 % 8 == 0);
    ensures svm: ept == 0 ==> (\result == 1 <==> entry / 8 % 4 == 3); */
static uint32_t is_device(uint64_t entry, uint32_t ept) {
  return (ept != 0u ? entry / 8u % 8u == 0u : entry / 8u % 4u == 3u) ? 1u : 0u;
}

/* Whether an entry that is present maps `span` bytes; else it points to a table. */
/*@ requires span: x86_is_span(span);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures maps: \result == 1 <==>
      span == 0x1000 || (span <= 0x40000000 && entry / 0x80 % 2 == 1); */
static uint32_t maps(uint64_t entry, uint64_t span) {
  return span == PAGE || (span <= LARGEST && entry / 0x80u % 2u == 1u) ? 1u : 0u;
}

/* Of a page of `span` bytes, the address that `gpa` is. */
/*@ requires span: span \in {0x1000, 0x200000, 0x40000000};
    terminates \true; exits \false; assigns \nothing;
    ensures offset: \result % 0x1000 == gpa % 0x1000;
    ensures limit: \result < 0x10000000000000; */
static uint64_t address_in(uint64_t entry, uint64_t span, uint64_t gpa) {
  uint64_t frame = frame_of(entry, span);
  uint64_t offset = gpa % span;
  //@ assert small: span == 0x1000 ==> frame % 0x1000 == 0 && offset % 0x1000 == gpa % 0x1000;
  //@ assert large: span == 0x200000 ==> frame % 0x1000 == 0 && offset % 0x1000 == gpa % 0x1000;
  //@ assert huge: span == 0x40000000 ==> frame % 0x1000 == 0 && offset % 0x1000 == gpa % 0x1000;
  return frame + offset;
}

uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical) {
  uint64_t table = root;
  uint64_t span = TOP_SPAN;
  uint64_t entry = 0;
  uint32_t leaf = 0;
  if (gpa >= GUEST_LIMIT) return 0;
  /*@ loop invariant span: x86_is_span(span);
      loop invariant table: table % 0x1000 == 0;
      loop invariant leaf: leaf <= 1 && (leaf == 1 ==> span <= 0x40000000);
      loop invariant present: leaf == 1 ==> entry % 2 == 1;
      loop assigns table, span, entry, leaf;
      loop variant 2 * span - leaf; */
  while (leaf == 0u) {
    uint64_t slot = gpa / span % 512u;
    //@ assert slot: slot < 512;
    uint32_t known = tenon_hal_read_memory(table + slot * 8u, &entry);
    if (known == 0u || entry % 2u == 0u) return 0;
    leaf = maps(entry, span);
    if (leaf == 0u) {
      table = frame_of(entry, PAGE);
      span /= 512u;
    }
  }
  if (is_device(entry, ept) == 1u || (writes == 1u && entry / 2u % 2u == 0u)) return 0;
  *physical = address_in(entry, span, gpa);
  //@ assert offset: *physical % 0x1000 == gpa % 0x1000;
  return 1;
}

uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word) {
  uint64_t physical = 0;
  return tenon_x86_64_locate(root, ept, gpa, 0, &physical) == 1u
             ? tenon_hal_read_memory(physical, word)
             : 0u;
}
