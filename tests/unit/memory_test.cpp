// SPDX-License-Identifier: Apache-2.0
// memcpy and its kin, as freestanding builds link them, against the host's own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <numeric>

extern "C" {
void* tenon_memcpy(void* destination, const void* source, std::size_t size);
void* tenon_memmove(void* destination, const void* source, std::size_t size);
void* tenon_memset(void* destination, int value, std::size_t size);
int tenon_memcmp(const void* left, const void* right, std::size_t size);
}

namespace {

using Bytes = std::array<std::uint8_t, 48>;

Bytes counted() {
  Bytes bytes{};
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

TEST(Memory, CopiesEachSizeAndNothingBeside) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const Bytes source = counted();
    Bytes copy{}, expected{};
    std::memcpy(expected.data() + 3, source.data() + 1, size);
    EXPECT_EQ(tenon_memcpy(copy.data() + 3, source.data() + 1, size), copy.data() + 3);
    EXPECT_EQ(copy, expected) << size;
  }
}

TEST(Memory, MovesBetweenRegionsThatOverlapEitherWay) {
  for (std::size_t from = 0; from <= 8; ++from) {
    for (std::size_t to = 0; to <= 8; ++to) {
      Bytes moved = counted(), expected = counted();
      std::memmove(expected.data() + to, expected.data() + from, 32);
      EXPECT_EQ(tenon_memmove(moved.data() + to, moved.data() + from, 32), moved.data() + to);
      EXPECT_EQ(moved, expected) << from << " to " << to;
    }
  }
}

TEST(Memory, SetsTheLowByteOfTheValue) {
  Bytes set = counted(), expected = counted();
  std::fill_n(expected.begin() + 5, 17, std::uint8_t{0xa5});
  EXPECT_EQ(tenon_memset(set.data() + 5, 0x1a5, 17), set.data() + 5);
  EXPECT_EQ(set, expected);
}

TEST(Memory, ComparesBytesAsUnsignedNumbers) {
  const std::array<std::uint8_t, 3> low{1, 0x7f, 9}, high{1, 0x80, 0};
  EXPECT_LT(tenon_memcmp(low.data(), high.data(), 3), 0);
  EXPECT_GT(tenon_memcmp(high.data(), low.data(), 3), 0);
  EXPECT_EQ(tenon_memcmp(low.data(), high.data(), 1), 0);
  EXPECT_EQ(tenon_memcmp(low.data(), high.data(), 0), 0);
}

}  // namespace
