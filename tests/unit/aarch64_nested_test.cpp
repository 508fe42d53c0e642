// SPDX-License-Identifier: Apache-2.0
// AArch64 stage 2 against the manual: a table walker of its own reads the descriptors, and a TLB
// that keeps what it may keep finds every missing invalidation and every missing break.
#include "tenon/core/aarch64/nested.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "nested_model.hpp"
#include "stage2_machine.hpp"
#include "tenon/core/aarch64/hardware_nested.h"

namespace {

using namespace tenon::testing;

Stage2Machine* machine = nullptr;

}  // namespace

extern "C" void tenon_aarch64_hw_table_written() { machine->publish(); }
extern "C" void tenon_aarch64_hw_invalidate_ipa(std::uint64_t vttbr, std::uint64_t ipa) {
  EXPECT_EQ(vttbr, machine->vttbr);
  ++machine->by_ipa;
  std::erase_if(machine->tlb, [&](const auto& held) {
    return held.first <= ipa && ipa - held.first < held.second.span;
  });
  machine->forget_tables();
}
extern "C" void tenon_aarch64_hw_invalidate_vmid(std::uint64_t vttbr) {
  EXPECT_EQ(vttbr, machine->vttbr);
  ++machine->by_vmid;
  machine->tlb.clear();
  machine->forget_tables();
}

namespace {

class Aarch64Nested : public testing::Test {
 protected:
  void start(std::uint32_t count, std::uint32_t levels, std::uint32_t pa_bits = 48) {
    machine_ = Stage2Machine();
    machine_.pages.resize(count);
    machine_.cached.resize(count);
    machine_.visible.resize(count);
    machine = &machine_;
    tables_.resize(count);
    features_.pa_bits = pa_bits;
    ASSERT_EQ(tenon_aarch64_stage2_pool_init(&pool_, machine_.pages.data(), tables_.data(), count,
                                             pool_base, &features_),
              TENON_OK);
    ASSERT_EQ(tenon_aarch64_stage2_create(&pool_, &stage2_, levels, 7), TENON_OK);
    stage2_.vmid = 0x1234;
    machine_.vttbr = tenon_aarch64_stage2_vttbr(&stage2_);
    machine_.levels = levels;
  }
  ~Aarch64Nested() override { machine = nullptr; }

  std::uint32_t map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access = 7, std::uint32_t memory = TENON_MEMORY_NORMAL) {
    return tenon_aarch64_stage2_map(&pool_, &stage2_, gpa, hpa, bytes, access, memory);
  }
  std::uint32_t unmap(std::uint64_t gpa, std::uint64_t bytes) {
    return tenon_aarch64_stage2_unmap(&pool_, &stage2_, gpa, bytes);
  }
  std::uint32_t protect(std::uint64_t gpa, std::uint64_t bytes, std::uint32_t access) {
    return tenon_aarch64_stage2_protect(&pool_, &stage2_, gpa, bytes, access);
  }
  [[nodiscard]] std::optional<Descriptor> walk(std::uint64_t ipa) const {
    return machine_.walk(machine_.vttbr, stage2_.levels, ipa);
  }
  /// A guest access: the TLB may keep the translation.
  void touch(std::uint64_t ipa) {
    if (const auto found = walk(ipa)) machine_.tlb[ipa - ipa % found->span] = *found;
  }
  void expect_no_stale_translation() {
    for (const auto& [ipa, held] : machine_.tlb) {
      for (const std::uint64_t at : {ipa, ipa + held.span / 2, ipa + held.span - kib4}) {
        const auto now = walk(at);
        ASSERT_TRUE(now.has_value()) << std::hex << at;
        ASSERT_EQ(now->output + at % now->span, held.output + at % held.span) << std::hex << at;
        ASSERT_EQ(now->s2ap, held.s2ap) << std::hex << at;
        ASSERT_EQ(now->xn, held.xn) << std::hex << at;
        ASSERT_EQ(now->mem_attr, held.mem_attr) << std::hex << at;
      }
    }
  }

