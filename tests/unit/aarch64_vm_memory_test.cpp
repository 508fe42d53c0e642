// SPDX-License-Identifier: Apache-2.0
// A VM's memory on the real AArch64 second stage; only TLB maintenance is counted, not done.
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <vector>

#include "tenon/core/aarch64/hardware_nested.h"
#include "tenon/vm/aarch64/plan.hpp"
#include "unit/fake_device.hpp"
#include "unit/fake_hal.hpp"

namespace {
std::vector<std::uint64_t> forgotten;  // VTTBR_EL2 of each invalidation
}  // namespace

extern "C" {
void tenon_aarch64_hw_table_written() {}
void tenon_aarch64_hw_invalidate_ipa(std::uint64_t vttbr, std::uint64_t /*ipa*/) {
  forgotten.push_back(vttbr);
}
void tenon_aarch64_hw_invalidate_vmid(std::uint64_t vttbr) { forgotten.push_back(vttbr); }
}

namespace {

using tenon::Error;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::PageRest;
using tenon::VmId;

struct Plan : tenon::aarch64::PlanBase {
  using Hal = tenon_test::FakeHal;
  using Mmio = tenon::DeviceBus<GuestPhysical, 2>;
  static constexpr std::uint32_t vcpus = 1;
  static constexpr std::uint32_t regions = 4;
};
static_assert(tenon::VmPlan<Plan>);
using Vm = tenon::Vm<Plan>;

constexpr std::uint64_t mib = 0x100000;
constexpr std::uint32_t pages_count = 6;
constexpr std::uint32_t vmid_limit = 4;  // identifiers 1 to 3

class AArch64VmMemory : public testing::Test {
 protected:
  void SetUp() override {
    forgotten.clear();
    ASSERT_EQ(tenon_aarch64_stage2_pool_init(&pool, pages.data(), tables.data(), pages_count,
                                             0x70000000, &features),
              TENON_OK);
    ASSERT_EQ(tenon_vmid_init(&vmids, live.data(), used.data(), vmid_limit), TENON_OK);
    tenon_grants_init(&given, &grant, 1);
    auto all = grants.give({.start = HostPhysical(0), .bytes = std::uint64_t{1} << 41}, VmId(1));
    ASSERT_TRUE(all.has_value());
    std::move(*all).forever();
    ASSERT_TRUE(vm.open());
  }
  [[nodiscard]] tenon::aarch64::Nested::Config config(std::uint32_t levels = 3) {
    return {.grants = grants, .vmids = &vmids, .levels = levels};
  }

  tenon_aarch64_features features{.pa_bits = 40};
  alignas(4096) std::array<tenon_nested_page, pages_count> pages{};
  std::array<tenon_nested_table, pages_count> tables{};
  tenon_nested_pool pool{};
  tenon_grant grant{};
  tenon_grants given{};
  tenon::Grants grants{given, pool};
  std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> live{}, used{};
  tenon_vmid_allocator vmids{};
  Vm vm{VmId(1), {}, config(), {&features}};
};

TEST_F(AArch64VmMemory, MapsWhatAVCpuTranslates) {
  ASSERT_TRUE(vm.map_ram(GuestPhysical(0x40000000), HostPhysical(0x80200000), 4 * mib));
  const auto found = vm.translate(GuestPhysical(0x40212345));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->host, HostPhysical(0x80412345));
  EXPECT_EQ(found->bytes, 2 * mib - 0x12345) << "a block of 2 MiB";
  EXPECT_EQ(found->access, TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE);
  EXPECT_EQ(found->memory, TENON_MEMORY_NORMAL);
  EXPECT_EQ(vm.translate(GuestPhysical(0x40400000)).error(), Error::not_mapped);
  EXPECT_EQ(vm.translate(GuestPhysical(std::uint64_t{1} << 39)).error(), Error::out_of_range);
}

TEST_F(AArch64VmMemory, MapsRomAndDevicesAsSuch) {
  ASSERT_TRUE(vm.map_rom(GuestPhysical(0), HostPhysical(0x80000000), 4096));
  ASSERT_TRUE(
      vm.pass_through(GuestPhysical(0x1f80), HostPhysical(0x9000f80), 0x100, PageRest::expose));
  EXPECT_EQ(vm.translate(GuestPhysical(0))->access, TENON_ACCESS_READ | TENON_ACCESS_EXECUTE);
  const auto tail = vm.translate(GuestPhysical(0x207f));
  ASSERT_TRUE(tail.has_value());
  EXPECT_EQ(tail->host, HostPhysical(0x900107f));
  EXPECT_EQ(tail->memory, TENON_MEMORY_DEVICE);
  EXPECT_EQ(tail->access, TENON_ACCESS_READ | TENON_ACCESS_WRITE);
}

TEST_F(AArch64VmMemory, ForgetsWhatItUnmaps) {
  ASSERT_TRUE(vm.map_ram(GuestPhysical(0x40000000), HostPhysical(0x80000000), 4096));
  forgotten.clear();
  ASSERT_TRUE(vm.unmap(GuestPhysical(0x40000000)));
  ASSERT_FALSE(forgotten.empty());
  EXPECT_EQ(forgotten[0] >> 48, vm.stage2().vmid);
  EXPECT_EQ(vm.translate(GuestPhysical(0x40000000)).error(), Error::not_mapped);
}

