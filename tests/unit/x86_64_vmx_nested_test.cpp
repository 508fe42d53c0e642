// SPDX-License-Identifier: Apache-2.0
// EPT against the manual: what entries say, and that a CPU without pages of 1 GiB gets none.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/nested.h"
#include "tenon/core/x86_64/vmx/nested.h"

namespace {

using tenon_test::x86_hardware;

constexpr std::uint64_t page = 0x1000;
constexpr std::uint64_t gib = 0x4000'0000;
constexpr std::uint64_t pool_base = 0x9000'0000;
constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;
constexpr std::uint64_t cap_1g = 0x20000;
constexpr std::uint32_t has_capabilities = 0x2000'0000;
constexpr std::uint64_t pschange_mc_no = 0x40;

struct Leaf {
  std::uint64_t entry;
  std::uint32_t level;  ///< 1: 4 KiB
};

class VmxNested : public testing::Test {
 protected:
  VmxNested() {
    x86_hardware = {};
    x86_hardware.make_vmx();
    x86_hardware.msr[0x48c] &= ~cap_1g;
    x86_hardware.cpuid[{7, 0}].edx |= has_capabilities;
    x86_hardware.msr[0x10a] = pschange_mc_no;
    EXPECT_EQ(
        tenon_x86_64_stage2_pool_init(&pool_, pages_.data(), tables_.data(), count, pool_base),
        static_cast<std::uint32_t>(TENON_OK));
    EXPECT_EQ(tenon_x86_64_stage2_create(&pool_, &stage2_, 1),
              static_cast<std::uint32_t>(TENON_OK));
  }
  /// SDM volume 3, 29.3.2: R, W, X in 2:0; a pointer has nothing in 7:3.
  [[nodiscard]] std::optional<Leaf> walk(std::uint64_t gpa) const {
    std::uint64_t table = stage2_.common.root;
    for (std::uint32_t level = 4; level > 0; --level) {
      const std::uint64_t entry =
          pages_.at((table - pool_base) / page).entry[gpa >> (3 + 9 * level) & 511];
      if ((entry & 7) == 0) return std::nullopt;
      EXPECT_NE(entry & 1, 0U) << "a write or fetch without a read is a misconfiguration";
      if (level == 1 || (entry & 0x80) != 0) return Leaf{entry, level};
      EXPECT_EQ(entry & 0xff, 7U);
      table = entry & 0x000f'ffff'ffff'f000;
    }
    return std::nullopt;
  }
  std::uint32_t map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access = all, std::uint32_t memory = TENON_MEMORY_NORMAL) {
    return tenon_x86_64_stage2_map(&pool_, &stage2_, gpa, hpa, bytes, access, memory);
  }

  static constexpr std::uint32_t count = 32;
  std::vector<tenon_nested_page> pages_ = std::vector<tenon_nested_page>(count);
  std::vector<tenon_nested_table> tables_ = std::vector<tenon_nested_table>(count);
  tenon_nested_pool pool_{};
  tenon_x86_64_stage2 stage2_{};
};

TEST_F(VmxNested, WritesAttributesAsTheManualHasThem) {
  EXPECT_EQ(map(0x1000, 0x7000, page, TENON_ACCESS_READ), TENON_OK);
  EXPECT_EQ(map(0x2000, 0x8000, page, all, TENON_MEMORY_DEVICE), TENON_OK);
  EXPECT_EQ(
      map(0x3000, 0x9000, page, TENON_ACCESS_READ | TENON_ACCESS_WRITE, TENON_MEMORY_NON_CACHEABLE),
      TENON_OK);
  EXPECT_EQ(map(0x4000, 0xa000, page, TENON_ACCESS_EXECUTE), TENON_ERROR_unsupported);
  EXPECT_EQ(walk(0x1000)->entry, 0x7331U) << "R, write-back, A, D";
  EXPECT_EQ(walk(0x2000)->entry, 0x8347U) << "RWX, uncacheable whatever PAT says";
  EXPECT_EQ(walk(0x3000)->entry, 0x930bU) << "RW, write-combining";
  EXPECT_FALSE(walk(0x4000));
}