  Stage2Machine machine_;
  std::vector<tenon_nested_table> tables_;
  tenon_aarch64_features features_{};
  tenon_nested_pool pool_{};
  tenon_stage2 stage2_{};
};

TEST_F(Aarch64Nested, VttbrHoldsRootAndIdentifier) {
  start(4, 3);
  EXPECT_EQ(machine_.vttbr >> 48, 0x1234u);
  EXPECT_EQ(machine_.vttbr & 0xffff'ffff'ffff, stage2_.root);
  EXPECT_EQ(stage2_.root, pool_base + stage2_.table * kib4);
  EXPECT_EQ(stage2_.levels, 3u);
}

TEST_F(Aarch64Nested, EveryAttributeIsTheManuals) {
  start(4, 3);
  for (std::uint32_t memory = 0; memory < 3; ++memory) {
    for (std::uint32_t access = 0; access < 8; ++access) {
      ASSERT_EQ(map(gib1, 2 * gib1, kib4, access, memory), TENON_OK);
      const auto leaf = walk(gib1);
      ASSERT_TRUE(leaf.has_value());
      EXPECT_EQ(leaf->output, 2 * gib1);
      EXPECT_EQ(leaf->span, kib4);
      EXPECT_EQ(leaf->mem_attr, (std::array{0xfu, 0x1u, 0x5u}[memory]));
      EXPECT_EQ(leaf->s2ap, (access & 1) | (access & 2));
      EXPECT_EQ(leaf->xn, (access & 4) != 0 ? 0u : 2u);
      EXPECT_EQ(leaf->sh, memory == 0 ? 3u : 2u);
      EXPECT_EQ(leaf->af, 1u);
      EXPECT_FALSE(leaf->contiguous_or_dbm);
      tenon_nested_translation found{};
      ASSERT_EQ(tenon_aarch64_stage2_translate(&pool_, &stage2_, gib1 + 8, &found), TENON_OK);
      EXPECT_EQ(found.hpa, 2 * gib1 + 8);
      EXPECT_EQ(found.bytes, kib4 - 8);
      EXPECT_EQ(found.access, access);
      EXPECT_EQ(found.memory, memory);
      EXPECT_EQ(found.height, 1u);
      ASSERT_EQ(unmap(gib1, kib4), TENON_OK);
    }
  }
}

TEST_F(Aarch64Nested, TranslateSaysHowHighTheLeafIs) {
  start(16, 4);
  ASSERT_EQ(map(gib1 - mib2 - kib4, gib1 - mib2 - kib4, 2 * gib1), TENON_OK);
  tenon_nested_translation found{};
  for (const auto& [gpa, height] :
       {std::pair{gib1 - mib2 - kib4, 1u}, {gib1 - 1, 2u}, {gib1, 3u}}) {
    ASSERT_EQ(tenon_aarch64_stage2_translate(&pool_, &stage2_, gpa, &found), TENON_OK);
    EXPECT_EQ(found.height, height);
    EXPECT_EQ(found.hpa, gpa);
  }
  EXPECT_EQ(tenon_aarch64_stage2_translate(&pool_, &stage2_, 0, &found), TENON_ERROR_not_mapped);
  EXPECT_EQ(found.height, 0u);
  EXPECT_EQ(found.hpa, 0u);
}

