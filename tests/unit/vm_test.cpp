// SPDX-License-Identifier: Apache-2.0
// The VM: its memory and devices never overlap, its vCPUs reach each other as they are named.
#include "tenon/vm/vm.hpp"

#include <gtest/gtest.h>

#include "unit/fake_device.hpp"
#include "unit/scripted_machine.hpp"

namespace {

using tenon::CpuId;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::PageRest;
using tenon::Power;
using tenon::Status;
using tenon::VCpuId;
using tenon::VmId;
using tenon_test::FakeDevice;
using tenon_test::FakeHal;
using tenon_test::FakeVm;

constexpr std::uint64_t page = 4096;

class Memory : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(vm.open()); }
  Status ram(std::uint64_t start, std::uint64_t host, std::uint64_t pages) {
    return vm.map_ram(GuestPhysical(start), HostPhysical(host), pages * page);
  }
  FakeDevice device;
  FakeVm vm{VmId(1), {}, {}, {}};
};

TEST_F(Memory, OpensOnceAndMapsNothingBefore) {
  EXPECT_EQ(vm.open(), std::unexpected(Error::wrong_state));
  FakeVm closed{VmId(2), {}, {}, {}};
  EXPECT_EQ(closed.map_ram(GuestPhysical(0), HostPhysical(0), page),
            std::unexpected(Error::wrong_state));
  EXPECT_EQ(vm.stage2().root, 0x1000U);
}

TEST_F(Memory, TranslatesWhatItMapped) {
  ASSERT_TRUE(ram(0x40000000, 0x80000000, 4));
  const auto found = vm.translate(GuestPhysical(0x40002123));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->host, HostPhysical(0x80002123));
  EXPECT_EQ(found->bytes, page - 0x123);
  EXPECT_EQ(found->access, TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE);
  EXPECT_EQ(found->memory, TENON_MEMORY_NORMAL);
  EXPECT_EQ(vm.translate(GuestPhysical(0x40004000)).error(), Error::not_mapped);
}

TEST_F(Memory, ReachesWithinOneRegionOnly) {
  ASSERT_TRUE(ram(0x40000000, 0x80000000, 2));
  ASSERT_TRUE(ram(0x40002000, 0xa0000000, 1));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40001000), page), HostPhysical(0x80001000));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40001fff), 2), std::unexpected(Error::not_mapped));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40001000), 2 * page), std::unexpected(Error::not_mapped));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40000000), ~std::uint64_t{0}),
            std::unexpected(Error::not_mapped));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40002fff), 1), HostPhysical(0xa0000fff));
}

TEST_F(Memory, RefusesOverlapOfRegions) {
  ASSERT_TRUE(ram(0x40000000, 0x80000000, 4));
  EXPECT_EQ(ram(0x40003000, 0x90000000, 2), std::unexpected(Error::overlap));
  EXPECT_EQ(ram(0x3ffff000, 0x90000000, 2), std::unexpected(Error::overlap));
  EXPECT_EQ(ram(0x40001000, 0x90000000, 1), std::unexpected(Error::overlap));
  EXPECT_EQ(
      vm.pass_through(GuestPhysical(0x40001000), HostPhysical(0x9000000), page, PageRest::refuse),
      std::unexpected(Error::overlap));
  EXPECT_EQ(vm.translate(GuestPhysical(0x40003000))->host, HostPhysical(0x80003000));
}

TEST_F(Memory, RefusesOverlapOfMemoryAndDevicesBothWays) {
  ASSERT_TRUE(vm.claim(GuestPhysical(0x9000100), 0x20, device));
  EXPECT_EQ(ram(0x9000000, 0x80000000, 1), std::unexpected(Error::overlap));
  EXPECT_EQ(vm.map_rom(GuestPhysical(0x8fff000), HostPhysical(0), 2 * page),
            std::unexpected(Error::overlap));
  ASSERT_TRUE(ram(0x9001000, 0x80000000, 1));
  EXPECT_EQ(vm.claim(GuestPhysical(0x9000fff), 2, device), std::unexpected(Error::overlap));
  EXPECT_EQ(vm.claim(GuestPhysical(0x9001800), 4, device), std::unexpected(Error::overlap));
  EXPECT_TRUE(vm.claim(GuestPhysical(0x9000fff), 1, device));
}

