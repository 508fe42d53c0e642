// SPDX-License-Identifier: Apache-2.0
// Whose memory is whose, over the real AArch64 second stages of three VMs; only TLB maintenance is
// counted, not done.
#include "tenon/vm/grants.hpp"

#include <gtest/gtest.h>

#include <array>
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
using tenon::Grant;
using tenon::Grants;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::HostRange;
using tenon::PageRest;
using tenon::VmId;

struct Plan : tenon::aarch64::PlanBase {
  using Hal = tenon_test::FakeHal;
  using Mmio = tenon::DeviceBus<GuestPhysical, 1>;
  static constexpr std::uint32_t vcpus = 1;
  static constexpr std::uint32_t regions = 4;
};
using Vm = tenon::Vm<Plan>;

constexpr std::uint64_t page = 4096, mib = 0x100000, memory = 0x80000000;
constexpr std::uint32_t pages_count = 32, vmid_limit = 8;
constexpr GuestPhysical ram{0x40000000};

[[nodiscard]] HostRange range(std::uint64_t start, std::uint64_t bytes) {
  return {.start = HostPhysical(start), .bytes = bytes};
}

class VmGrants : public testing::Test {
 protected:
  void SetUp() override {
    forgotten.clear();
    ASSERT_EQ(tenon_aarch64_stage2_pool_init(&pool, pages.data(), tables.data(), pages_count,
                                             0x70000000, &features),
              TENON_OK);
    ASSERT_EQ(tenon_vmid_init(&vmids, live.data(), used.data(), vmid_limit), TENON_OK);
    tenon_grants_init(&list, elements.data(), static_cast<std::uint32_t>(elements.size()));
    for (Vm* vm : {&one, &two, &three}) ASSERT_TRUE(vm->open());
  }
  [[nodiscard]] Grant give(std::uint64_t start, std::uint64_t bytes, std::uint32_t vm) {
    auto given = grants.give(range(start, bytes), VmId(vm));
    EXPECT_TRUE(given.has_value());
    return std::move(given).value();
  }
  [[nodiscard]] Error refused(std::uint64_t start, std::uint64_t bytes, std::uint32_t vm) {
    return grants.give(range(start, bytes), VmId(vm)).error();
  }
  /// Takes back what must be free.
  void take(Grant grant) {
    const HostRange expected = grant.memory();
    auto taken = grants.take(std::move(grant));
    ASSERT_TRUE(taken.has_value());
    const HostRange freed = std::move(taken).value();
    EXPECT_EQ(freed.start, expected.start);
    EXPECT_EQ(freed.bytes, expected.bytes);
  }
  /// What must not be free: the grant comes back.
  [[nodiscard]] Grant stays(Grant grant) {
    auto taken = grants.take(std::move(grant));
    EXPECT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error(), Error::still_mapped);
    return std::move(taken).refused().operands.take<Grant>();
  }
  [[nodiscard]] tenon::aarch64::Nested::Config config() {
    return {.grants = grants, .vmids = &vmids};
  }

  tenon_aarch64_features features{.pa_bits = 40};
  alignas(4096) std::array<tenon_nested_page, pages_count> pages{};
  std::array<tenon_nested_table, pages_count> tables{};
  tenon_nested_pool pool{};
  std::array<tenon_grant, 3> elements{};
  tenon_grants list{};
  Grants grants{list, pool};
  std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> live{}, used{};
  tenon_vmid_allocator vmids{};
  Vm one{VmId(1), {}, config(), {&features}}, two{VmId(2), {}, config(), {&features}},
      three{VmId(3), {}, config(), {&features}};
};

constexpr auto not_given = std::unexpected(Error::not_given);

TEST_F(VmGrants, NothingIsMappedThatWasNotGiven) {
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory), page), not_given);
  EXPECT_EQ(one.map_rom(ram, HostPhysical(memory), page), not_given);
  EXPECT_EQ(one.pass_through(ram, HostPhysical(memory), page, PageRest::refuse), not_given);
  EXPECT_EQ(one.translate(ram).error(), Error::not_mapped);
  Grant grant = give(memory, 2 * mib, 1);
  EXPECT_TRUE(one.map_ram(ram, HostPhysical(memory), 2 * mib)) << "the refusals left no region";
  EXPECT_EQ(two.map_ram(ram, HostPhysical(memory), 2 * mib), not_given);
  EXPECT_EQ(two.map_ram(ram, HostPhysical(memory + mib), page), not_given) << "nor a page of it";
  EXPECT_EQ(two.translate(ram).error(), Error::not_mapped);
  std::move(grant).forever();
}

TEST_F(VmGrants, OneGrantHasToHaveAllOfARegion) {
  Grant first = give(memory, 2 * page, 1), second = give(memory + 2 * page, page, 2);
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory), 3 * page), not_given);
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory - page), 2 * page), not_given);
  EXPECT_TRUE(one.map_ram(ram, HostPhysical(memory + page), page));
  EXPECT_TRUE(two.map_ram(ram, HostPhysical(memory + 2 * page), page));
  // A device that fills half a page: what lies in the rest must be the VM's as well.
  EXPECT_EQ(one.pass_through(GuestPhysical(0x10f00), HostPhysical(memory + 0x1f00), 0x200,
                             PageRest::expose),
            not_given);
  EXPECT_EQ(one.map_ram(GuestPhysical(0), HostPhysical(~std::uint64_t{0} - page + 1), 2 * page),
            not_given)
      << "past the end";
  std::move(first).forever();
  std::move(second).forever();
}

