// SPDX-License-Identifier: Apache-2.0
// Range maps against a plain model: a byte-by-byte map of a small space.
#include "tenon/core/range_map.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <random>

namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

class RangeMap : public testing::Test {
 protected:
  RangeMap() { tenon_range_map_init(&map_, ranges_.data(), 8); }

  std::uint32_t insert(std::uint64_t first, std::uint64_t last, std::uint32_t claim) {
    return tenon_range_map_insert(&map_, first, last, claim);
  }
  std::uint32_t find(std::uint64_t address, std::uint64_t width) {
    claim_ = 77;
    return tenon_range_map_find(&map_, address, width, &claim_);
  }

  std::array<tenon_range, 8> ranges_{};
  tenon_range_map map_{};
  std::uint32_t claim_ = 0;
};

TEST_F(RangeMap, EmptyMapHasNothing) {
  EXPECT_EQ(find(0, 1), TENON_RANGE_NONE);
  EXPECT_EQ(claim_, 0u);
  EXPECT_EQ(tenon_range_map_remove(&map_, 0), TENON_ERROR_not_found);
}

TEST_F(RangeMap, RefusesEmptyRangesAndOverlap) {
  EXPECT_EQ(insert(5, 4, 1), TENON_ERROR_invalid_argument);
  ASSERT_EQ(insert(10, 19, 1), TENON_OK);
  EXPECT_EQ(insert(10, 19, 2), TENON_ERROR_overlap);
  EXPECT_EQ(insert(0, 10, 2), TENON_ERROR_overlap);
  EXPECT_EQ(insert(19, 30, 2), TENON_ERROR_overlap);
  EXPECT_EQ(insert(12, 13, 2), TENON_ERROR_overlap);
  EXPECT_EQ(insert(0, top, 2), TENON_ERROR_overlap);
  EXPECT_EQ(insert(0, 9, 2), TENON_OK);
  EXPECT_EQ(insert(20, 20, 3), TENON_OK);
  EXPECT_EQ(map_.count, 3u);
}

TEST_F(RangeMap, FindsOnlyWhatLiesInOneRange) {
  ASSERT_EQ(insert(0x1000, 0x1fff, 3), TENON_OK);
  ASSERT_EQ(insert(0x2000, 0x20ff, 4), TENON_OK);
  EXPECT_EQ(find(0x1ffc, 4), TENON_RANGE_INSIDE);
  EXPECT_EQ(claim_, 3u);
  EXPECT_EQ(find(0x1ffc, 8), TENON_RANGE_STRADDLES);
  EXPECT_EQ(claim_, 0u);
  EXPECT_EQ(find(0xffc, 8), TENON_RANGE_STRADDLES);
  EXPECT_EQ(find(0x20fc, 8), TENON_RANGE_STRADDLES);
  EXPECT_EQ(find(0x2100, 8), TENON_RANGE_NONE);
  EXPECT_EQ(find(0xff8, 8), TENON_RANGE_NONE);
  EXPECT_EQ(find(0x1000, 0), TENON_RANGE_NONE);
  EXPECT_EQ(find(0, 0x10000), TENON_RANGE_STRADDLES);
}

TEST_F(RangeMap, ReachesTheTopOfTheSpaceAndNotBeyond) {
  ASSERT_EQ(insert(top - 7, top, 9), TENON_OK);
  EXPECT_EQ(find(top - 7, 8), TENON_RANGE_INSIDE);
  EXPECT_EQ(find(top, 1), TENON_RANGE_INSIDE);
  EXPECT_EQ(claim_, 9u);
  EXPECT_EQ(find(top, 2), TENON_RANGE_STRADDLES);
  EXPECT_EQ(find(1, top), TENON_RANGE_STRADDLES);
  EXPECT_EQ(tenon_range_map_remove(&map_, top - 7), TENON_OK);
  EXPECT_EQ(find(top, 2), TENON_RANGE_NONE);
  ASSERT_EQ(insert(0, top, 1), TENON_OK);
  EXPECT_EQ(find(0, top), TENON_RANGE_INSIDE);
}

