// SPDX-License-Identifier: Apache-2.0
#include "tenon/core/interrupt_set.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <set>

#include "tenon/core/bits.h"

namespace {

std::uint32_t lowest(const std::set<std::uint32_t>& ids) {
  return ids.empty() ? TENON_NONE : *ids.begin();
}

std::uint32_t highest(const std::set<std::uint32_t>& ids) {
  return ids.empty() ? TENON_NONE : *ids.rbegin();
}

void expect_same(const tenon_interrupt_set& set, const std::set<std::uint32_t>& ids) {
  for (std::uint32_t id = 0; id < TENON_INTERRUPT_SET_IDS; ++id) {
    ASSERT_EQ(tenon_interrupt_set_contains(&set, id), ids.contains(id) ? 1u : 0u) << id;
  }
  ASSERT_EQ(tenon_interrupt_set_is_empty(&set), ids.empty() ? 1u : 0u);
  ASSERT_EQ(tenon_interrupt_set_lowest(&set), lowest(ids));
  ASSERT_EQ(tenon_interrupt_set_highest(&set), highest(ids));
}

TEST(Bits, FindsEverySingleBit) {
  for (std::uint32_t bit = 0; bit < 64; ++bit) {
    EXPECT_EQ(tenon_lowest_bit(std::uint64_t{1} << bit), bit);
    EXPECT_EQ(tenon_highest_bit(std::uint64_t{1} << bit), bit);
  }
}

TEST(Bits, FindsTheLowestAndTheHighestOfAnyPair) {
  for (std::uint32_t high = 0; high < 64; ++high) {
    for (std::uint32_t low = 0; low <= high; ++low) {
      const std::uint64_t word = (std::uint64_t{1} << high) | (std::uint64_t{1} << low);
      EXPECT_EQ(tenon_lowest_bit(word), low);
      EXPECT_EQ(tenon_highest_bit(word), high);
    }
  }
}

TEST(Bits, AgreesWithTheLibraryOnRandomWords) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t word = (random() >> random() % 64) | 1u << random() % 32;
    ASSERT_EQ(tenon_lowest_bit(word), static_cast<std::uint32_t>(std::countr_zero(word)));
    ASSERT_EQ(tenon_highest_bit(word), static_cast<std::uint32_t>(63 - std::countl_zero(word)));
  }
}

TEST(InterruptSet, HoldsEachIdAlone) {
  for (std::uint32_t id = 0; id < TENON_INTERRUPT_SET_IDS; ++id) {
    tenon_interrupt_set set{};
    tenon_interrupt_set_insert(&set, id);
    EXPECT_EQ(std::popcount(set.word[id / 64]), 1);
    expect_same(set, {id});
    tenon_interrupt_set_remove(&set, id);
    expect_same(set, {});
  }
}

TEST(InterruptSet, ClearRemovesEverything) {
  tenon_interrupt_set set{};
  for (std::uint64_t& word : set.word) word = ~std::uint64_t{0};
  tenon_interrupt_set_clear(&set);
  expect_same(set, {});
}

TEST(InterruptSet, MergeIsTheUnionWithOneWord) {
  tenon_interrupt_set set{};
  tenon_interrupt_set_insert(&set, 64);
  tenon_interrupt_set_insert(&set, 200);
  tenon_interrupt_set_merge(&set, 1, 0x8000000000000005u);
  expect_same(set, {64, 66, 127, 200});
}

TEST(InterruptSet, BehavesAsASetOfNumbers) {
  std::mt19937 random(2);
  tenon_interrupt_set set{};
  std::set<std::uint32_t> ids;
  for (int step = 0; step < 3000; ++step) {
    const std::uint32_t id = random() % TENON_INTERRUPT_SET_IDS;
    switch (random() % 8) {
      case 0:
      case 1:
      case 2:
        tenon_interrupt_set_insert(&set, id);
        ids.insert(id);
        break;
      case 3:
      case 4:
      case 5:
        tenon_interrupt_set_remove(&set, id);
        ids.erase(id);
        break;
      case 6: {
        const std::uint64_t bits = (std::uint64_t{1} << id % 64) | 1u << random() % 32;
        tenon_interrupt_set_merge(&set, id / 64, bits);
        for (std::uint32_t bit = 0; bit < 64; ++bit) {
          if ((bits >> bit) % 2 == 1) ids.insert(id / 64 * 64 + bit);
        }
        break;
      }
      default:
        if (random() % 32 == 0) {
          tenon_interrupt_set_clear(&set);
          ids.clear();
        }
    }
    expect_same(set, ids);
  }
}

}  // namespace
