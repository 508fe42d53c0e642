// SPDX-License-Identifier: Apache-2.0
// SVM's nested tables against the manual: a table walker of its own, and a map that says what it
// must find.
#include "tenon/core/x86_64/nested.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/svm/nested.h"

using tenon_test::x86_hardware;

namespace {

constexpr std::uint64_t page = 0x1000;
constexpr std::uint64_t mib2 = 0x20'0000;
constexpr std::uint64_t pool_base = 0x9000'0000;
constexpr std::uint64_t no_execute = 1ULL << 63;

struct Leaf {
  std::uint64_t hpa;
  std::uint32_t access;
  friend bool operator==(const Leaf&, const Leaf&) = default;
};

class SvmNested : public testing::Test {
 protected:
  SvmNested() {
    x86_hardware = {};
    EXPECT_EQ(
        tenon_x86_64_stage2_pool_init(&pool_, pages_.data(), tables_.data(), count, pool_base),
        static_cast<std::uint32_t>(TENON_OK));
    EXPECT_EQ(tenon_x86_64_stage2_create(&pool_, &stage2_, 1),
              static_cast<std::uint32_t>(TENON_OK));
  }

  /// AMD APM volume 2, 5.3: four levels of 9 bits; all of U, A set, as every access is a user's.
  [[nodiscard]] std::optional<Leaf> walk(std::uint64_t gpa) const {
    std::uint64_t table = stage2_.common.root;
    for (std::uint32_t level = 4; level-- > 0;) {
      const std::uint32_t shift = 12 + 9 * level;
      const std::uint64_t entry = pages_.at((table - pool_base) / page).entry[gpa >> shift & 511];
      if ((entry & 1) == 0) {
        EXPECT_EQ(entry, 0U) << "an invalid entry that is not nothing";
        return std::nullopt;
      }
      EXPECT_EQ(entry & 0x24, 0x24U) << "U and A";
      EXPECT_EQ(entry & 0x7ff0'0000'0000'0f00, 0U) << "G, available and reserved bits";
      const std::uint64_t physical = entry & 0x000f'ffff'ffff'f000;
      const bool large = (entry & 0x80) != 0;
      if (level != 0 && !large) {
        EXPECT_EQ(entry & 0xfff, 0x27U);
        EXPECT_EQ(entry & no_execute, 0U);
        table = physical;
        continue;
      }
      EXPECT_LE(level, 2U);
      EXPECT_EQ(large, level != 0);
      EXPECT_EQ(entry & 0x40, 0x40U) << "D";
      const std::uint64_t span = 1ULL << shift;
      EXPECT_EQ(physical % span, 0U) << "a misaligned large page";
      const std::uint32_t access = TENON_ACCESS_READ | ((entry & 2) != 0 ? TENON_ACCESS_WRITE : 0) |
                                   ((entry & no_execute) == 0 ? TENON_ACCESS_EXECUTE : 0);
      return Leaf{physical + gpa % span, access};
    }
    return std::nullopt;
  }

  static constexpr std::uint32_t count = 64;
  std::vector<tenon_nested_page> pages_ = std::vector<tenon_nested_page>(count);
  std::vector<tenon_nested_table> tables_ = std::vector<tenon_nested_table>(count);
  tenon_nested_pool pool_{};
  tenon_x86_64_stage2 stage2_{};
};

TEST_F(SvmNested, WritesAttributesAsTheManualHasThem) {
  constexpr std::uint64_t wanted[8] = {0,   0x65 | no_execute, 0, 0x67 | no_execute, 0, 0x65, 0,
                                       0x67};
  for (std::uint32_t access = 0; access < 8; ++access) {
    EXPECT_EQ(tenon_svm_nested_attributes(access, TENON_MEMORY_NORMAL), wanted[access]) << access;
    const std::uint64_t device = wanted[access] == 0 ? 0 : wanted[access] | 0x18;
    const std::uint64_t not_cached = wanted[access] == 0 ? 0 : wanted[access] | 0x10;
    EXPECT_EQ(tenon_svm_nested_attributes(access, TENON_MEMORY_DEVICE), device);
    EXPECT_EQ(tenon_svm_nested_attributes(access, TENON_MEMORY_NON_CACHEABLE), not_cached);
  }
}

TEST_F(SvmNested, MapsWhatItIsToldAndNothingElse) {
  std::mt19937_64 random(7);
  std::map<std::uint64_t, Leaf> model;
  constexpr std::uint64_t pages_seen = 1024;
  for (int step = 0; step < 3000; ++step) {
    const std::uint64_t first = random() % pages_seen;
    const std::uint64_t number = 1 + random() % 520;
    const std::uint64_t gpa = first * page;
    const std::uint64_t bytes = number * page;
    const auto access = static_cast<std::uint32_t>(random() % 8);
    const std::uint64_t hpa = 0x4000'0000 + random() % 4 * mib2 + gpa % mib2;
    const std::uint64_t epoch = stage2_.epoch;
    switch (random() % 3) {
      case 0: {
        const std::uint32_t error =
            tenon_x86_64_stage2_map(&pool_, &stage2_, gpa, hpa, bytes, access, TENON_MEMORY_NORMAL);
        if (error != TENON_OK) break;
        EXPECT_EQ(access % 2, 1U) << "readable";
        for (std::uint64_t i = 0; i < number; ++i) {
          EXPECT_FALSE(model.contains(first + i));
          model[first + i] = {hpa + i * page, access};
        }
        break;
      }
      case 1:
        if (tenon_x86_64_stage2_unmap(&pool_, &stage2_, gpa, bytes) != TENON_OK) break;
        EXPECT_NE(stage2_.epoch, epoch) << "every CPU must forget";
        for (std::uint64_t i = 0; i < number; ++i) EXPECT_EQ(model.erase(first + i), 1U);
        break;
      default:
        if (tenon_x86_64_stage2_protect(&pool_, &stage2_, gpa, bytes, access) != TENON_OK) break;
        EXPECT_NE(stage2_.epoch, epoch);
        for (std::uint64_t i = 0; i < number; ++i) model.at(first + i).access = access;
        break;
    }
    for (int look = 0; look < 16; ++look) {
      const std::uint64_t at = random() % (pages_seen + 600);
      const auto found = model.find(at);
      const auto wanted = found == model.end() ? std::nullopt : std::optional(found->second);
      ASSERT_EQ(walk(at * page), wanted) << at;
    }
  }
  EXPECT_GT(model.size(), 0U);
}

TEST_F(SvmNested, RefusesByName) {
  const auto map = [&](std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                       std::uint32_t access) {
    return tenon_x86_64_stage2_map(&pool_, &stage2_, gpa, hpa, bytes, access, TENON_MEMORY_NORMAL);
  };
  EXPECT_EQ(map(0, 0, 0, 1), static_cast<std::uint32_t>(TENON_ERROR_invalid_argument));
  EXPECT_EQ(map(0, 0, page, 2), static_cast<std::uint32_t>(TENON_ERROR_unsupported));
  EXPECT_EQ(map(1, 0, page, 1), static_cast<std::uint32_t>(TENON_ERROR_unaligned));
  EXPECT_EQ(map(1ULL << 48, 0, page, 1), static_cast<std::uint32_t>(TENON_ERROR_out_of_range));
  EXPECT_EQ(map(0, 1ULL << 52, page, 1), static_cast<std::uint32_t>(TENON_ERROR_out_of_range));
  EXPECT_EQ(tenon_x86_64_stage2_protect(&pool_, &stage2_, 0, page, 8),
            static_cast<std::uint32_t>(TENON_ERROR_invalid_argument));
  EXPECT_EQ(tenon_x86_64_stage2_protect(&pool_, &stage2_, 0, page, 4),
            static_cast<std::uint32_t>(TENON_ERROR_unsupported));
  EXPECT_EQ(tenon_x86_64_stage2_unmap(&pool_, &stage2_, 0, page),
            static_cast<std::uint32_t>(TENON_ERROR_not_mapped));
  EXPECT_EQ(map(0, 0, 1ULL << 30, 7), static_cast<std::uint32_t>(TENON_OK));
  EXPECT_EQ(walk(0x1234'5000), (Leaf{0x1234'5000, 7}));
  const std::uint32_t free = pool_.free;
  EXPECT_EQ(free, count - 2) << "one block of 1 GiB";
  tenon_x86_64_stage2_destroy(&pool_, &stage2_);
  EXPECT_EQ(pool_.free, count);
}

TEST_F(SvmNested, GivesACpuWithoutPagesOfAGigabyteNone) {
  x86_hardware.cpuid[{0x80000001, 0}].edx &= ~(1U << 26);
  constexpr std::uint64_t gib = 1ULL << 30;
  EXPECT_EQ(tenon_x86_64_stage2_map(&pool_, &stage2_, 0, gib, 2 * gib, 7, TENON_MEMORY_NORMAL),
            static_cast<std::uint32_t>(TENON_OK));
  EXPECT_EQ(pool_.free, count - 4) << "two tables of 2 MiB blocks";
  for (std::uint64_t at = 0; at < 2 * gib; at += gib / 8) {
    EXPECT_EQ(walk(at), (Leaf{gib + at, 7})) << std::hex << at;
  }
}

TEST_F(SvmNested, SaysWhenThereIsNoTableLeft) {
  tenon_x86_64_stage2 other{};
  while (pool_.free != 0) {
    EXPECT_EQ(tenon_x86_64_stage2_create(&pool_, &other, 2), static_cast<std::uint32_t>(TENON_OK));
  }
  EXPECT_EQ(tenon_x86_64_stage2_create(&pool_, &other, 2),
            static_cast<std::uint32_t>(TENON_ERROR_out_of_tables));
}

TEST_F(SvmNested, HasCpusForgetWhatAFailedMapShowed) {
  EXPECT_EQ(tenon_x86_64_stage2_map(&pool_, &stage2_, 2 * page, 0, page, 7, TENON_MEMORY_NORMAL),
            static_cast<std::uint32_t>(TENON_OK));
  EXPECT_EQ(stage2_.epoch, 0U) << "what was not there, no CPU of x86 keeps";
  EXPECT_EQ(tenon_x86_64_stage2_map(&pool_, &stage2_, 0, 0, 3 * page, 7, TENON_MEMORY_NORMAL),
            static_cast<std::uint32_t>(TENON_ERROR_already_mapped));
  EXPECT_EQ(stage2_.epoch, 1U) << "a walk may have met tables that are gone";
  tenon_x86_64_stage2_destroy(&pool_, &stage2_);
  EXPECT_EQ(stage2_.epoch, 2U);
}

TEST_F(SvmNested, CountsItsChangesFromTheBeginningAgain) {
  EXPECT_EQ(tenon_x86_64_stage2_map(&pool_, &stage2_, 0, 0, page, 7, TENON_MEMORY_NORMAL),
            static_cast<std::uint32_t>(TENON_OK));
  stage2_.epoch = UINT64_MAX;
  EXPECT_EQ(tenon_x86_64_stage2_unmap(&pool_, &stage2_, 0, page),
            static_cast<std::uint32_t>(TENON_OK));
  EXPECT_EQ(stage2_.epoch, 0U);
}

}  // namespace
