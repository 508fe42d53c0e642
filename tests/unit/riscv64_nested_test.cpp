// SPDX-License-Identifier: Apache-2.0
// The RISC-V second stage against the manual: a table walker of its own begins at the root of 16 KiB,
// a map says what it must find, and a TLB that keeps what it may keep finds every missing fence.
#include "tenon/core/riscv64/nested.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <vector>

namespace {

constexpr std::uint64_t page = 0x1000;
constexpr std::uint64_t mib2 = 0x20'0000;
constexpr std::uint64_t gib1 = 0x4000'0000;
constexpr std::uint64_t pool_base = 0x9000'0000;
constexpr std::uint64_t root_base = 0x9100'0000;
constexpr std::uint32_t vmid = 77;

struct Leaf {
  std::uint64_t hpa;
  std::uint32_t access;
  friend bool operator==(const Leaf&, const Leaf&) = default;
};

struct Machine {
  std::vector<tenon_nested_page> pages;
  std::vector<tenon_nested_table> tables;
  tenon_riscv64_root root{};
  std::uint32_t levels = 3;
  /// By guest page, what a hart may still use.
  std::map<std::uint64_t, Leaf> tlb;
  /// Guest pages that harts have found invalid. They may keep that until they are told to forget it:
  /// a fault alone makes no hart forget ("Supervisor Memory-Management Fence Instruction": "a page-fault
  /// exception might occur, at which point software should execute an SFENCE.VMA"; bounded by Svvptc
  /// only).
  std::set<std::uint64_t> absent;
  /// Guest pages that other harts touch whenever they are told to forget.
  std::set<std::uint64_t> touched;
  int fences = 0;
  /// What walks of other harts see: the tables as they were at the last barrier.
  std::vector<tenon_nested_page> visible;
  tenon_riscv64_root visible_root{};

  [[nodiscard]] std::uint64_t entry(std::uint64_t table, std::uint64_t index) const {
    if (table == root_base) return root.page[index / 512].entry[index % 512];
    EXPECT_LT(index, 512U);
    return pages.at((table - pool_base) / page).entry[index];
  }
  void publish() {
    visible = pages;
    visible_root = root;
  }
  [[nodiscard]] bool all_is_visible() const {
    const auto same = [](const tenon_nested_page& one, const tenon_nested_page& other) {
      return std::ranges::equal(one.entry, other.entry);
    };
    return std::ranges::equal(pages, visible, same) &&
           std::ranges::equal(root.page, visible_root.page, same);
  }

  /// "Two-stage address translation": VPN[2] (Sv39x4) or VPN[3] (Sv48x4) of the root has 11 bits.
  [[nodiscard]] std::optional<Leaf> walk(std::uint64_t gpa) const {
    std::uint64_t table = root_base;
    for (std::uint32_t level = levels; level-- > 0;) {
      const std::uint32_t shift = 12 + 9 * level;
      const std::uint64_t width = level == levels - 1 ? 2048 : 512;
      const std::uint64_t pte = entry(table, (gpa >> shift) % width);
      if (pte % 2 == 0) {
        EXPECT_EQ(pte, 0U) << "an invalid entry that is not nothing";
        return std::nullopt;
      }
      EXPECT_EQ(pte >> 54, 0U) << "reserved bits, PBMT and N";
      const std::uint64_t physical = pte >> 10 << 12;
      if ((pte & 0xe) == 0) {  // a pointer: D, A and U must be clear
        EXPECT_EQ(pte & 0x3ff, 1U);
        table = physical;
        continue;
      }
      EXPECT_EQ(pte & 0xd0, 0xd0U) << "U, A and D";
      EXPECT_EQ(pte & 0x320, 0U) << "G and RSW";
      EXPECT_NE(pte & 0x6, 0x4U) << "W without R is reserved";
      const std::uint64_t span = 1ULL << shift;
      EXPECT_EQ(physical % span, 0U) << "a misaligned superpage";
      const auto access = static_cast<std::uint32_t>(pte >> 1 & 7);
      return Leaf{physical + gpa % span, access};
    }
    ADD_FAILURE() << "no leaf at the last level";
    return std::nullopt;
  }
};

Machine* machine = nullptr;

}  // namespace

