/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vmx/nested.h"

/* R, A, D. */
#define LEAF 0x301u
#define WRITE 0x2u
#define EXECUTE 0x4u
#define WRITE_BACK 0x30u
#define WRITE_COMBINING 0x8u
#define UNCACHEABLE 0x40u /* type 0, whatever the guest's PAT says */
/* R, W, X, and A, which no leaf above 4 KiB has without PS. */
#define POINTER 0x107u
#define LARGE 0x80u
#define LIMIT 0x10000000000000u
#define GUEST 0x1000000000000u

uint64_t tenon_vmx_nested_attributes(uint32_t access, uint32_t memory) {
  if (access % 2u == 0u) return 0;
  uint64_t attributes = LEAF;
  if (access / 2u % 2u != 0u) attributes += WRITE;
  if (access / 4u % 2u != 0u) attributes += EXECUTE;
  if (memory == (uint32_t)TENON_MEMORY_DEVICE) return attributes + UNCACHEABLE;
  if (memory == (uint32_t)TENON_MEMORY_NON_CACHEABLE) return attributes + WRITE_COMBINING;
  return attributes + WRITE_BACK;
}

void tenon_vmx_nested_format(struct tenon_nested_format *format) {
  format->limit = LIMIT;
  format->guest = GUEST;
  format->low = 0;
  format->pointer = POINTER;
  format->small = 0;
  format->large = LARGE;
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant attributes: \forall integer j; 0 <= j < i ==>
        format->attribute[j] == vmx_nested_attributes(j % 8, j / 8);
      loop invariant fit: \forall integer j; 0 <= j < i ==> format->attribute[j] == 0 ||
        nested_attribute_fits(format, format->attribute[j]);
      loop assigns i, format->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    uint64_t attributes = tenon_vmx_nested_attributes(i % 8u, i / 8u);
    //@ assert fits: attributes == 0 || nested_attribute_fits(format, attributes);
    format->attribute[i] = attributes;
  }
}
