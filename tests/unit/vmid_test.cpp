// SPDX-License-Identifier: Apache-2.0
// VM identifiers: the allocator, and what it is for: no CPU ever runs a VM whose identifier it
// still has another VM's entries of.
#include "tenon/core/vmid.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "tenon/core/stage2.h"

namespace {

class Vmid : public testing::TestWithParam<std::uint32_t> {
 protected:
  void SetUp() override {
    idle_.resize(TENON_VMID_WORDS(limit()), ~std::uint64_t{0});
    fresh_.resize(TENON_VMID_WORDS(limit()), ~std::uint64_t{0});
    ASSERT_EQ(tenon_vmid_init(&allocator_, idle_.data(), fresh_.data(), limit()), TENON_OK);
  }
  static std::uint32_t limit() { return GetParam(); }
  std::uint32_t acquire() { return tenon_vmid_acquire(&allocator_, &vmid_, &generation_); }

  std::vector<std::uint64_t> idle_, fresh_;
  tenon_vmid_allocator allocator_{};
  std::uint32_t vmid_ = 0;
  std::uint64_t generation_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Limits, Vmid, testing::Values(2u, 3u, 64u, 65u, 256u, 16384u, 65536u));

TEST_P(Vmid, GivesEachIdentifierOnceAndNeverZero) {
  std::set<std::uint32_t> given;
  for (std::uint32_t i = 1; i < limit(); ++i) {
    ASSERT_EQ(acquire(), TENON_OK);
    ASSERT_GE(vmid_, 1u);
    ASSERT_LT(vmid_, limit());
    ASSERT_EQ(generation_, 1u);
    ASSERT_TRUE(given.insert(vmid_).second);
  }
  const std::uint32_t last = vmid_;
  EXPECT_EQ(acquire(), TENON_ERROR_no_vmid);
  EXPECT_EQ(allocator_.generation, 1u);
  ASSERT_EQ(tenon_vmid_release(&allocator_, last), TENON_OK);
  EXPECT_EQ(acquire(), TENON_OK);
  EXPECT_EQ(vmid_, last);
  EXPECT_EQ(generation_, 2u) << "a used identifier begins a generation";
}

TEST_P(Vmid, RefusesToReleaseWhatNobodyHas) {
  EXPECT_EQ(tenon_vmid_release(&allocator_, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_vmid_release(&allocator_, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_vmid_release(&allocator_, limit()), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_vmid_release(&allocator_, TENON_NONE), TENON_ERROR_invalid_argument);
  ASSERT_EQ(acquire(), TENON_OK);
  EXPECT_EQ(tenon_vmid_release(&allocator_, vmid_), TENON_OK);
  EXPECT_EQ(tenon_vmid_release(&allocator_, vmid_), TENON_ERROR_invalid_argument);
}

TEST(VmidInit, RefusesLimitsOutsideItsRange) {
  tenon_vmid_allocator allocator{};
  std::uint64_t idle = 0, fresh = 0;
  EXPECT_EQ(tenon_vmid_init(&allocator, &idle, &fresh, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_vmid_init(&allocator, &idle, &fresh, 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_vmid_init(&allocator, &idle, &fresh, 65537), TENON_ERROR_invalid_argument);
}

/// VMs come, run and go on several CPUs. Each CPU's TLB is a set of (identifier, VM) pairs.
TEST(VmidModel, NoCpuKeepsEntriesOfAnotherVmWithTheIdentifierThatItRuns) {
  struct Vm {
    int id = 0;
    tenon_stage2 stage2{};
  };
  constexpr std::uint32_t limit = 6;
  constexpr std::uint32_t cpus = 3;
  std::mt19937 random(7);
  std::array<std::uint64_t, 1> idle{}, fresh{};
  tenon_vmid_allocator allocator{};
  ASSERT_EQ(tenon_vmid_init(&allocator, idle.data(), fresh.data(), limit), TENON_OK);
  std::vector<Vm> vms;
  std::array<std::set<std::pair<std::uint32_t, int>>, cpus> tlb;
  std::array<std::uint64_t, cpus> seen{};
  int next_vm = 0;
  int forgets = 0;
  int runs = 0;
  for (int step = 0; step < 20000; ++step) {
    const auto action = random() % 8;
    if (action == 0) {
      Vm vm{.id = next_vm++};
      tenon_stage2_init(&vm.stage2, 0x1000, 0, 3);
      const auto result = tenon_vmid_acquire(&allocator, &vm.stage2.vmid, &vm.stage2.generation);
      ASSERT_EQ(result, vms.size() == limit - 1 ? std::uint32_t{TENON_ERROR_no_vmid}
                                                : std::uint32_t{TENON_OK});
      if (result != TENON_OK) continue;
      for (const Vm& other : vms) ASSERT_NE(other.stage2.vmid, vm.stage2.vmid);
      vms.push_back(vm);
    } else if (action == 1 && !vms.empty()) {
      const std::size_t which = random() % vms.size();
      ASSERT_EQ(tenon_vmid_release(&allocator, vms[which].stage2.vmid), TENON_OK);
      vms.erase(vms.begin() + static_cast<std::ptrdiff_t>(which));
    } else if (!vms.empty()) {
      Vm& vm = vms[random() % vms.size()];
      const auto cpu = static_cast<std::uint32_t>(random() % cpus);
      switch (tenon_stage2_bind(&vm.stage2, cpu, 0, &seen[cpu])) {
        case TENON_STAGE2_FORGET_ALL:
          tlb[cpu].clear();
          ++forgets;
          break;
        case TENON_STAGE2_FORGET_VM:
          std::erase_if(tlb[cpu], [&](auto entry) { return entry.first == vm.stage2.vmid; });
          break;
        default:
          break;
      }
      for (const auto& [vmid, id] : tlb[cpu]) {
        if (vmid == vm.stage2.vmid) {
          ASSERT_EQ(id, vm.id) << "stale entries, step " << step;
        }
      }
      tlb[cpu].insert({vm.stage2.vmid, vm.id});
      ++runs;
    }
  }
  EXPECT_GT(allocator.generation, 100u) << "the model must have rolled over";
  EXPECT_LT(forgets, runs / 4) << "and a CPU forgets everything only then";
}

}  // namespace