extern "C" void tenon_riscv64_hw_table_written() { machine->publish(); }
extern "C" void tenon_riscv64_hw_invalidate(std::uint64_t gpa, std::uint64_t bytes,
                                            std::uint64_t of) {
  EXPECT_EQ(of, vmid);
  EXPECT_TRUE(gpa % page == 0 && (bytes % page == 0 || (gpa == 0 && bytes == UINT64_MAX)));
  ++machine->fences;
  EXPECT_TRUE(machine->all_is_visible()) << "a walk may fill a TLB from the old tables again";
  std::erase_if(machine->tlb,
                [&](const auto& held) { return held.first >= gpa && held.first - gpa < bytes; });
  std::erase_if(machine->absent, [&](std::uint64_t at) { return at >= gpa && at - gpa < bytes; });
  for (const std::uint64_t at : machine->touched) {
    if (!machine->walk(at)) machine->absent.insert(at);
  }
}

namespace {

class RiscV64Nested : public testing::Test {
 protected:
  /// `before`: tables that another VM has before this one's root.
  void start(std::uint32_t count, std::uint32_t levels, std::uint32_t before = 0) {
    machine = &machine_;
    machine_.pages.resize(count);
    machine_.tables.resize(count);
    machine_.levels = levels;
    machine_.publish();
    for (auto& p : machine_.root.page) p.entry[7] = ~0ULL;  // create blanks it
    ASSERT_EQ(tenon_riscv64_stage2_pool_init(&pool_, machine_.pages.data(), machine_.tables.data(),
                                             count, pool_base),
              TENON_OK);
    EXPECT_TRUE(machine_.all_is_visible()) << "the pool's blank tables";
    for (std::uint32_t i = 0; i < before; ++i) {
      ASSERT_EQ(
          tenon_riscv64_stage2_create(&pool_, &first_, &first_root_, root_base + 0x10000, 3, 9),
          TENON_OK);
    }
    ASSERT_EQ(tenon_riscv64_stage2_create(&pool_, &stage2_, &machine_.root, root_base, levels, 1),
              TENON_OK);
    EXPECT_TRUE(machine_.all_is_visible()) << "the new root";
    stage2_.common.vmid = vmid;
  }
  std::uint32_t map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access = 7) {
    return tenon_riscv64_stage2_map(&pool_, &stage2_, gpa, hpa, bytes, access, TENON_MEMORY_NORMAL);
  }
  std::uint32_t unmap(std::uint64_t gpa, std::uint64_t bytes) {
    return tenon_riscv64_stage2_unmap(&pool_, &stage2_, gpa, bytes);
  }
  std::uint32_t protect(std::uint64_t gpa, std::uint64_t bytes, std::uint32_t access) {
    return tenon_riscv64_stage2_protect(&pool_, &stage2_, gpa, bytes, access);
  }

  Machine machine_;
  tenon_nested_pool pool_{};
  tenon_riscv64_stage2 stage2_{}, first_{};
  tenon_riscv64_root first_root_{};
};

