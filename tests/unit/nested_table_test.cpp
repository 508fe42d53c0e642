// SPDX-License-Identifier: Apache-2.0
// The nested-table engine with the entry formats of four ISAs, against a plain model.
#include "tenon/core/nested_table.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "nested_formats.hpp"
#include "nested_model.hpp"

namespace {

using tenon::testing::NestedModel;

constexpr std::uint64_t kib4 = 0x1000;
constexpr std::uint64_t mib2 = 0x20'0000;
constexpr std::uint64_t gib1 = 0x4000'0000;

using tenon::testing::format_of;
using tenon::testing::Isa;
using tenon::testing::isas;

class NestedTable : public testing::TestWithParam<Isa> {
 protected:
  void start(std::uint32_t pages, std::uint32_t height = 3) {
    pages_.resize(pages);
    for (auto& page : pages_) page.entry[17] = 0xdead;  // the pool zeroes its memory
    tables_.resize(pages);
    const tenon_nested_format format = format_of(GetParam());
    ASSERT_EQ(
        tenon_nested_pool_init(&pool_, pages_.data(), tables_.data(), pages, 0x8000'0000, &format),
        TENON_OK);
    root_ = tenon_nested_root_new(&pool_, height, 42);
    ASSERT_NE(root_, TENON_NONE);
    ASSERT_EQ(pool_.free, pages - 1);
  }
  std::uint32_t map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access = 7, std::uint32_t memory = 0) {
    return tenon_nested_map(&pool_, root_, gpa, hpa, bytes, access, memory);
  }
  void divide(std::uint64_t at) {
    for (;;) {
      const std::uint32_t table = tenon_nested_break(&pool_, root_, at);
      if (table == TENON_NONE) return;
      EXPECT_FALSE(lookup(at).has_value()) << "a broken block translates nothing";
      tenon_nested_make(pool_.tree, table);
    }
  }
  std::uint32_t unmap(std::uint64_t gpa, std::uint64_t bytes) {
    const std::uint32_t error = tenon_nested_check(&pool_, root_, gpa, bytes);
    if (error != TENON_OK) return error;
    divide(gpa);
    divide(gpa + bytes);
    tenon_nested_clear(&pool_, root_, gpa, gpa + bytes);
    return TENON_OK;
  }
  std::uint32_t protect(std::uint64_t gpa, std::uint64_t bytes, std::uint32_t access) {
    const std::uint32_t error = tenon_nested_check(&pool_, root_, gpa, bytes);
    if (error != TENON_OK) return error;
    divide(gpa);
    divide(gpa + bytes);
    tenon_nested_protect(&pool_, root_, gpa, gpa + bytes, access);
    return TENON_OK;
  }
  std::optional<NestedModel::Leaf> lookup(std::uint64_t gpa) {
    tenon_nested_translation found{
        .hpa = 1, .bytes = 1, .access = 1, .memory = 1, .height = 1, .reserved = 1};
    const std::uint32_t error = tenon_nested_translate(&pool_, root_, gpa, &found);
    if (error != TENON_OK) {
      EXPECT_EQ(found.hpa + found.bytes + found.access + found.memory + found.height, 0u);
      return std::nullopt;
    }
    EXPECT_GT(found.bytes, 0u);
    return NestedModel::Leaf{found.hpa, found.access, found.memory};
  }
  std::uint32_t height(std::uint64_t gpa) {
    tenon_nested_translation found{};
    EXPECT_EQ(tenon_nested_translate(&pool_, root_, gpa, &found), TENON_OK);
    return found.height;
  }

  std::vector<tenon_nested_page> pages_;
  std::vector<tenon_nested_table> tables_;
  tenon_nested_pool pool_{};
  std::uint32_t root_ = 0;
};

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
  EXPECT_EQ(init(good), TENON_OK);
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

TEST_P(NestedTable, AgreesWithTheModel) {
  std::mt19937_64 random(20260725);
  const bool all_access = GetParam().small == 3;
  for (int round = 0; round < 12; ++round) {
    const std::uint32_t levels = round % 2 == 0 ? 3 : 4;
    const std::uint32_t count = round % 3 == 0 ? 6 : 40;
    start(count, levels);
    NestedModel model;
    int refused_for_tables = 0;
    for (int step = 0; step < 250; ++step) {
      const std::uint64_t unit = std::array{kib4, kib4, mib2, gib1}[random() % 4];
      const std::uint64_t from = random() % 3 * gib1 + random() % 3 * mib2 + random() % 4 * kib4;
      const std::uint64_t start_at = from / unit * unit + (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t bytes = unit * (1 + random() % 3) - (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t to = start_at + bytes;
      const std::uint64_t hpa =
          random() % 64 * gib1 + start_at % gib1 + (random() % 3 == 0 ? kib4 : 0);
      const auto access = static_cast<std::uint32_t>(all_access ? random() % 8 : 1 + random() % 7);
      const auto memory = static_cast<std::uint32_t>(random() % 3);
      const std::uint32_t free = pool_.free;
      std::uint32_t error = TENON_OK;
      switch (random() % 3) {
        case 0:
          error = map(start_at, hpa, bytes, access, memory);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (model.any(start_at, to)) {
            ASSERT_TRUE(error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.map(start_at, to, {hpa, access, memory});
          }
          break;
        case 1:
          error = unmap(start_at, bytes);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (!model.all(start_at, to)) {
            ASSERT_EQ(error, TENON_ERROR_not_mapped);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.unmap(start_at, to);
          }
          break;
        default:
          error = protect(start_at, bytes, access);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (!model.all(start_at, to)) {
            ASSERT_EQ(error, TENON_ERROR_not_mapped);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.protect(start_at, to, access);
          }
      }
      if (error == TENON_ERROR_out_of_tables) {
        ++refused_for_tables;
        ASSERT_EQ(pool_.free, free);
      }
      for (const std::uint64_t gpa : model.edges()) {
        if (gpa < std::uint64_t{1} << 39) {
          ASSERT_EQ(lookup(gpa), model.at(gpa)) << std::hex << gpa;
        }
      }
    }
    if (count == 6) {
      EXPECT_GT(refused_for_tables, 0);
    }
    for (std::uint64_t gpa : model.edges()) {
      tenon_nested_translation found{};
      gpa -= gpa % kib4;
      while (tenon_nested_translate(&pool_, root_, gpa, &found) == TENON_OK) {
        ASSERT_EQ(unmap(gpa, found.bytes), TENON_OK);
        gpa += found.bytes;
      }
    }
    EXPECT_EQ(pool_.free, count - 1) << "every table came back";
  }
}

}  // namespace