TEST_F(RangeMap, IsFullAtItsCapacity) {
  for (std::uint32_t i = 0; i < 8; ++i) {
    const std::uint64_t first = i * std::uint64_t{10};
    ASSERT_EQ(insert(first, first + 4, i), TENON_OK);
  }
  EXPECT_EQ(insert(100, 100, 8), TENON_ERROR_full);
  EXPECT_EQ(insert(4, 5, 8), TENON_ERROR_overlap);
  EXPECT_EQ(tenon_range_map_remove(&map_, 31), TENON_ERROR_not_found);
  EXPECT_EQ(tenon_range_map_remove(&map_, 30), TENON_OK);
  EXPECT_EQ(insert(100, 100, 8), TENON_OK);
}

/// What each address of a space of 256 belongs to, -1: nothing.
struct Model {
  std::array<int, 256> owner{};
  std::map<int, int> last_of;
  Model() { owner.fill(-1); }
};

TEST(RangeMapModel, AgreesWithABytewiseModel) {
  std::mt19937 random(20260724);
  for (int round = 0; round < 40; ++round) {
    std::array<tenon_range, 12> memory{};
    tenon_range_map map{};
    tenon_range_map_init(&map, memory.data(), 12);
    Model model;
    for (int step = 0; step < 300; ++step) {
      const int first = static_cast<int>(random() % 256);
      const int last = std::min<int>(255, first - 2 + static_cast<int>(random() % 24));
      const auto claim = static_cast<std::uint32_t>(random() % 100);
      if (random() % 3 != 0) {
        bool overlap = false;
        for (int a = first; a <= last; ++a) overlap |= model.owner[static_cast<unsigned>(a)] >= 0;
        std::uint32_t expected = TENON_OK;
        if (last < first) {
          expected = TENON_ERROR_invalid_argument;
        } else if (overlap) {
          expected = TENON_ERROR_overlap;
        } else if (model.last_of.size() == 12) {
          expected = TENON_ERROR_full;
        }
        // `last` may be below zero: an empty range all the same.
        ASSERT_EQ(last < 0 ? std::uint32_t{TENON_ERROR_invalid_argument}
                           : tenon_range_map_insert(&map, static_cast<std::uint64_t>(first),
                                                    static_cast<std::uint64_t>(last), claim),
                  expected);
        if (expected == TENON_OK) {
          model.last_of[first] = last;
          for (int a = first; a <= last; ++a) {
            model.owner[static_cast<unsigned>(a)] = static_cast<int>(claim) * 256 + first;
          }
        }
      } else {
        const auto found = model.last_of.find(first);
        const bool has = found != model.last_of.end();
        ASSERT_EQ(tenon_range_map_remove(&map, static_cast<std::uint64_t>(first)),
                  has ? std::uint32_t{TENON_OK} : std::uint32_t{TENON_ERROR_not_found});
        if (has) {
          for (int a = first; a <= found->second; ++a) model.owner[static_cast<unsigned>(a)] = -1;
          model.last_of.erase(found);
        }
      }
      const unsigned address = static_cast<unsigned>(random()) % 256;
      const unsigned width = static_cast<unsigned>(random()) % std::min(9u, 257 - address);
      bool any = false;
      bool all = width > 0;
      for (unsigned a = address; a < address + width; ++a) {
        any |= model.owner[a] >= 0;
        all &= model.owner[a] >= 0 && model.owner[a] == model.owner[address];
      }
      std::uint32_t value = 99;
      const std::uint32_t result = tenon_range_map_find(&map, address, width, &value);
      ASSERT_EQ(result, all   ? std::uint32_t{TENON_RANGE_INSIDE}
                        : any ? std::uint32_t{TENON_RANGE_STRADDLES}
                              : std::uint32_t{TENON_RANGE_NONE});
      ASSERT_EQ(value, all ? static_cast<std::uint32_t>(model.owner[address] / 256) : 0u);
    }
  }
}

}  // namespace