TEST_F(Memory, RefusesADeviceInThePageOfAPassedThroughOne) {
  // The guest gets the whole page, so an emulated device in it would never be asked.
  ASSERT_TRUE(vm.claim(GuestPhysical(0x9000800), 0x10, device));
  EXPECT_EQ(
      vm.pass_through(GuestPhysical(0x9000000), HostPhysical(0x9000000), 0x100, PageRest::expose),
      std::unexpected(Error::overlap));
  ASSERT_TRUE(
      vm.pass_through(GuestPhysical(0xa000000), HostPhysical(0xb000000), 0x100, PageRest::expose));
  EXPECT_EQ(vm.claim(GuestPhysical(0xa000800), 4, device), std::unexpected(Error::overlap));
}

TEST_F(Memory, PassesDevicesThroughInWholePages) {
  // Unaligned start and tail: all bytes are there, at both ends.
  ASSERT_TRUE(
      vm.pass_through(GuestPhysical(0xa000f00), HostPhysical(0xb005f00), 0x200, PageRest::expose));
  const auto first = vm.translate(GuestPhysical(0xa000f00));
  const auto last = vm.translate(GuestPhysical(0xa0010ff));
  ASSERT_TRUE(first.has_value() && last.has_value());
  EXPECT_EQ(first->host, HostPhysical(0xb005f00));
  EXPECT_EQ(last->host, HostPhysical(0xb0060ff));
  EXPECT_EQ(first->access, TENON_ACCESS_READ | TENON_ACCESS_WRITE);
  EXPECT_EQ(first->memory, TENON_MEMORY_DEVICE);
  EXPECT_EQ(vm.translate(GuestPhysical(0xa002000)).error(), Error::not_mapped);
  EXPECT_EQ(vm.translate(GuestPhysical(0x9fff000)).error(), Error::not_mapped);
}

TEST_F(Memory, RefusesToExposeTheRestOfAPageUnasked) {
  const auto pass = [this](std::uint64_t start, std::uint64_t host, std::uint64_t bytes) {
    return vm.pass_through(GuestPhysical(start), HostPhysical(host), bytes, PageRest::refuse);
  };
  EXPECT_EQ(pass(0xa000000, 0xb000000, 0x1001), std::unexpected(Error::unaligned));
  EXPECT_EQ(pass(0xa000010, 0xb000010, page), std::unexpected(Error::unaligned));
  EXPECT_EQ(vm.pass_through(GuestPhysical(0xa000010), HostPhysical(0xb000000), 4, PageRest::expose),
            std::unexpected(Error::unaligned));
  EXPECT_EQ(pass(0xa000000, 0xb000000, 0), std::unexpected(Error::invalid_argument));
  EXPECT_EQ(vm.pass_through(GuestPhysical(0xa000010), HostPhysical(0xb000010), 0, PageRest::expose),
            std::unexpected(Error::invalid_argument))
      << "nothing, not the page around it";
  EXPECT_EQ(vm.pass_through(GuestPhysical(0xa000000), HostPhysical(0xb000000), ~std::uint64_t{0},
                            PageRest::expose),
            std::unexpected(Error::invalid_argument));
  EXPECT_TRUE(pass(0xa000000, 0xb000000, page));
}

TEST_F(Memory, AnEmptyRegionIsNobodysOverlap) {
  ASSERT_TRUE(vm.claim(GuestPhysical(0x9000000), 0x100, device));
  EXPECT_EQ(vm.map_ram(GuestPhysical(0x9000010), HostPhysical(0x80000010), 0),
            std::unexpected(Error::invalid_argument));
}

TEST_F(Memory, ForgetsARegionThatTheTablesRefuse) {
  EXPECT_EQ(ram(0x40000800, 0x80000000, 1), std::unexpected(Error::unaligned));
  EXPECT_EQ(vm.map_ram(GuestPhysical(0), HostPhysical(0), 0),
            std::unexpected(Error::invalid_argument));
  EXPECT_EQ(ram(0xfffffffffffff000, 0x80000000, 2), std::unexpected(Error::invalid_argument));
  EXPECT_TRUE(ram(0x40000000, 0x80000000, 1));
}

TEST_F(Memory, UnmapsByRegionAndFillsUp) {
  ASSERT_TRUE(ram(0x1000, 0x80000000, 1));
  ASSERT_TRUE(ram(0x3000, 0x90000000, 1));
  ASSERT_TRUE(ram(0x5000, 0xa0000000, 2));
  EXPECT_EQ(ram(0x9000, 0xb0000000, 1), std::unexpected(Error::full));
  EXPECT_EQ(vm.unmap(GuestPhysical(0x6000)), std::unexpected(Error::not_found));
  EXPECT_EQ(vm.unmap(GuestPhysical(0x2000)), std::unexpected(Error::not_found));
  ASSERT_TRUE(vm.unmap(GuestPhysical(0x3000)));
  EXPECT_EQ(vm.translate(GuestPhysical(0x3000)).error(), Error::not_mapped);
  ASSERT_TRUE(ram(0x9000, 0xb0000000, 1));
  EXPECT_EQ(vm.reach(GuestPhysical(0x9010), 4), HostPhysical(0xb0000010));
  EXPECT_EQ(vm.reach(GuestPhysical(0x5010), 4), HostPhysical(0xa0000010));
}