TEST_F(VmxNested, GivesACpuWithoutPagesOfAGigabyteNone) {
  EXPECT_EQ(map(0, 0, 3 * gib), TENON_OK);
  for (std::uint64_t at = 0; at < 3 * gib; at += gib / 8) {
    ASSERT_TRUE(walk(at)) << std::hex << at;
    EXPECT_EQ(walk(at)->level, 2U) << std::hex << at;
    EXPECT_EQ(walk(at)->entry & 0x000f'ffff'ffe0'0000, at);
  }
  EXPECT_FALSE(walk(3 * gib));
  x86_hardware.msr[0x48c] |= cap_1g;
  EXPECT_EQ(map(4 * gib, 4 * gib, gib), TENON_OK);
  EXPECT_EQ(walk(4 * gib)->level, 3U);
}

/// CVE-2018-12207: where a guest could stop the CPU by the size of its own pages, no page of EPT is
/// large, be it executable now or later.
TEST_F(VmxNested, GivesACpuThatLargePagesCanStopNone) {
  x86_hardware.msr[0x48c] |= cap_1g;
  for (const bool told : {true, false}) {
    x86_hardware.cpuid[{7, 0}].edx = told ? has_capabilities : 0;
    x86_hardware.msr[0x10a] = told ? 0 : pschange_mc_no;  // which is then none of this CPU's
    for (const std::uint32_t access : {all, std::uint32_t{TENON_ACCESS_READ}}) {
      ASSERT_EQ(map(0x20'0000 - page, 0x4000'0000 - page, 0x60'0000 + 2 * page, access), 0U);
      for (std::uint64_t at = 0x20'0000 - page; at < 0x80'0000 + page; at += page) {
        const auto leaf = walk(at);
        ASSERT_TRUE(leaf);
        EXPECT_EQ(leaf->level, 1U);
        EXPECT_EQ(leaf->entry & 0x000f'ffff'ffff'f000, at - 0x20'0000 + 0x4000'0000);
      }
      EXPECT_FALSE(walk(0x80'0000 + page));
      ASSERT_EQ(tenon_x86_64_stage2_unmap(&pool_, &stage2_, 0x20'0000 - page, 0x60'0000 + 2 * page),
                0U);
    }
  }
  x86_hardware.cpuid[{7, 0}].edx = has_capabilities;
  x86_hardware.msr[0x10a] = pschange_mc_no;
  ASSERT_EQ(map(0x20'0000, 0x4000'0000, 0x20'0000), 0U);
  EXPECT_EQ(walk(0x20'0000)->level, 2U);
}

TEST_F(VmxNested, LeavesNothingOfAMapThatIsRefused) {
  EXPECT_EQ(map(2 * gib, 0, page), TENON_OK);
  const std::uint32_t free = pool_.free;
  EXPECT_EQ(map(0, 0, 3 * gib), TENON_ERROR_already_mapped);
  EXPECT_FALSE(walk(0));
  EXPECT_FALSE(walk(gib));
  EXPECT_TRUE(walk(2 * gib));
  EXPECT_EQ(pool_.free, free);
  EXPECT_EQ(map(0, 0, gib + 1), TENON_ERROR_unaligned);
  EXPECT_FALSE(walk(0));
  EXPECT_EQ(map(1ULL << 47, 0, ~0ULL - 4095), TENON_ERROR_out_of_range);
  EXPECT_FALSE(walk(1ULL << 47));
}

TEST_F(VmxNested, RefusesWhatLiesBeyondEitherAddressSpace) {
  constexpr std::uint64_t guest_end = 1ULL << 48, host_end = 1ULL << 52;
  EXPECT_EQ(map(guest_end, 0, gib), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(guest_end - gib, 0, 2 * gib), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, host_end, gib), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, host_end - gib, 2 * gib), TENON_ERROR_out_of_range);
  EXPECT_FALSE(walk(0));
  EXPECT_FALSE(walk(guest_end - gib));
}

TEST_F(VmxNested, ClearsNothingOfAMapThatIsRefusedAtOnce) {
  EXPECT_EQ(map(page, 0x7000, page), TENON_OK);
  EXPECT_EQ(map(0, 0, gib), TENON_ERROR_already_mapped);
  EXPECT_TRUE(walk(page));
}

}  // namespace