TEST_F(RiscV64Nested, UsesTheLargestLeaves) {
  start(16, 3);
  EXPECT_EQ(stage2_.common.root, root_base);
  EXPECT_EQ(map(0x8000'0000, 0x1'4000'0000, gib1), TENON_OK);
  EXPECT_EQ(machine_.root.page[0].entry[2], (0x1'4000'0000ULL >> 2) + 0xdf);
  EXPECT_EQ(map(0x2000'0000, 0x8020'0000, mib2, TENON_ACCESS_READ), TENON_OK);
  EXPECT_EQ(machine_.walk(0x2000'0123), (Leaf{0x8020'0123, TENON_ACCESS_READ}));
  EXPECT_EQ(map(0x7f'ffff'f000, 0x8000'0000, page), TENON_OK);  // the last page of 39 bits
  EXPECT_EQ(machine_.walk(0x7f'ffff'ffff), (Leaf{0x8000'0fff, 7}));
  for (std::uint32_t p = 1; p < 4; ++p) {
    for (const std::uint64_t entry : machine_.root.page[p].entry) EXPECT_EQ(entry, 0U);
  }
  EXPECT_EQ(machine_.walk(0x80'2000'0123), std::nullopt);  // beyond 39 bits
}

TEST_F(RiscV64Nested, ReachesFourLevels) {
  start(16, 4);
  EXPECT_EQ(map(0xffff'ffff'f000, 0x8000'0000, page), TENON_OK);
  EXPECT_EQ(machine_.walk(0xffff'ffff'f001), (Leaf{0x8000'0001, 7}));
  EXPECT_EQ(machine_.walk(0x7fff'ffff'f001), std::nullopt);
  EXPECT_EQ(map(0x1'0000'0000'0000, 0x8000'0000, page), TENON_ERROR_out_of_range);
}

TEST_F(RiscV64Nested, DividesTheLastBlock) {
  start(16, 3);
  ASSERT_EQ(map(0x7f'c000'0000, 0x1'0000'0000, 0x4000'0000), TENON_OK);
  EXPECT_EQ(unmap(0x7f'ffff'f000, page), TENON_OK);  // to the end of what the root reaches
  EXPECT_EQ(machine_.walk(0x7f'ffff'f000), std::nullopt);
  EXPECT_EQ(machine_.walk(0x7f'ffff'efff), (Leaf{0x1'3fff'efff, 7}));
}

/// Each change in the middle of a block, of a VM whose tables are not the pool's first.
TEST_F(RiscV64Nested, DividesBlocksOfASecondVm) {
  for (const std::uint32_t levels : {3U, 4U}) {
    machine_ = {};
    start(16, levels, 1);
    ASSERT_EQ(map(0, gib1, gib1), TENON_OK);
    EXPECT_EQ(protect(mib2 + page, page, TENON_ACCESS_READ), TENON_OK);
    EXPECT_EQ(machine_.walk(mib2), (Leaf{gib1 + mib2, 7}));
    EXPECT_EQ(machine_.walk(mib2 + page), (Leaf{gib1 + mib2 + page, TENON_ACCESS_READ}));
    EXPECT_EQ(machine_.walk(mib2 + 2 * page), (Leaf{gib1 + mib2 + 2 * page, 7}));
    EXPECT_EQ(protect(mib2 + page, page, 7), TENON_OK);
    EXPECT_EQ(machine_.walk(mib2 + page), (Leaf{gib1 + mib2 + page, 7}));
    EXPECT_EQ(unmap(5 * mib2 + 3 * page, 2 * mib2), TENON_OK);
    EXPECT_EQ(machine_.walk(5 * mib2 + 3 * page - 1), (Leaf{gib1 + 5 * mib2 + 3 * page - 1, 7}));
    EXPECT_EQ(machine_.walk(5 * mib2 + 3 * page), std::nullopt);
    EXPECT_EQ(machine_.walk(7 * mib2 + 3 * page - 1), std::nullopt);
    EXPECT_EQ(machine_.walk(7 * mib2 + 3 * page), (Leaf{gib1 + 7 * mib2 + 3 * page, 7}));
    EXPECT_EQ(unmap(gib1 - page, page), TENON_OK);
    EXPECT_EQ(machine_.walk(gib1 - page), std::nullopt);
    EXPECT_TRUE(machine_.all_is_visible());
    EXPECT_TRUE(std::ranges::all_of(first_root_.page[0].entry, [](auto e) { return e == 0; }));
    tenon_riscv64_root root{};
    tenon_riscv64_stage2 other{};
    tenon_nested_pool small{};
    tenon_nested_page tables[1];
    tenon_nested_table table[1];
    ASSERT_EQ(tenon_riscv64_stage2_pool_init(&small, tables, table, 1, pool_base), TENON_OK);
    ASSERT_EQ(tenon_riscv64_stage2_create(&small, &other, &root, root_base, levels, 1), TENON_OK);
    EXPECT_EQ(tenon_riscv64_stage2_create(&small, &other, &root, root_base, levels, 1),
              TENON_ERROR_out_of_tables);
  }
}

TEST_F(RiscV64Nested, RefusesByName) {
  tenon_nested_pool none{};
  tenon_nested_page tables{};
  tenon_nested_table table{};
  EXPECT_EQ(tenon_riscv64_stage2_pool_init(&none, &tables, &table, 1, pool_base + 1),
            TENON_ERROR_unaligned);
  start(4, 3);
  tenon_riscv64_stage2 other{};
  tenon_riscv64_root root{};
  EXPECT_EQ(tenon_riscv64_stage2_create(&pool_, &other, &root, root_base, 5, 1),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_riscv64_stage2_create(&pool_, &other, &root, root_base + page, 3, 1),
            TENON_ERROR_unaligned);
  EXPECT_EQ(map(0, 0x8000'0000, page, TENON_ACCESS_WRITE), TENON_ERROR_unsupported);
  EXPECT_EQ(map(0, 0x8000'0000, page, TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE),
            TENON_ERROR_unsupported);
  EXPECT_EQ(map(0, 0x8000'0000, page, 0), TENON_ERROR_unsupported);
  EXPECT_EQ(map(0, 0x8000'0000, page, 8), TENON_ERROR_invalid_argument);
  EXPECT_EQ(map(1, 0x8000'0000, page), TENON_ERROR_unaligned);
  EXPECT_EQ(map(0x80'0000'0000, 0x8000'0000, page), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, 0x8000'0000, page), TENON_OK);
  EXPECT_EQ(map(0, 0x9000'0000, page), TENON_ERROR_already_mapped);
  EXPECT_EQ(machine_.walk(0), (Leaf{0x8000'0000, 7}));
  const int fences = machine_.fences;
  EXPECT_EQ(map(0x4000'0000, 0x8000'0000, page), TENON_ERROR_out_of_tables);
  EXPECT_EQ(machine_.fences, fences + 1) << "one table was made, and is free again";
  EXPECT_EQ(machine_.walk(0x4000'0000), std::nullopt);
  EXPECT_EQ(unmap(page, page), TENON_ERROR_not_mapped);
  EXPECT_EQ(protect(0, page, TENON_ACCESS_WRITE), TENON_ERROR_unsupported);
  EXPECT_EQ(protect(0, page, 8), TENON_ERROR_invalid_argument);
}

TEST_F(RiscV64Nested, AMapThatFailsLetsNoHartKeepItsTables) {
  start(8, 3);
  ASSERT_EQ(map(mib2, 0x8000'0000, page), TENON_OK);
  const int fences = machine_.fences;
  EXPECT_EQ(map(page, 0x9000'1000, mib2), TENON_ERROR_already_mapped);
  EXPECT_EQ(machine_.fences, fences + 1);
  EXPECT_EQ(map(1, 0x8000'0000, page), TENON_ERROR_unaligned);
  EXPECT_EQ(machine_.fences, fences + 1) << "no table was made";
}

/// A hart that has found nothing, and may keep that, finds what is mapped since.
TEST_F(RiscV64Nested, WhatIsMappedIsFoundByHartsThatFoundNothing) {
  start(16, 3);
  machine_.absent = {mib2, 2 * mib2};
  ASSERT_EQ(map(mib2, 0x8000'0000, page), TENON_OK);  // new tables below the root
  EXPECT_FALSE(machine_.absent.contains(mib2)) << "the guest's fault there never ends";
  machine_.absent.insert(mib2 + page);
  ASSERT_EQ(map(mib2 + page, 0x8000'1000, page), TENON_OK);  // one more leaf
  EXPECT_FALSE(machine_.absent.contains(mib2 + page)) << "the guest's fault there never ends";
}

/// Harts that run while a block is divided find all of it again.
TEST_F(RiscV64Nested, ABlockThatIsDividedIsFoundByHartsThatTouchedItMeanwhile) {
  start(16, 3);
  ASSERT_EQ(map(0, gib1, gib1), TENON_OK);
  machine_.touched = {0, mib2, mib2 + 2 * page, gib1 - page};
  ASSERT_EQ(protect(mib2 + page, page, TENON_ACCESS_READ), TENON_OK);
  for (const std::uint64_t at : machine_.touched) {
    EXPECT_FALSE(machine_.absent.contains(at)) << std::hex << at << ": mapped, and faults for ever";
  }
  machine_.touched = {2 * mib2, 2 * mib2 + 2 * page};
  ASSERT_EQ(unmap(2 * mib2 + page, page), TENON_OK);
  for (const std::uint64_t at : machine_.touched) {
    EXPECT_FALSE(machine_.absent.contains(at)) << std::hex << at << ": mapped, and faults for ever";
  }
}

/// A thousand changes of a small space; what is found must be what was asked for, and no hart may
/// keep what is gone.
TEST_F(RiscV64Nested, AgreesWithAMap) {
  for (const std::uint32_t levels : {3U, 4U}) {
    machine_ = {};
    pool_ = {};
    start(40, levels);
    std::mt19937_64 random(levels);
    std::map<std::uint64_t, Leaf> model;  // by page, in the first 8 MiB and at 1 GiB
    const std::uint64_t bases[] = {0, mib2, 2 * mib2, gib1};
    int done = 0;
    for (int n = 0; n < 600; ++n) {
      const std::uint64_t gpa = bases[random() % 4] + random() % 4 * (mib2 / 4);
      const std::uint64_t sizes[] = {page, 4 * page, mib2 / 4, mib2 / 4, mib2};
      const std::uint64_t bytes = sizes[random() % 5];
      const std::uint32_t accesses[] = {1, 3, 4, 5, 7};
      const std::uint32_t access = accesses[random() % 5];
      const std::uint64_t hpa = 0x8000'0000 + random() % 64 * mib2 + gpa % mib2;
      for (const auto& [at, leaf] : model) {  // harts translate
        if (random() % 8 == 0) machine_.tlb[at] = leaf;
      }
      switch (random() % 3) {
        case 0:
          if (map(gpa, hpa, bytes, access) == TENON_OK) {
            for (std::uint64_t i = 0; i < bytes; i += page) {
              ASSERT_FALSE(model.contains(gpa + i));
              model[gpa + i] = {hpa + i, access};
            }
            ++done;
          }
          break;
        case 1:
          if (unmap(gpa, bytes) == TENON_OK) {
            for (std::uint64_t i = 0; i < bytes; i += page) model.erase(gpa + i);
            ++done;
          }
          break;
        default:
          if (protect(gpa, bytes, access) == TENON_OK) {
            for (std::uint64_t i = 0; i < bytes; i += page) model.at(gpa + i).access = access;
            ++done;
          }
      }
      for (const std::uint64_t base : bases) {
        for (std::uint64_t i = 0; i < 2 * mib2; i += page) {
          const auto wanted = model.find(base + i);
          const auto found = machine_.walk(base + i);
          if (wanted == model.end()) {
            ASSERT_EQ(found, std::nullopt) << std::hex << base + i;
          } else {
            ASSERT_EQ(found, wanted->second) << std::hex << base + i;
          }
        }
      }
      for (const auto& [at, leaf] : machine_.tlb) {
        ASSERT_TRUE(model.contains(at)) << std::hex << at << " is stale";
        ASSERT_EQ(model.at(at), leaf) << std::hex << at << " is stale";
      }
      tenon_nested_translation translation{};
      if (!model.empty()) {
        ASSERT_EQ(
            tenon_riscv64_stage2_translate(&pool_, &stage2_, model.begin()->first, &translation),
            TENON_OK);
        ASSERT_EQ(translation.hpa, model.begin()->second.hpa);
        ASSERT_EQ(translation.access, model.begin()->second.access);
      }
    }
    EXPECT_GT(done, 100);
    tenon_riscv64_stage2_destroy(&pool_, &stage2_);
    EXPECT_TRUE(machine_.tlb.empty());
    EXPECT_EQ(pool_.free, 40U);
    EXPECT_EQ(machine_.walk(0), std::nullopt);
  }
}

}  // namespace