TEST_F(Memory, ClosesAndOpensAgain) {
  ASSERT_TRUE(ram(0x40000000, 0x80000000, 1));
  ASSERT_TRUE(vm.claim(GuestPhysical(0x9000000), 0x1000, device));
  vm.close();
  EXPECT_FALSE(vm.translate(GuestPhysical(0x40000000)).has_value());
  EXPECT_FALSE(vm.reach(GuestPhysical(0x40000000), 1).has_value());
  EXPECT_FALSE(vm.can_fetch(GuestPhysical(0x40000000)));
  EXPECT_EQ(ram(0x40000000, 0x90000000, 1), std::unexpected(Error::wrong_state));
  ASSERT_TRUE(vm.open());
  ASSERT_TRUE(ram(0x40000000, 0x90000000, 1));
  EXPECT_EQ(vm.reach(GuestPhysical(0x40000000), 1), HostPhysical(0x90000000));
  EXPECT_EQ(ram(0x9000000, 0x80000000, 1), std::unexpected(Error::overlap));
}

TEST(AddressSpaceTest, ChangesNothingWhenTheTablesFail) {
  tenon::AddressSpace<tenon_test::FakeNested, 2> space({});
  ASSERT_TRUE(space.table().open(VmId(1)));
  const tenon::MemoryRegion region{.start = GuestPhysical(0x1000),
                                   .host = HostPhysical(0x8000),
                                   .bytes = page,
                                   .access = TENON_ACCESS_READ};
  space.table().fail_next = true;
  EXPECT_EQ(space.map(region), std::unexpected(Error::out_of_tables));
  EXPECT_EQ(space.find(GuestPhysical(0x1000), 1), nullptr);
  ASSERT_TRUE(space.map(region));
  space.table().fail_next = true;
  EXPECT_EQ(space.unmap(GuestPhysical(0x1000)), std::unexpected(Error::out_of_tables));
  EXPECT_NE(space.find(GuestPhysical(0x1000), page), nullptr);
  EXPECT_TRUE(space.touches(GuestPhysical(0), GuestPhysical(~std::uint64_t{0})));
  ASSERT_TRUE(space.unmap(GuestPhysical(0x1000)));
  EXPECT_FALSE(space.touches(GuestPhysical(0), GuestPhysical(~std::uint64_t{0})));
}

/// CPU_ON and SendIpi through the run loop, with a second vCPU that nobody runs.
class Together : public tenon_test::ScriptedMachine {
 protected:
  void SetUp() override {
    ScriptedMachine::SetUp();
    ASSERT_TRUE(vm.open());
    ASSERT_TRUE(vm.map_ram(GuestPhysical(0x40000000), HostPhysical(0x80000000), page));
    ASSERT_TRUE(vm.pass_through(GuestPhysical(0x50000000), HostPhysical(0x80000000), page,
                                PageRest::refuse));
    auto created = tenon_test::must(
        vm.create_vcpu(second, {.id = VCpuId(6), .affinity = 0x101, .home = CpuId(3)}, {}));
    second_.emplace(tenon_test::must(std::move(created).setup(GuestPhysical(0), vm.stage2())));
  }
  static tenon_exit cpu_on(std::uint64_t target, std::uint64_t entry) {
    return {.kind = TENON_EXIT_cpu_up, .address = target, .value = entry, .argument = 0x99};
  }
  static tenon_exit ipi(std::uint64_t target, std::uint64_t list, std::uint8_t flags = 0) {
    return {.kind = TENON_EXIT_send_ipi,
            .address = target,
            .value = 4,
            .argument = list,
            .instruction_length = 4,
            .flags = flags};
  }
  static constexpr tenon_exit off{.kind = TENON_EXIT_system_down};

  FakeVm vm{VmId(1), {}, {}, {}};
  tenon_scripted_vcpu second{};

 private:
  std::optional<tenon::scripted::FreeVCpu> second_;
};

