// SPDX-License-Identifier: Apache-2.0
// The nested-table engine with the entry formats of four ISAs.
#include "tenon/core/nested_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "nested_fixture.hpp"

namespace {

using namespace tenon::testing;

INSTANTIATE_TEST_SUITE_P(Isas, NestedTable, testing::ValuesIn(isas),
                         [](const auto& isa) { return std::string(isa.param.name); });

TEST_P(NestedTable, MapsInTheLargestLeavesThatFit) {
  start(8);
  ASSERT_EQ(map(gib1 - mib2 - kib4, 4 * gib1 - mib2 - kib4, 2 * gib1), TENON_OK);
  EXPECT_EQ(height(gib1 - mib2 - kib4), 1u);
  EXPECT_EQ(height(gib1 - mib2), 2u);
  EXPECT_EQ(height(gib1), 3u);
  EXPECT_EQ(height(2 * gib1), 2u);
  EXPECT_EQ(height(3 * gib1 - mib2 - 2 * kib4), 1u);
  EXPECT_FALSE(lookup(3 * gib1 - mib2 - kib4).has_value());
  EXPECT_FALSE(lookup(gib1 - mib2 - kib4 - 1).has_value());
  EXPECT_EQ(lookup(gib1 + 0x12345)->hpa, 4 * gib1 + 0x12345);
  EXPECT_EQ(pool_.free, 8u - 1 - 4);
}

TEST_P(NestedTable, UnlikePhasesMapInPages) {
  start(8);
  ASSERT_EQ(map(mib2, mib2 + kib4, mib2), TENON_OK);
  EXPECT_EQ(height(mib2), 1u);
  EXPECT_EQ(lookup(2 * mib2 - 1)->hpa, 2 * mib2 + kib4 - 1);
}

TEST_P(NestedTable, RefusesBadArguments) {
  start(8);
  const std::uint64_t top = std::uint64_t{1} << 39;
  EXPECT_EQ(map(0, 0, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(map(0, 0, kib4, 8), TENON_ERROR_invalid_argument);
  EXPECT_EQ(map(0, 0, kib4, 7, 3), TENON_ERROR_invalid_argument);
  EXPECT_EQ(map(1, 0, kib4), TENON_ERROR_unaligned);
  EXPECT_EQ(map(0, 1, kib4), TENON_ERROR_unaligned);
  EXPECT_EQ(map(0, 0, kib4 + 1), TENON_ERROR_unaligned);
  EXPECT_EQ(map(top, 0, kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(top - kib4, 0, 2 * kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, std::uint64_t{1} << 48, kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, (std::uint64_t{1} << 48) - kib4, 2 * kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(kib4, 0, std::uint64_t{0} - kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(unmap(0, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(unmap(2, kib4), TENON_ERROR_unaligned);
  EXPECT_EQ(unmap(0, kib4 + 2), TENON_ERROR_unaligned);
  EXPECT_EQ(unmap(top - kib4, 2 * kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(tenon_nested_break(&pool_, root_, top), TENON_NONE);
  EXPECT_EQ(unmap(top, kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(unmap(0, kib4), TENON_ERROR_not_mapped);
  EXPECT_EQ(pool_.free, 7u);
  tenon_nested_translation found{};
  EXPECT_EQ(tenon_nested_translate(&pool_, root_, top, &found), TENON_ERROR_out_of_range);
  EXPECT_EQ(tenon_nested_translate(&pool_, root_, top - 1, &found), TENON_ERROR_not_mapped);
  EXPECT_EQ(map(top - kib4, (std::uint64_t{1} << 48) - kib4, kib4), TENON_OK);
  EXPECT_EQ(lookup(top - 1)->hpa, (std::uint64_t{1} << 48) - 1);
}

TEST_P(NestedTable, WhatAnIsaCannotExpressIsUnsupported) {
  start(8);
  const bool expresses = GetParam().small == 3;
  EXPECT_EQ(map(0, 0, kib4, 0), expresses ? TENON_OK : TENON_ERROR_unsupported);
}

TEST_P(NestedTable, AMapThatFailsLeavesNothingBehind) {
  start(4);
  ASSERT_EQ(map(5 * mib2 + kib4, 0, kib4), TENON_OK);
  EXPECT_EQ(pool_.free, 1u);
  EXPECT_EQ(map(0, 0x1000, 6 * mib2), TENON_ERROR_out_of_tables);
  EXPECT_FALSE(lookup(0).has_value());
  EXPECT_EQ(pool_.free, 1u);
  EXPECT_EQ(map(4 * mib2, 0x1000, 2 * mib2), TENON_ERROR_already_mapped);
  EXPECT_FALSE(lookup(4 * mib2).has_value());
  EXPECT_EQ(pool_.free, 1u);
  EXPECT_TRUE(lookup(5 * mib2 + kib4).has_value());
}

TEST_P(NestedTable, UnmapDividesBlocksAndGivesTablesBack) {
  start(6);
  ASSERT_EQ(map(0, 0, gib1), TENON_OK);
  EXPECT_EQ(pool_.free, 5u);
  ASSERT_EQ(unmap(5 * mib2 + kib4, kib4), TENON_OK);
  EXPECT_EQ(pool_.free, 3u) << "both ends lie in one 2 MiB block";
  EXPECT_EQ(height(4 * mib2), 2u);
  EXPECT_EQ(height(5 * mib2), 1u);
  EXPECT_FALSE(lookup(5 * mib2 + kib4).has_value());
  EXPECT_EQ(lookup(5 * mib2 + 2 * kib4)->hpa, 5 * mib2 + 2 * kib4);
  EXPECT_EQ(unmap(0, gib1), TENON_ERROR_not_mapped);
  EXPECT_EQ(unmap(0, 5 * mib2 + kib4), TENON_OK);
  EXPECT_EQ(unmap(5 * mib2 + 2 * kib4, gib1 - 5 * mib2 - 2 * kib4), TENON_OK);
  EXPECT_EQ(pool_.free, 5u);
}

TEST_P(NestedTable, ATableThatStaysHidesNoneBehindIt) {
  start(8);
  ASSERT_EQ(map(0, kib4, 3 * mib2), TENON_OK);
  EXPECT_EQ(pool_.free, 3u);
  ASSERT_EQ(unmap(kib4, 3 * mib2 - 2 * kib4), TENON_OK);
  EXPECT_EQ(pool_.free, 4u) << "the first and the last table still map a page";
  ASSERT_EQ(unmap(0, kib4), TENON_OK);
  ASSERT_EQ(unmap(3 * mib2 - kib4, kib4), TENON_OK);
  EXPECT_EQ(pool_.free, 7u);
}

TEST_P(NestedTable, AnUnmapThatLacksTablesChangesNothing) {
  start(3);
  ASSERT_EQ(map(0, 0, gib1), TENON_OK);
  EXPECT_EQ(unmap(mib2 - kib4, 2 * kib4), TENON_ERROR_out_of_tables);
  EXPECT_EQ(height(0), 3u);
  EXPECT_EQ(unmap(mib2 + kib4, kib4), TENON_OK);
}

TEST_P(NestedTable, ProtectKeepsMemoryAndAddresses) {
  start(8);
  ASSERT_EQ(map(0, gib1, 2 * mib2, 3, TENON_MEMORY_NON_CACHEABLE), TENON_OK);
  ASSERT_EQ(protect(kib4, mib2, 5), TENON_OK);
  EXPECT_EQ(*lookup(0), (NestedModel::Leaf{gib1, 3, TENON_MEMORY_NON_CACHEABLE}));
  EXPECT_EQ(*lookup(kib4), (NestedModel::Leaf{gib1 + kib4, 5, TENON_MEMORY_NON_CACHEABLE}));
  EXPECT_EQ(*lookup(mib2), (NestedModel::Leaf{gib1 + mib2, 5, TENON_MEMORY_NON_CACHEABLE}));
  EXPECT_EQ(*lookup(mib2 + kib4),
            (NestedModel::Leaf{gib1 + mib2 + kib4, 3, TENON_MEMORY_NON_CACHEABLE}));
  EXPECT_EQ(protect(0, 4 * mib2, 1), TENON_ERROR_not_mapped);
}

TEST_P(NestedTable, ProtectPassesOverHoles) {
  start(8);
  ASSERT_EQ(map(0, gib1, kib4, 3), TENON_OK);
  ASSERT_EQ(map(2 * kib4, gib1, kib4, 3), TENON_OK);
  tenon_nested_protect(&pool_, root_, 0, 3 * kib4, 5);
  EXPECT_EQ(lookup(0)->access, 5U);
  EXPECT_FALSE(lookup(kib4).has_value());
  EXPECT_EQ(lookup(2 * kib4)->access, 5U);
  const std::uint32_t table = tenon_nested_walk(pool_.tree, root_, kib4);
  EXPECT_EQ(tenon_nested_entry(pool_.tree, table, kib4), 0U);
}

// A leaf that is sound, and of no attributes that the pool's format has.
TEST_P(NestedTable, AForeignLeafTranslatesNothingAndStays) {
  start(8);
  ASSERT_EQ(map(0, gib1, 2 * kib4, 3), TENON_OK);
  const std::uint32_t table = tenon_nested_walk(pool_.tree, root_, 0);
  std::uint64_t& entry = pages_[table].entry[0];
  entry += std::uint64_t{1} << 55;  // above the address, where no format here has anything
  const std::uint64_t before = entry;
  EXPECT_FALSE(lookup(0).has_value());
  tenon_nested_protect(&pool_, root_, 0, 2 * kib4, 5);
  EXPECT_EQ(entry, before);
  EXPECT_EQ(*lookup(kib4), (NestedModel::Leaf{gib1 + kib4, 5, 0}));
}

TEST_P(NestedTable, FourLevelsReachFortyEightBits) {
  start(8, 4);
  const std::uint64_t top = std::uint64_t{1} << 48;
  ASSERT_EQ(map(top - gib1, 0, gib1), TENON_OK);
  EXPECT_EQ(height(top - 1), 3u);
  EXPECT_EQ(lookup(top - 1)->hpa, gib1 - 1);
  EXPECT_FALSE(lookup((std::uint64_t{1} << 39) - 1).has_value());
  EXPECT_EQ(map(top - gib1, 0, 2 * gib1), TENON_ERROR_out_of_range);
  ASSERT_EQ(map(511 * gib1, 0, 2 * gib1), TENON_OK) << "across two tables of height 3";
  EXPECT_EQ(lookup(512 * gib1)->hpa, gib1);
}

TEST_P(NestedTable, RootsAreApartAndGiveEverythingBack) {
  start(16);
  const std::uint32_t other = tenon_nested_root_new(&pool_, 4, 43);
  ASSERT_NE(other, TENON_NONE);
  ASSERT_EQ(map(0, 0, kib4), TENON_OK);
  ASSERT_EQ(tenon_nested_map(&pool_, other, 0, gib1, kib4, 3, 0), TENON_OK);
  EXPECT_EQ(lookup(0)->hpa, 0u);
  tenon_nested_root_free(&pool_, root_);
  EXPECT_EQ(pool_.free, 16u - 4);
  root_ = other;
  EXPECT_EQ(lookup(0)->hpa, gib1);
  tenon_nested_root_free(&pool_, other);
  EXPECT_EQ(pool_.free, 16u);
  for (const auto& page : pages_) {
    for (const std::uint64_t entry : page.entry) ASSERT_EQ(entry, 0u);
  }
  for (int i = 0; i < 16; ++i) ASSERT_NE(tenon_nested_root_new(&pool_, 3, 1), TENON_NONE);
  EXPECT_EQ(tenon_nested_root_new(&pool_, 3, 1), TENON_NONE);
}

TEST_P(NestedTable, InitRefusesFormatsThatContradictThemselves) {
  tenon_nested_pool pool{};
  std::vector<tenon_nested_page> pages(2);
  std::vector<tenon_nested_table> tables(2);
  const auto init = [&](const tenon_nested_format& format, std::uint32_t count = 2,
                        std::uint64_t base = 0) {
    return tenon_nested_pool_init(&pool, pages.data(), tables.data(), count, base, &format);
  };
  const tenon_nested_format good = format_of(GetParam());
  pool.reserved = 1;
  pool.tree.reserved = 1;
  EXPECT_EQ(init(good), TENON_OK);
  EXPECT_EQ(pool.reserved, 0u);
  EXPECT_EQ(pool.tree.reserved, 0u);
  EXPECT_EQ(init(good, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(init(good, 2, 0x800), TENON_ERROR_unaligned);
  EXPECT_EQ(init(good, 2, good.limit - kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(init(good, 2, good.limit - 2 * kib4), TENON_OK);
  EXPECT_EQ(init(good, 2, good.limit + kib4), TENON_ERROR_out_of_range);
  tenon_nested_format bad = good;
  bad.attribute[7] += kib4;
  EXPECT_EQ(init(bad), TENON_ERROR_invalid_argument) << "an attribute in the address";
  bad = good;
  bad.pointer = 0;
  EXPECT_EQ(init(bad), TENON_ERROR_invalid_argument);
  bad = good;
  bad.pointer = static_cast<std::uint32_t>((good.attribute[7] + good.large) % 1024);
  EXPECT_EQ(init(bad), TENON_ERROR_invalid_argument) << "a block that looks like a pointer";
  EXPECT_EQ(init(good, TENON_NONE), TENON_ERROR_invalid_argument);
  const auto refused = [&](auto change) {
    bad = good;
    change(bad);
    EXPECT_EQ(init(bad), TENON_ERROR_invalid_argument);
  };
  refused([](auto& f) { f.pointer = 1024; });
  refused([](auto& f) { f.small = 1024; });
  refused([](auto& f) { f.large = 1024; });
  refused([](auto& f) { f.limit = (std::uint64_t{1} << 52) + 1; });
  refused([](auto& f) { f.attribute[7] = UINT64_MAX - 1023; });
  refused([](auto& f) {  // a block whose attributes reach into the address, a page whose do not
    f.large = f.small + 1;
    f.attribute[7] = (f.low != 0 ? 1023U : 4095U) - f.small;
  });
}

}  // namespace
