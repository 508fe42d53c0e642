// SPDX-License-Identifier: Apache-2.0
// What a CPU must forget before it enters a vCPU that is bound to it.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>

#include "tenon/core/stage2.h"

namespace {

class Residency : public testing::Test {
 protected:
  Residency() {
    tenon_stage2_init(&stage2_, 0x4000'0000, 5, 4);
    stage2_.vmid = 3;
    stage2_.generation = 2;
  }
  std::uint32_t bind(std::uint32_t cpu, std::uint32_t vcpu) {
    return tenon_stage2_bind(&stage2_, cpu, vcpu, &seen_[cpu]);
  }

  tenon_stage2 stage2_{};
  std::array<std::uint64_t, TENON_CPU_MAX> seen_{};
};

TEST_F(Residency, InitForgetsWhoRanWhere) {
  EXPECT_EQ(stage2_.root, 0x4000'0000u);
  EXPECT_EQ(stage2_.table, 5u);
  EXPECT_EQ(stage2_.levels, 4u);
  for (const std::uint32_t vcpu : stage2_.resident) EXPECT_EQ(vcpu, TENON_NONE);
}

TEST_F(Residency, InitLeavesNothingOfWhatWasThere) {
  std::memset(static_cast<void*>(&stage2_), 0xff, sizeof stage2_);
  tenon_stage2_init(&stage2_, 0x4000'0000, 5, 4);
  EXPECT_EQ(stage2_.root, 0x4000'0000U);
  EXPECT_EQ(stage2_.table, 5U);
  EXPECT_EQ(stage2_.levels, 4U);
  EXPECT_EQ(stage2_.vmid, 0U);
  EXPECT_EQ(stage2_.generation, 0U);
  EXPECT_EQ(stage2_.reserved, 0U);
}

TEST_F(Residency, ACpuThatHasNotSeenTheGenerationForgetsEverythingOnce) {
  EXPECT_EQ(bind(0, 0), TENON_STAGE2_FORGET_ALL);
  EXPECT_EQ(seen_[0], 2u);
  EXPECT_EQ(bind(0, 0), TENON_STAGE2_KEEP);
  EXPECT_EQ(bind(63, 0), TENON_STAGE2_FORGET_ALL);
  EXPECT_EQ(bind(63, 0), TENON_STAGE2_KEEP);
}

TEST_F(Residency, AnotherVCpuOfTheVmForgetsTheVm) {
  seen_.fill(2);
  EXPECT_EQ(bind(1, 0), TENON_STAGE2_KEEP) << "nobody ran here";
  EXPECT_EQ(bind(1, 1), TENON_STAGE2_FORGET_VM);
  EXPECT_EQ(bind(1, 1), TENON_STAGE2_KEEP);
  EXPECT_EQ(bind(2, 0), TENON_STAGE2_KEEP) << "CPU 2 has run nobody";
  EXPECT_EQ(bind(1, 0), TENON_STAGE2_FORGET_VM);
}

TEST_F(Residency, ANewerCpuKeepsItsGeneration) {
  seen_[4] = 9;
  EXPECT_EQ(bind(4, 0), TENON_STAGE2_KEEP);
  EXPECT_EQ(seen_[4], 9u);
}

TEST_F(Residency, WithoutIdentifiersEveryBindForgets) {
  stage2_.vmid = 0;
  seen_.fill(5);
  EXPECT_EQ(bind(0, 0), TENON_STAGE2_FORGET_ALL);
  EXPECT_EQ(bind(0, 0), TENON_STAGE2_FORGET_ALL);
  EXPECT_EQ(seen_[0], 5u);
}

/// Each CPU's TLB holds entries of one vCPU per VM at most, or a stale one was left.
TEST(ResidencyModel, NoVCpuFindsEntriesOfASiblingOnItsCpu) {
  constexpr std::uint32_t cpus = 4;
  std::mt19937 random(11);
  std::array<tenon_stage2, 3> vms{};
  for (std::uint32_t i = 0; i < vms.size(); ++i) {
    tenon_stage2_init(&vms[i], 0, 0, 3);
    vms[i].vmid = i + 1;
    vms[i].generation = 1 + i % 2;
  }
  std::array<std::array<std::optional<std::uint32_t>, 3>, cpus> tlb{};
  std::array<std::uint64_t, cpus> seen{};
  int forgets = 0;
  for (int step = 0; step < 5000; ++step) {
    const auto cpu = static_cast<std::uint32_t>(random() % cpus);
    const auto vm = random() % vms.size();
    const auto vcpu = static_cast<std::uint32_t>(random() % 3);
    const auto answer = tenon_stage2_bind(&vms[vm], cpu, vcpu, &seen[cpu]);
    if (answer == TENON_STAGE2_FORGET_ALL) tlb[cpu] = {};
    if (answer == TENON_STAGE2_FORGET_VM) {
      // Forgetting too much is no fault: another VM's bind may have forgotten everything since.
      tlb[cpu][vm].reset();
      ++forgets;
    }
    if (tlb[cpu][vm].has_value()) {
      ASSERT_EQ(*tlb[cpu][vm], vcpu) << "step " << step;
    }
    tlb[cpu][vm] = vcpu;
  }
  EXPECT_NEAR(forgets, 5000 * 2.0 / 3, 300) << "three vCPUs at random: two binds of three";
}

}  // namespace
