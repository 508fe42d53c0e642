/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/nested.h"

/* P, U, A, D. */
#define LEAF 0x65u
#define WRITE 0x2u
#define NO_EXECUTE 0x8000000000000000u
/* P, W, U, A; a leaf above 4 KiB has PS. */
#define POINTER 0x27u
#define LARGE 0x80u
#define LIMIT 0x10000000000000u
#define GUEST 0x1000000000000u

uint64_t tenon_svm_nested_attributes(uint32_t access, uint32_t memory) {
  if (access % 2u == 0u) return 0;
  uint64_t attributes = LEAF;
  if (access / 2u % 2u != 0u) attributes += WRITE;
  if (access / 4u % 2u == 0u) attributes += NO_EXECUTE;
  if (memory == (uint32_t)TENON_MEMORY_DEVICE) attributes += 0x18u;
  if (memory == (uint32_t)TENON_MEMORY_NON_CACHEABLE) attributes += 0x10u;
  return attributes;
}

void tenon_svm_nested_format(struct tenon_nested_format *format) {
  format->limit = LIMIT;
  format->guest = GUEST;
  format->low = 0;
  format->pointer = POINTER;
  format->small = 0;
  format->large = LARGE;
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant attributes: \forall integer j; 0 <= j < i ==>
        format->attribute[j] == svm_nested_attributes(j % 8, j / 8);
      loop invariant fit: \forall integer j; 0 <= j < i ==> format->attribute[j] == 0 ||
        nested_attribute_fits(format, format->attribute[j]);
      loop invariant entries: format->low == 0 && format->pointer == POINTER &&
        format->small == 0 && format->large == LARGE && format->limit == LIMIT &&
        format->guest == GUEST;
      loop assigns i, format->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    uint64_t attributes = tenon_svm_nested_attributes(i % 8u, i / 8u);
    //@ assert small: 0x65 <= attributes < 0x80 ==> nested_attribute_fits(format, attributes);
    /*@ assert high: 0x8000000000000065 <= attributes < 0x8000000000000080 ==>
          nested_attribute_fits(format, attributes); */
    //@ assert fits: attributes == 0 || nested_attribute_fits(format, attributes);
    format->attribute[i] = attributes;
  }
}
