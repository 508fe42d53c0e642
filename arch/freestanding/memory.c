/* SPDX-License-Identifier: Apache-2.0 */
/* Plain loops, so that the compiler has nothing to call but must not turn them into calls of
 * themselves either: built with -fno-builtin -fno-tree-loop-distribute-patterns. */
#include "tenon/core/memory.h"

void *memcpy(void *destination, const void *source, size_t size) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  for (size_t i = 0u; i < size; ++i) {
    to[i] = from[i];
  }
  return destination;
}

void *memmove(void *destination, const void *source, size_t size) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  if (to <= from) {
    for (size_t i = 0u; i < size; ++i) {
      to[i] = from[i];
    }
  } else {
    for (size_t i = size; i > 0u; --i) {
      to[i - 1u] = from[i - 1u];
    }
  }
  return destination;
}

void *memset(void *destination, int value, size_t size) {
  uint8_t *to = destination;
  const uint8_t byte = (uint8_t)((unsigned int)value & 0xffu);
  for (size_t i = 0u; i < size; ++i) {
    to[i] = byte;
  }
  return destination;
}

int memcmp(const void *left, const void *right, size_t size) {
  const uint8_t *a = left;
  const uint8_t *b = right;
  for (size_t i = 0u; i < size; ++i) {
    if (a[i] != b[i]) {
      return a[i] < b[i] ? -1 : 1;
    }
  }
  return 0;
}