TEST_F(VmGrants, SharedMemoryIsOfTwoAndNoThird) {
  Grant grant = give(memory, page, 1);
  EXPECT_EQ(grants.share(grant, VmId(1)), std::unexpected(Error::invalid_argument));
  ASSERT_TRUE(grants.share(grant, VmId(2)));
  EXPECT_EQ(grants.share(grant, VmId(3)), std::unexpected(Error::overlap));
  ASSERT_TRUE(one.map_ram(ram, HostPhysical(memory), page));
  ASSERT_TRUE(two.map_rom(ram, HostPhysical(memory), page));
  EXPECT_EQ(three.map_ram(ram, HostPhysical(memory), page), not_given);
  grant = stays(std::move(grant));
  ASSERT_TRUE(one.unmap(ram));
  grant = stays(std::move(grant));  // VM 2 has it still
  ASSERT_TRUE(two.unmap(ram));
  take(std::move(grant));
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory), page), not_given);
  EXPECT_EQ(two.map_ram(ram, HostPhysical(memory), page), not_given);
}

TEST_F(VmGrants, ComesBackOnceNoCpuHasATranslationOfIt) {
  Grant grant = give(memory, 4 * mib, 1);
  ASSERT_TRUE(one.map_ram(ram, HostPhysical(memory + 2 * mib), 2 * mib));
  EXPECT_EQ(refused(memory, page, 2), Error::overlap) << "while it is VM 1's";
  grant = stays(std::move(grant));
  EXPECT_EQ(grant.owner(), VmId(1));
  EXPECT_EQ(grant.memory().bytes, 4 * mib);
  forgotten.clear();
  ASSERT_TRUE(one.unmap(ram));
  ASSERT_EQ(forgotten.size(), 1U) << "before it can be another's";
  EXPECT_EQ(forgotten[0] >> 48, one.stage2().vmid);
  take(std::move(grant));
  grant = give(memory, 4 * mib, 2);
  EXPECT_TRUE(two.map_ram(ram, HostPhysical(memory), 4 * mib));
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory), page), not_given);
  std::move(grant).forever();
}

TEST_F(VmGrants, ComesBackFromAVmThatEnds) {
  Grant grant = give(memory, 2 * page, 1);
  ASSERT_TRUE(one.map_ram(ram, HostPhysical(memory), page));
  grant = stays(std::move(grant));
  forgotten.clear();
  one.close();
  EXPECT_FALSE(forgotten.empty());
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory), page), std::unexpected(Error::wrong_state));
  take(std::move(grant));
}

TEST_F(VmGrants, ARefusedMapLeavesTheMemoryTakeable) {
  Grant grant = give(memory, 2 * page, 1);
  ASSERT_TRUE(one.map_ram(ram, HostPhysical(memory), page));
  EXPECT_EQ(one.map_ram(ram + 0x10800, HostPhysical(memory + page), page),
            std::unexpected(Error::unaligned));
  EXPECT_EQ(one.map_ram(ram, HostPhysical(memory + page), page), std::unexpected(Error::overlap));
  ASSERT_TRUE(one.unmap(ram));
  take(std::move(grant));
}

TEST_F(VmGrants, RefusalsOfGiveChangeNothing) {
  EXPECT_EQ(refused(memory + 1, page, 1), Error::unaligned);
  EXPECT_EQ(refused(memory, page - 1, 1), Error::unaligned);
  EXPECT_EQ(refused(memory, 0, 1), Error::invalid_argument);
  EXPECT_EQ(refused(~std::uint64_t{0} - page + 1, 2 * page, 1), Error::invalid_argument);
  EXPECT_EQ(refused(std::uint64_t{1} << 52, page, 1), Error::invalid_argument) << "no table can";
  EXPECT_EQ(refused(memory, page, TENON_NONE), Error::invalid_argument);
  EXPECT_EQ(list.count, 0U);
  Grant first = give(memory, page, 1), second = give(memory + page, page, 1),
        third = give(memory + 3 * page, page, 2);
  EXPECT_EQ(refused(memory, 4 * page, 1), Error::overlap) << "one's own as well";
  EXPECT_EQ(refused(memory + 2 * page, page, 1), Error::full);
  take(std::move(first));  // the last takes its place in the list
  first = give(memory + 2 * page, page, 1);
  take(std::move(third));
  take(std::move(second));
  take(std::move(first));
  EXPECT_EQ(list.count, 0U);
  EXPECT_FALSE(grants.holds(range(memory, page), VmId(1)));
  EXPECT_FALSE(grants.holds(range(memory, 0), VmId(1)));
  EXPECT_FALSE(grants.holds(range(~std::uint64_t{0}, 2), VmId(1)));
}

TEST_F(VmGrants, EachErrorSaysWhatIsTheMatter) {
  EXPECT_EQ(tenon::sentence(Error::not_given), "the memory was not given to this VM");
  EXPECT_EQ(tenon::sentence(Error::still_mapped), "tables of a VM still map part of the range");
  EXPECT_EQ(tenon::sentence(Error::overlap),
            "the range overlaps another one that is taken already");
}

using VmGrantsDeathTest = VmGrants;

TEST_F(VmGrantsDeathTest, AGrantIsNotLost) {
  EXPECT_DEATH({ const Grant dropped = give(memory, page, 1); }, "");
  Grant grant = give(memory, page, 1), other = give(memory + page, page, 1);
  EXPECT_DEATH({ grant = std::move(other); }, "") << "overwritten";
  const Grant moved = std::move(grant);
  EXPECT_DEATH(static_cast<void>(grants.share(grant, VmId(2))), "");   // NOLINT: used after move
  EXPECT_DEATH(static_cast<void>(grants.take(std::move(grant))), "");  // NOLINT: used after move
  std::move(other).forever();
  std::move(const_cast<Grant&>(moved)).forever();
}

}  // namespace
