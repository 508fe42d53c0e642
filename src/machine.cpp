// SPDX-License-Identifier: Apache-2.0
// The machine that the proofs of the C core are about, Frama-C's gcc_x86_64, is this target as far
// as the core can tell: these could differ between the two. Plain char and wchar_t do, in their
// sign, and the core has none (proofs/audit.py). A test has Frama-C agree with each line.
#include <climits>
#include <cstddef>
#include <cstdint>

static_assert(CHAR_BIT == 8, "a byte has 8 bits");
static_assert(sizeof(short) == 2 && sizeof(int) == 4, "the integers below a word");
static_assert(sizeof(long) == 8 && sizeof(long long) == 8, "LP64");
static_assert(sizeof(void*) == 8 && sizeof(size_t) == 8 && sizeof(ptrdiff_t) == 8, "addresses");
static_assert(sizeof(uint64_t) == sizeof(unsigned long), "64 bits are an unsigned long");
static_assert((uint64_t)-1 > 0 && (size_t)-1 > 0, "what has a width has its sign");
static_assert(-1 >> 1 == -1 && (-1 & 3) == 3, "two's complement, shifted with its sign");
static_assert((uint8_t)1 - 2 < 0 && (uint16_t)1 - 2 < 0, "what is narrower than int is promoted");
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the low byte comes first");

struct TenonPadded {
  uint8_t low;
  uint64_t high;
};
static_assert(sizeof(struct TenonPadded) == 16, "64 bits are aligned to 64 bits");
