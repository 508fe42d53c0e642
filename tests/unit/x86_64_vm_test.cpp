// SPDX-License-Identifier: Apache-2.0
// A VM of two vCPUs on an x86 CPU made of variables: its memory, its ports, and what the run loop makes
// of one vCPU's interrupt commands for the other.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/vm/run_loop.hpp"
#include "tenon/vm/x86_64/plan.hpp"
#include "unit/fake_device.hpp"
#include "unit/fake_hal.hpp"

namespace {

using namespace tenon::x86_64;
using tenon::CpuId;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::InterruptId;
using tenon::VCpuId;
using tenon::VmId;
using tenon_test::FakeHal;
using tenon_test::x86_hardware;

struct Plan : PlanBase {
  using Hal = FakeHal;
  using Mmio = tenon::DeviceBus<GuestPhysical, 2>;
  using Ports = tenon::DeviceBus<tenon::Port, 2>;
  static constexpr std::uint32_t vcpus = 3;
  static constexpr std::uint32_t regions = 4;
};
static_assert(tenon::VmPlan<Plan>);
using Vm = tenon::Vm<Plan>;

constexpr std::uint32_t pages_count = 8, vmid_limit = 4, apic_base = 0x1b, x2apic_icr = 0x830;
constexpr std::uint64_t exit_msr = 0x7c, exit_halt = 0x78;

class X86Vm : public testing::Test {
 protected:
  void SetUp() override {
    x86_hardware = {};
    FakeHal::kicked.clear();
    ASSERT_EQ(tenon_x86_64_stage2_pool_init(&pool_, pages_.data(), tables_.data(), pages_count,
                                            0x70000000),
              TENON_OK);
    ASSERT_EQ(tenon_vmid_init(&vmids_, live_.data(), used_.data(), vmid_limit), TENON_OK);
    tenon_grants_init(&given_, &grant_, 1);
    auto all = grants_.give({.start = HostPhysical(0), .bytes = std::uint64_t{1} << 36}, VmId(1));
    ASSERT_TRUE(all.has_value());
    std::move(*all).forever();
    ASSERT_TRUE(vm_.open());
    ASSERT_TRUE(vm_.map_ram(GuestPhysical(0), HostPhysical(0x8000'0000), 0x10'0000));
    tenon_x86_64_policy_init(policy_.get());
    for (std::uint32_t n = 0; n < Plan::vcpus; ++n) {
      auto created = vm_.create_vcpu(
          *storage_[n], {.id = VCpuId(n), .affinity = 0x14 + n, .home = CpuId(n)},
          {.address = HostPhysical(0x20'0000 + n * 0x3000ULL), .apic_id = 0x14 + n});
      ASSERT_TRUE(static_cast<bool>(created));
      created_[n].emplace(std::move(created).value());
    }
  }
  [[nodiscard]] FreeVCpu set_up(std::uint32_t n, GuestPhysical entry, Mode mode) {
    auto ready = std::move(*created_[n])
                     .setup(entry, vm_.stage2(),
                            {.policy = policy_.get(),
                             .policy_address = HostPhysical(0x30'0000),
                             .mode = mode,
                             .local_apic = true});
    if (!ready) std::abort();
    return std::move(ready).value();
  }
  [[nodiscard]] BoundVCpu bind_first() {
    EXPECT_TRUE(vm_.vcpus().turn_on(VCpuId(0)));
    auto claimed = OfflineCpu::claim(*cpu_, CpuId(0));
    if (!claimed) std::abort();
    auto enabled = std::move(claimed).value().enable({.address = HostPhysical(0x10'0000)});
    if (!enabled) std::abort();
    auto bound =
        set_up(0, GuestPhysical(0x1000), Mode::protected_32).bind(std::move(enabled).value());
    if (!bound) std::abort();
    return std::move(bound).value();
  }
  /// The guest enters x2APIC mode, writes the command and halts; whatever the exit, it is unbound.
  std::uint32_t command(std::uint64_t icr) {
    BoundVCpu vcpu = bind_first();
    std::uint32_t step = 0;
    x86_hardware.guest = [&step, icr](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = step < 2 ? exit_msr : exit_halt;
      v.vmcb.exitinfo1 = 1;
      v.vmcb.next_rip = v.frame.rip + (step < 2 ? 2 : 1);
      v.frame.x[TENON_X86_64_RCX] = step == 0 ? apic_base : x2apic_icr;
      const std::uint64_t value = step == 0 ? 0xfee0'0d00 : icr;
      v.frame.x[TENON_X86_64_RAX] = value % 0x1'0000'0000;
      v.frame.x[TENON_X86_64_RDX] = value >> 32;
      ++step;
    };
    tenon::ExitCounts counts{};
    Exit exit = tenon::run_until_unanswered(std::move(vcpu), vm_, counts);
    const std::uint32_t kind = exit.record().kind;
    Step stopped = std::move(exit).match(
        [](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                        ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                        CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                        EntryFailed, Unhandled>
               e) -> Step { return std::move(e).stop(); });
    std::move(stopped).finish(
        [&](FreeVCpu v, IdleCpu cpu) {
          std::move(v).destroy();
          EXPECT_TRUE(std::move(cpu).disable());
        },
        [](FailedVCpu, IdleCpu) { std::abort(); });
    return kind;
  }
  [[nodiscard]] tenon::Power power(std::uint32_t n) const { return vm_.vcpus().power(VCpuId(n)); }

  alignas(4096) std::array<tenon_nested_page, pages_count> pages_{};
  std::array<tenon_nested_table, pages_count> tables_{};
  tenon_nested_pool pool_{};
  tenon_grant grant_{};
  tenon_grants given_{};
  tenon::Grants grants_{given_, pool_};
  std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> live_{}, used_{};
  tenon_vmid_allocator vmids_{};
  std::unique_ptr<tenon_x86_64_policy> policy_ = std::make_unique<tenon_x86_64_policy>();
  std::unique_ptr<tenon_x86_64_cpu> cpu_ = std::make_unique<tenon_x86_64_cpu>();
  std::array<std::unique_ptr<tenon_x86_64_vcpu>, Plan::vcpus> storage_{
      std::make_unique<tenon_x86_64_vcpu>(), std::make_unique<tenon_x86_64_vcpu>(),
      std::make_unique<tenon_x86_64_vcpu>()};
  std::array<std::optional<CreatedVCpu>, Plan::vcpus> created_;
  Vm vm_{VmId(1), {}, {.grants = grants_, .vmids = &vmids_}, {}};
};

TEST_F(X86Vm, HasMemoryAndAnIdentifier) {
  EXPECT_NE(vm_.stage2().common.vmid, 0U) << "0 is the host's";
  const auto found = vm_.translate(GuestPhysical(0x1234));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->host.value(), 0x8000'1234U);
  const std::uint64_t epoch = vm_.stage2().epoch;
  ASSERT_TRUE(vm_.unmap(GuestPhysical(0)));
  EXPECT_FALSE(vm_.translate(GuestPhysical(0x1234)).has_value());
  EXPECT_NE(vm_.stage2().epoch, epoch) << "its vCPUs forget what they knew";
}

TEST_F(X86Vm, StartsTheVCpuThatAStartUpIpiNames) {
  EXPECT_EQ(command(0x15'0000'4670), TENON_EXIT_halt);
  EXPECT_EQ(power(1), tenon::Power::pending);
  EXPECT_EQ(power(2), tenon::Power::off);
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{1}) << "its home is woken";
  const auto request = vm_.vcpus().take_start(VCpuId(1));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->entry, GuestPhysical(0x70000));
  set_up(1, request->entry, Mode::startup).destroy();
  EXPECT_EQ(storage_[1]->vmcb.cs.base, 0x70000U);
}

TEST_F(X86Vm, StartsAllButTheSender) {
  EXPECT_EQ(command(0xc'4670), TENON_EXIT_halt);
  EXPECT_EQ(power(0), tenon::Power::on);
  EXPECT_EQ(power(1), tenon::Power::pending);
  EXPECT_EQ(power(2), tenon::Power::pending);
}

TEST_F(X86Vm, StartsByLogicalDestination) {
  EXPECT_EQ(command(0x1'0060'0000'4e70), TENON_EXIT_halt);
  EXPECT_EQ(power(1), tenon::Power::pending);
  EXPECT_EQ(power(2), tenon::Power::pending);
}

TEST_F(X86Vm, LeavesAStartWhereThereIsNoCode) {
  ASSERT_TRUE(vm_.unmap(GuestPhysical(0)));
  EXPECT_EQ(command(0x15'0000'4670), TENON_EXIT_cpu_up);
  EXPECT_EQ(power(1), tenon::Power::off);
}

TEST_F(X86Vm, SendsVectorsToWhomTheyName) {
  ASSERT_TRUE(vm_.vcpus().turn_on(VCpuId(2)));
  EXPECT_EQ(command(0x16'0000'40fd), TENON_EXIT_halt);
  EXPECT_EQ(storage_[2]->common.mailbox.interrupt[3], std::uint64_t{1} << (0xfd - 192));
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{2}) << "it may be asleep at its home";
}

TEST_F(X86Vm, SendsToItself) {
  EXPECT_EQ(command(0x4'4041), TENON_EXIT_halt);
  EXPECT_EQ(storage_[0]->waiting[1], 2U);
}

TEST_F(X86Vm, LeavesWhatNeedsMoreThanARowOfTheTable) {
  EXPECT_EQ(command(0x15'0000'4500), TENON_EXIT_halt) << "INIT for a vCPU that is off";
  EXPECT_EQ(power(1), tenon::Power::off);
}

TEST_F(X86Vm, LeavesInitForAVCpuThatIsOn) {
  ASSERT_TRUE(vm_.vcpus().turn_on(VCpuId(1)));
  EXPECT_EQ(command(0x15'0000'4500), TENON_EXIT_send_ipi);
}

TEST_F(X86Vm, SendsNmis) {
  ASSERT_TRUE(vm_.vcpus().turn_on(VCpuId(1)));
  EXPECT_EQ(command(0x15'0000'4400), TENON_EXIT_halt);
  EXPECT_EQ(storage_[1]->common.mailbox.interrupt[4], 1U);
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{1});
}

TEST_F(X86Vm, LeavesTheChoiceByPriority) { EXPECT_EQ(command(0xc'0141), TENON_EXIT_send_ipi); }

}  // namespace
