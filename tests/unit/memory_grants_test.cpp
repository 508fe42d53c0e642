// SPDX-License-Identifier: Apache-2.0
// Memory given to VMs, and taken back when no table of the pool maps it.
#include "tenon/core/memory_grants.h"

#include <array>
#include <cstdint>
#include <string>

#include "nested_fixture.hpp"

namespace tenon::testing {
namespace {

constexpr std::uint32_t none = TENON_NONE;

class MemoryGrants : public ::testing::Test {
 protected:
  MemoryGrants() { tenon_grants_init(&grants_, grant_.data(), 4); }

  std::uint32_t give(std::uint64_t first, std::uint64_t last, std::uint32_t vm) {
    return tenon_grants_give(&grants_, first, last, vm);
  }
  bool holds(std::uint64_t first, std::uint64_t last, std::uint32_t vm) {
    return tenon_grants_hold(&grants_, first, last, vm) != 0;
  }

  std::array<tenon_grant, 4> grant_{};
  tenon_grants grants_{};
};

TEST_F(MemoryGrants, NothingIsGivenAtFirst) {
  EXPECT_FALSE(holds(0, 0, 1));
  EXPECT_EQ(tenon_grants_share(&grants_, 0, 1, 2), TENON_ERROR_not_found);
}

TEST_F(MemoryGrants, RefusesWhatIsNoRangeOrNoVm) {
  EXPECT_EQ(give(5, 4, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(give(5, TENON_NESTED_NUMBERS, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(give(5, 5, none), TENON_ERROR_invalid_argument);
  EXPECT_EQ(grants_.count, 0u);
  EXPECT_EQ(give(0, TENON_NESTED_NUMBERS - 1u, 1), TENON_OK);
}

TEST_F(MemoryGrants, NoPageIsGivenTwice) {
  ASSERT_EQ(give(10, 19, 1), TENON_OK);
  for (const std::uint32_t vm : {1u, 2u}) {
    EXPECT_EQ(give(10, 19, vm), TENON_ERROR_overlap);
    EXPECT_EQ(give(0, 10, vm), TENON_ERROR_overlap);
    EXPECT_EQ(give(19, 30, vm), TENON_ERROR_overlap);
    EXPECT_EQ(give(0, 100, vm), TENON_ERROR_overlap);
    EXPECT_EQ(give(12, 13, vm), TENON_ERROR_overlap);
  }
  EXPECT_EQ(give(0, 9, 2), TENON_OK);
  EXPECT_EQ(give(20, 20, 2), TENON_OK);
  EXPECT_EQ(give(21, 21, 2), TENON_OK);
  EXPECT_EQ(give(22, 22, 2), TENON_ERROR_full);
  EXPECT_TRUE(holds(10, 19, 1));
  EXPECT_FALSE(holds(10, 19, 2));
  EXPECT_FALSE(holds(9, 10, 1)) << "half of it is another's";
  EXPECT_FALSE(holds(20, 21, 2)) << "one range has to have them all";
}

TEST_F(MemoryGrants, OnlyTheOwnerSharesAndOnce) {
  ASSERT_EQ(give(10, 19, 1), TENON_OK);
  EXPECT_EQ(tenon_grants_share(&grants_, 11, 1, 2), TENON_ERROR_not_found);
  EXPECT_EQ(tenon_grants_share(&grants_, 10, 3, 2), TENON_ERROR_not_found);
  EXPECT_EQ(tenon_grants_share(&grants_, 10, 1, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_grants_share(&grants_, 10, 1, none), TENON_ERROR_invalid_argument);
  EXPECT_FALSE(holds(10, 19, 2));
  ASSERT_EQ(tenon_grants_share(&grants_, 10, 1, 2), TENON_OK);
  EXPECT_TRUE(holds(10, 19, 1));
  EXPECT_TRUE(holds(12, 12, 2));
  EXPECT_EQ(tenon_grants_share(&grants_, 10, 1, 3), TENON_ERROR_overlap);
  EXPECT_FALSE(holds(12, 12, 3));
}

TEST_F(MemoryGrants, OneRangeHasAllBytesOrNoneHas) {
  ASSERT_EQ(give(0x1000, 0x1001, 42), TENON_OK);
  ASSERT_EQ(give(0x1002, 0x1003, 43), TENON_OK);
  const auto cover = [&](std::uint64_t hpa, std::uint64_t bytes) {
    return tenon_grants_cover(&grants_, hpa, bytes, 42) != 0;
  };
  EXPECT_TRUE(cover(0x100'0000, 0x2000));
  EXPECT_TRUE(cover(0x100'1fff, 1));
  EXPECT_FALSE(cover(0x100'0fff, 0)) << "of nothing";
  EXPECT_FALSE(cover(0x0ff'ffff, 1)) << "the byte before";
  EXPECT_FALSE(cover(0x100'1fff, 2)) << "the last one is another's";
  EXPECT_FALSE(cover(0x100'0000, 0x2001));
  EXPECT_FALSE(cover(0x100'2000, 0x1000));
  ASSERT_EQ(tenon_grants_share(&grants_, 0x1002, 43, 42), TENON_OK);
  EXPECT_TRUE(cover(0x100'2000, 0x2000));
  EXPECT_FALSE(cover(0x100'0000, 0x4000)) << "two ranges are not one";
}

TEST_F(MemoryGrants, BytesEndWhereAddressesEnd) {
  constexpr std::uint64_t last = 0xff'ffff'ffff;
  ASSERT_EQ(give(0, last, 42), TENON_OK);
  const auto cover = [&](std::uint64_t hpa, std::uint64_t bytes) {
    return tenon_grants_cover(&grants_, hpa, bytes, 42) != 0;
  };
  EXPECT_TRUE(cover(0, (last + 1) * 4096));
  EXPECT_FALSE(cover(1, (last + 1) * 4096));
  EXPECT_FALSE(cover(0x1000, ~std::uint64_t{0})) << "wraps";
  EXPECT_FALSE(cover(~std::uint64_t{0}, 2)) << "wraps to the first page";
}

class GrantsOfTables : public NestedTable {
 protected:
  GrantsOfTables() { tenon_grants_init(&grants_, grant_.data(), 4); }

  std::uint32_t take(std::uint64_t first) { return tenon_grants_take(&grants_, pool_.tree, first); }

  std::array<tenon_grant, 4> grant_{};
  tenon_grants grants_{};
};

TEST_P(GrantsOfTables, NothingIsTakenThatIsMapped) {
  start(12);
  ASSERT_EQ(tenon_grants_give(&grants_, 0x1000, 0x11ff, 42), TENON_OK);
  ASSERT_EQ(tenon_grants_give(&grants_, 0x1200, 0x1200, 42), TENON_OK);
  ASSERT_EQ(tenon_grants_give(&grants_, 0x0fff, 0x0fff, 42), TENON_OK);
  ASSERT_EQ(map(0x40'0000, 0x100'0000, 0x20'0000), TENON_OK) << "a block of 2 MiB";
  ASSERT_EQ(height(0x40'0000), 2u);
  EXPECT_EQ(take(0x1001), TENON_ERROR_not_found);
  EXPECT_EQ(take(0x1000), TENON_ERROR_still_mapped);
  EXPECT_EQ(take(0x1200), TENON_OK) << "begins where the block ends";
  EXPECT_EQ(take(0x0fff), TENON_OK) << "ends where the block begins";
  ASSERT_EQ(unmap(0x40'0000, 0x1f'f000), TENON_OK);
  EXPECT_EQ(take(0x1000), TENON_ERROR_still_mapped) << "the last page is left";
  ASSERT_EQ(unmap(0x5f'f000, 0x1000), TENON_OK);
  EXPECT_EQ(take(0x1000), TENON_OK);
  EXPECT_EQ(grants_.count, 0u);
  EXPECT_EQ(take(0x1000), TENON_ERROR_not_found);
}

TEST_P(GrantsOfTables, AnotherTreeOfThePoolCountsToo) {
  start(8);
  ASSERT_EQ(tenon_grants_give(&grants_, 0x1000, 0x1000, 42), TENON_OK);
  ASSERT_EQ(tenon_grants_share(&grants_, 0x1000, 42, 43), TENON_OK);
  const std::uint32_t other = tenon_nested_root_new(&pool_, 3, 43);
  ASSERT_NE(other, none);
  ASSERT_EQ(tenon_nested_map(&pool_, other, 0, 0x100'0000, 0x1000, 7, 0), TENON_OK);
  EXPECT_EQ(take(0x1000), TENON_ERROR_still_mapped);
  tenon_nested_root_free(&pool_, other);
  EXPECT_EQ(take(0x1000), TENON_OK);
}

INSTANTIATE_TEST_SUITE_P(Isas, GrantsOfTables, ::testing::ValuesIn(isas),
                         [](const auto& isa) { return std::string(isa.param.name); });

}  // namespace
}  // namespace tenon::testing