TEST_F(Aarch64Nested, TheCpuBoundsBothAddressSpaces) {
  start(8, 3, 36);
  EXPECT_EQ(map(std::uint64_t{1} << 36, 0, kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map(0, std::uint64_t{1} << 36, kib4), TENON_ERROR_out_of_range);
  EXPECT_EQ(map((std::uint64_t{1} << 36) - kib4, 0, kib4), TENON_OK);
  tenon_stage2 deep{};
  EXPECT_EQ(tenon_aarch64_stage2_create(&pool_, &deep, 4, 1), TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_aarch64_stage2_create(&pool_, &deep, 2, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_stage2_create(&pool_, &deep, 5, 1), TENON_ERROR_invalid_argument);
  // VTCR_EL2.PS knows these sizes alone: one between two of them is the smaller one.
  std::uint32_t limit = 32;
  for (std::uint32_t bits = 32; bits <= 52; ++bits) {
    for (const std::uint32_t size : {36u, 40u, 42u, 44u, 48u}) limit = bits == size ? size : limit;
    start(8, 3, bits);
    EXPECT_EQ(pool_.limit, std::uint64_t{1} << limit) << bits;
    EXPECT_EQ(tenon_aarch64_stage2_create(&pool_, &deep, 4, 1),
              bits >= 44 ? TENON_OK : TENON_ERROR_unsupported);
  }
}

TEST_F(Aarch64Nested, APoolIsClearForEveryWalkBeforeItHasARoot) {
  start(8, 3);
  EXPECT_EQ(machine_.barriers, 1);
}

TEST_F(Aarch64Nested, MappingNeedsABarrierAndNoInvalidation) {
  start(8, 3);
  const int before = machine_.barriers;
  ASSERT_EQ(map(0, gib1, 3 * mib2), TENON_OK);
  EXPECT_EQ(machine_.barriers, before + 1);
  EXPECT_EQ(machine_.by_ipa + machine_.by_vmid, 0);
  ASSERT_EQ(unmap(mib2, mib2), TENON_OK);
  EXPECT_EQ(machine_.by_vmid, 1);
  EXPECT_EQ(machine_.by_ipa, 0);
}

TEST_F(Aarch64Nested, OnePageIsInvalidatedByItsAddress) {
  start(8, 3);
  ASSERT_EQ(map(0, gib1, mib2), TENON_OK);
  touch(kib4);
  ASSERT_EQ(unmap(kib4, kib4), TENON_OK);
  EXPECT_EQ(machine_.by_ipa, 2) << "the block that was divided, and the page";
  EXPECT_EQ(machine_.by_vmid, 0);
  expect_no_stale_translation();
}

TEST_F(Aarch64Nested, EachEndOfAnUnmapIsDividedToItsPage) {
  start(8, 3);
  ASSERT_EQ(map(0, gib1, gib1), TENON_OK);
  touch(3 * mib2);
  ASSERT_EQ(unmap(mib2 + kib4, 4 * mib2), TENON_OK);
  EXPECT_EQ(machine_.by_ipa, 3) << "1 GiB once, 2 MiB at each end";
  EXPECT_EQ(walk(mib2)->output, gib1 + mib2);
  EXPECT_EQ(walk(mib2)->span, kib4);
  EXPECT_FALSE(walk(mib2 + kib4).has_value());
  EXPECT_FALSE(walk(5 * mib2).has_value());
  EXPECT_EQ(walk(5 * mib2 + kib4)->output, gib1 + 5 * mib2 + kib4);
  EXPECT_EQ(walk(6 * mib2)->span, mib2);
  expect_no_stale_translation();
}

TEST_F(Aarch64Nested, AMapThatFailsLetsNoCpuKeepItsTables) {
  start(3, 3);
  EXPECT_EQ(map(0, kib4, 2 * mib2), TENON_ERROR_out_of_tables);
  EXPECT_EQ(machine_.by_vmid, 1);
  EXPECT_EQ(pool_.free, 2u);
  start(8, 3);
  ASSERT_EQ(map(mib2, 0, kib4), TENON_OK);
  EXPECT_EQ(map(kib4, kib4, mib2), TENON_ERROR_already_mapped);
  EXPECT_EQ(machine_.by_vmid, 1);
  EXPECT_EQ(map(0, 1, kib4), TENON_ERROR_unaligned);
  EXPECT_EQ(machine_.by_vmid, 1) << "no table was made";
}

TEST_F(Aarch64Nested, DestroyGivesEverythingBackAndForgets) {
  start(8, 3);
  ASSERT_EQ(map(0, 0, 3 * mib2 + kib4), TENON_OK);
  touch(0);
  tenon_aarch64_stage2_destroy(&pool_, &stage2_);
  EXPECT_EQ(pool_.free, 8u);
  EXPECT_TRUE(machine_.tlb.empty());
}

TEST_F(Aarch64Nested, RefusesWithoutATableAndAnAccessThatThereIsNot) {
  start(1, 3);
  tenon_stage2 second{};
  EXPECT_EQ(tenon_aarch64_stage2_create(&pool_, &second, 3, 8), TENON_ERROR_out_of_tables);
  EXPECT_EQ(second.vmid, 0u);
  EXPECT_EQ(tenon_aarch64_stage2_protect(&pool_, &stage2_, 0, kib4, 8),
            TENON_ERROR_invalid_argument);
}

TEST_F(Aarch64Nested, RefusesAPoolItCannotUse) {
  start(8, 3);
  EXPECT_EQ(tenon_aarch64_stage2_pool_init(&pool_, machine_.pages.data(), tables_.data(), 8, 0x10,
                                           &features_),
            TENON_ERROR_unaligned);
  EXPECT_EQ(tenon_aarch64_stage2_pool_init(&pool_, machine_.pages.data(), tables_.data(), 8,
                                           (std::uint64_t{1} << 48) - kib4, &features_),
            TENON_ERROR_out_of_range);
  EXPECT_EQ(tenon_aarch64_stage2_pool_init(&pool_, machine_.pages.data(), tables_.data(), 0,
                                           pool_base, &features_),
            TENON_ERROR_invalid_argument);
}

TEST_F(Aarch64Nested, AgreesWithTheModelAndNeverLeavesAStaleTranslation) {
  std::mt19937_64 random(20260726);
  for (int round = 0; round < 10; ++round) {
    start(48, round % 2 == 0 ? 3 : 4);
    NestedModel model;
    for (int step = 0; step < 400; ++step) {
      if (step % 25 == 24) {  // room for large blocks
        for (const auto& [from, to] : model.segments()) {
          ASSERT_EQ(unmap(from, to - from), TENON_OK);
          model.unmap(from, to);
        }
        ASSERT_EQ(pool_.free, 47u);
      }
      const std::uint64_t unit = std::array{kib4, mib2, mib2, gib1}[random() % 4];
      const std::uint64_t where = random() % 2 * gib1 + random() % 3 * mib2 + random() % 4 * kib4;
      const std::uint64_t from = where / unit * unit + (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t bytes = unit * (1 + random() % 2) + (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t hpa = random() % 64 * gib1 + from % gib1;
      const auto access = static_cast<std::uint32_t>(random() % 8);
      const auto memory = static_cast<std::uint32_t>(random() % 3);
      const bool any = model.any(from, from + bytes);
      const bool all = model.all(from, from + bytes);
      switch (random() % 3) {
        case 0:
          ASSERT_EQ(map(from, hpa, bytes, access, memory),
                    any ? TENON_ERROR_already_mapped : TENON_OK);
          if (!any) model.map(from, from + bytes, {hpa, access, memory});
          break;
        case 1:
          ASSERT_EQ(unmap(from, bytes), all ? TENON_OK : TENON_ERROR_not_mapped);
          if (all) model.unmap(from, from + bytes);
          break;
        default:
          ASSERT_EQ(protect(from, bytes, access), all ? TENON_OK : TENON_ERROR_not_mapped);
          if (all) model.protect(from, from + bytes, access);
      }
      expect_no_stale_translation();
      for (const std::uint64_t gpa : model.edges()) {
        if (gpa >= std::uint64_t{1} << 39) continue;
        const auto expected = model.at(gpa);
        const auto found = walk(gpa);
        ASSERT_EQ(found.has_value(), expected.has_value()) << std::hex << gpa;
        if (!found) continue;
        ASSERT_EQ(found->output + gpa % found->span, expected->hpa);
        ASSERT_EQ(found->s2ap, expected->access & 3);
        ASSERT_EQ(found->xn, (expected->access & 4) != 0 ? 0u : 2u);
        ASSERT_EQ(found->mem_attr, (std::array{0xfu, 0x1u, 0x5u}[expected->memory]));
        if (random() % 2 == 0) touch(gpa);
      }
    }
    ASSERT_GE(machine_.by_ipa, 5);
    ASSERT_GE(machine_.by_vmid, 20);
  }
}

}  // namespace
