/* SPDX-License-Identifier: Apache-2.0 */
#include "hostile.h"
#include "splitmix.h"

static uint64_t state;

void seed(uint64_t value) { state = value; }

uint64_t random64(void) { return next_random(&state); }

uint32_t below(uint32_t limit) { return (uint32_t)((random64() >> 32) * limit >> 32); }

/* In and out of every window and region of the machine, near their edges more often than not. */
uint64_t address(void) {
  static const uint64_t edges[] = {
      0x40000000, 0x40100000, 0x48000000, 0x48004000, 0x50000000, 0x50001000, 0x0a000000,
      0x0a001000, 0x0a002000, 0x0a003000, 0x0a004010, 0x0a004018, 0x09000000, 0x09001000,
      0x0,        1ull << 32, 1ull << 36, 1ull << 39, 1ull << 40, 1ull << 44, 1ull << 48,
  };
  switch (below(8)) {
    case 0:
      return edges[below(sizeof(edges) / sizeof(edges[0]))] + random64() % 64 - 32;
    case 1:
      return random64();
    case 2:
      return DATA + random64() % 0x40000;
    case 3:
      return 0x48000000 + random64() % 0x4000; /* ROM */
    case 4:
      return 0x50000000 + random64() % 0x1000; /* the machine's own memory as a device */
    default:
      return 0x0a000000 + random64() % 0x5000; /* devices, aligned and not */
  }
}