TEST_F(AArch64VmMemory, ChangesNothingWhenThePoolIsEmpty) {
  const std::uint32_t before = pool.free;
  // Each place 1 GiB apart takes two tables of its own.
  std::optional<Error> refused;
  for (std::uint64_t i = 0; i < 4 && !refused; ++i) {
    const auto mapped =
        vm.map_ram(GuestPhysical(i << 30), HostPhysical(0x80000000 + i * 4096), 4096);
    if (!mapped) refused = mapped.error();
  }
  ASSERT_EQ(refused, Error::out_of_tables);
  const std::uint32_t after = pool.free;
  EXPECT_LT(after, before);
  // The refused region is nobody's: a smaller wish at a mapped place still works.
  EXPECT_TRUE(vm.map_ram(GuestPhysical(0x1000), HostPhysical(0x90000000), 4096));
  EXPECT_EQ(pool.free, after);
}

TEST_F(AArch64VmMemory, RefusesWhatTheCpuCannotReach) {
  EXPECT_EQ(vm.map_ram(GuestPhysical(0), HostPhysical(std::uint64_t{1} << 40), 4096),
            std::unexpected(Error::out_of_range));
  EXPECT_EQ(vm.map_ram(GuestPhysical(0x800), HostPhysical(0x80000000), 4096),
            std::unexpected(Error::unaligned));
  EXPECT_TRUE(vm.map_ram(GuestPhysical(0), HostPhysical(0x80000000), 4096));
}

TEST_F(AArch64VmMemory, GivesEachVmItsOwnIdentifier) {
  Vm second{VmId(2), {}, config(), {&features}};
  ASSERT_TRUE(second.open());
  EXPECT_NE(vm.stage2().vmid, 0U);
  EXPECT_NE(second.stage2().vmid, 0U);
  EXPECT_NE(vm.stage2().vmid, second.stage2().vmid);
  EXPECT_NE(vm.stage2().root, second.stage2().root);
  ASSERT_TRUE(vm.map_ram(GuestPhysical(0), HostPhysical(0x80000000), 4096));
  EXPECT_EQ(second.translate(GuestPhysical(0)).error(), Error::not_mapped);
}

TEST_F(AArch64VmMemory, RefusesToOpenAndKeepsNothing) {
  Vm four{VmId(2), {}, config(4), {&features}};
  EXPECT_EQ(four.open(), std::unexpected(Error::unsupported)) << "40 physical address bits";
  Vm five{VmId(2), {}, config(5), {&features}};
  EXPECT_EQ(five.open(), std::unexpected(Error::invalid_argument));
  Vm second{VmId(2), {}, config(), {&features}};
  Vm third{VmId(3), {}, config(), {&features}};
  Vm fourth{VmId(4), {}, config(), {&features}};
  ASSERT_TRUE(second.open());
  ASSERT_TRUE(third.open());
  const std::uint32_t free = pool.free;
  EXPECT_EQ(fourth.open(), std::unexpected(Error::no_vmid));
  EXPECT_EQ(pool.free, free) << "the root table came back";
  second.close();
  EXPECT_TRUE(fourth.open()) << "an identifier came back";
}

TEST_F(AArch64VmMemory, ClosesCompletely) {
  ASSERT_TRUE(vm.map_ram(GuestPhysical(0x40000000), HostPhysical(0x80000000), 4096));
  const std::uint64_t vmid = vm.stage2().vmid;
  forgotten.clear();
  vm.close();
  EXPECT_EQ(pool.free, pages_count);
  ASSERT_FALSE(forgotten.empty());
  EXPECT_EQ(forgotten.back() >> 48, vmid);
  EXPECT_EQ(vm.translate(GuestPhysical(0x40000000)).error(), Error::wrong_state);
  vm.close();  // closing twice is closing once
  ASSERT_TRUE(vm.open());
  EXPECT_EQ(vm.translate(GuestPhysical(0x40000000)).error(), Error::not_mapped);
}

TEST_F(AArch64VmMemory, OpensAndClosesOnce) {
  EXPECT_EQ(vm.open(), std::unexpected(Error::wrong_state));
  vm.close();
  EXPECT_EQ(vm.map_ram(GuestPhysical(0x40000000), HostPhysical(0x80200000), 2 * mib),
            std::unexpected(Error::wrong_state));
  EXPECT_EQ(vm.translate(GuestPhysical(0x40000000)).error(), Error::wrong_state);
  forgotten.clear();
  vm.close();
  EXPECT_TRUE(forgotten.empty()) << "nothing was open";
  EXPECT_TRUE(vm.open());
}

TEST_F(AArch64VmMemory, SetsUpAVCpu) {
  tenon_aarch64_vcpu storage{};
  auto created =
      vm.create_vcpu(storage, {.id = tenon::VCpuId(0), .affinity = 0, .home = tenon::CpuId(0)}, {});
  ASSERT_TRUE(created.has_value());
  auto ready = std::move(created).value().setup(GuestPhysical(0x40000000), vm.stage2());
  EXPECT_TRUE(ready.has_value());
  EXPECT_EQ(storage.stage2, &vm.stage2());
  EXPECT_EQ(storage.frame.pc, 0x40000000U);
  EXPECT_EQ(vm.vcpus().power(tenon::VCpuId(0)), tenon::Power::off);
}

}  // namespace