TEST_F(Together, StartsAVCpuAndWakesItsHome) {
  play(vm, {cpu_on(0x101, 0x40000100), cpu_on(0x101, 0x40000100), cpu_on(0x100, 0x40000000),
            cpu_on(0x102, 0x40000000), off});
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_CALL);
  EXPECT_EQ(answer(0).value, TENON_PSCI_SUCCESS);
  EXPECT_EQ(answer(1).value, TENON_PSCI_ON_PENDING);
  EXPECT_EQ(answer(2).value, TENON_PSCI_ALREADY_ON);
  EXPECT_EQ(answer(3).value, TENON_PSCI_INVALID_PARAMETERS);
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{3});
  const auto request = vm.vcpus().take_start(VCpuId(6));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->entry, GuestPhysical(0x40000100));
  EXPECT_EQ(request->context, 0x99U);
}

TEST_F(Together, StartsNobodyWhereThereIsNoCode) {
  play(vm, {cpu_on(0x101, 0x40001000), cpu_on(0x101, 0x50000000), off});
  EXPECT_EQ(answer(0).value, TENON_PSCI_INVALID_ADDRESS);
  EXPECT_EQ(answer(1).value, TENON_PSCI_INVALID_ADDRESS);
  EXPECT_EQ(vm.vcpus().power(VCpuId(6)), Power::off);
  EXPECT_TRUE(FakeHal::kicked.empty());
}

// setup refuses such an entry, when the caller already has its SUCCESS (DEN 0022 5.6.2).
TEST_F(Together, StartsNobodyInTheMiddleOfAnInstruction) {
  play(vm, {cpu_on(0x101, 0x40000102), off});
  EXPECT_EQ(answer(0).value, TENON_PSCI_INVALID_ADDRESS);
  EXPECT_EQ(vm.vcpus().power(VCpuId(6)), Power::off);
}

TEST_F(Together, SendsInterruptsToWhomTheyName) {
  ASSERT_TRUE(vm.vcpus().turn_on(VCpuId(6)));
  play(vm, {ipi(0x100, 0b10), off});  // Aff0 1: the other
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(second.common.mailbox.interrupt[0], 1U << 4);
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{3});
}

TEST_F(Together, SendsAnInterruptToTheSender) {
  play(vm, {ipi(0x100, 0b01), off});
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_INTERRUPT);
  EXPECT_EQ(answer(0).exit, 4U);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(second.common.mailbox.interrupt[0], 0U);
}

TEST_F(Together, SendsToAllButTheSender) {
  ASSERT_TRUE(vm.vcpus().turn_on(VCpuId(6)));
  play(vm, {ipi(0, 0, TENON_EXIT_FLAG_ALL_BUT_SELF), off});
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(second.common.mailbox.interrupt[0], 1U << 4);
}

TEST_F(Together, SendsToNobodyThatIsOffOrNotNamed) {
  play(vm, {ipi(0x100, 0b10), ipi(0, 0, TENON_EXIT_FLAG_ALL_BUT_SELF), off});
  EXPECT_EQ(second.common.mailbox.interrupt[0], 0U);
  EXPECT_TRUE(FakeHal::kicked.empty());
}

TEST(IpiNames, FollowsAffinityAndRange) {
  using tenon::detail::ipi_names;
  EXPECT_TRUE(ipi_names(0x0, 0x1, 0x0));
  EXPECT_TRUE(ipi_names(0x0, 0x8000, 0xf));
  EXPECT_FALSE(ipi_names(0x0, 0xffff, 0x10));
  EXPECT_TRUE(ipi_names(0x10, 0x1, 0x10));  // range selector 1
  EXPECT_FALSE(ipi_names(0x10, 0xffff, 0xf));
  EXPECT_FALSE(ipi_names(0x100, 0xffff, 0x0));
  EXPECT_TRUE(ipi_names(0xaa00bbcc00, 0x2, 0xaa00bbcc01));
  EXPECT_FALSE(ipi_names(0xaa00bbcc00, 0x2, 0xab00bbcc01));
}

TEST_F(Together, GivesBackTheRowOfAVCpuThatWasNotCreated) {
  tenon_scripted_vcpu used{};
  used.common.state = TENON_VCPU_FREE;
  const auto refused =
      vm.create_vcpu(used, {.id = VCpuId(8), .affinity = 0x108, .home = CpuId(0)}, {});
  EXPECT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), Error::wrong_state);
  EXPECT_EQ(vm.vcpus().power(VCpuId(8)), Power::absent);
  const auto twice =
      vm.create_vcpu(used, {.id = VCpuId(6), .affinity = 0x109, .home = CpuId(0)}, {});
  EXPECT_EQ(twice.error(), Error::invalid_argument);
}

}  // namespace
