// SPDX-License-Identifier: Apache-2.0
// The typestate API on the scripted backend: every edge, refused versus failed, nothing lost.
#include <gtest/gtest.h>

#include <array>
#include <type_traits>
#include <vector>

#include "tenon/scripted.hpp"

namespace {

using namespace tenon::scripted;
using tenon::CpuId;
using tenon::CpuMask;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::VCpuId;
using tenon::VmId;
using Register = tenon::ScriptedArch::Register;
using Rest = tenon::OneOf<Hypercall, SysRegRead, SysRegWrite, IoRead, IoWrite, ExternalInterrupt,
                          InterruptEnd, InterruptWindow, NestedPageFault, CpuUp, CpuDown,
                          CpuSuspend, SystemReset, SendIpi, Preempted, Unhandled>;

static_assert(sizeof(OfflineCpu) == sizeof(void*));
static_assert(sizeof(IdleCpu) == sizeof(void*));
static_assert(sizeof(CreatedVCpu) == sizeof(void*));
static_assert(sizeof(FreeVCpu) == sizeof(void*));
static_assert(sizeof(BoundVCpu) == sizeof(void*));
static_assert(sizeof(FailedVCpu) == sizeof(void*));
static_assert(sizeof(Exit) == sizeof(void*));
static_assert(sizeof(MmioRead) == sizeof(void*));
static_assert(!std::is_copy_constructible_v<BoundVCpu>);
static_assert(!std::is_default_constructible_v<BoundVCpu>);
static_assert(!std::is_convertible_v<std::uint64_t, GuestPhysical>);
static_assert(!std::is_convertible_v<tenon::HostPhysical, GuestPhysical>);

/// A machine of one CPU and one vCPU that plays `script`.
class Lifecycle : public testing::Test {
 protected:
  void TearDown() override { tenon_scripted_set_this_cpu(nullptr); }

  IdleCpu idle(tenon_scripted_cpu& storage, std::uint32_t id = 0) {
    auto offline = OfflineCpu::claim(storage, CpuId(id));
    EXPECT_TRUE(offline.has_value());
    auto enabled = std::move(offline).value().enable();
    EXPECT_TRUE(enabled.has_value());
    return std::move(enabled).value();
  }
  FreeVCpu vcpu(std::vector<tenon_exit> script, CpuMask allowed = CpuMask::all()) {
    script_ = std::move(script);
    auto created = CreatedVCpu::create(
        storage_, {.vm = VmId(7), .vcpu = VCpuId(3), .allowed = allowed}, {script_, log_});
    EXPECT_TRUE(created.has_value());
    auto configured = std::move(created).value().setup(GuestPhysical(0x4000), stage2_);
    EXPECT_TRUE(configured.has_value());
    return std::move(configured).value();
  }
  BoundVCpu bound(std::vector<tenon_exit> script) {
    auto result = vcpu(std::move(script)).bind(idle(cpu_));
    EXPECT_TRUE(result.has_value());
    return std::move(result).value();
  }

  tenon_scripted_cpu cpu_{};
  tenon_scripted_cpu other_cpu_{};
  tenon_scripted_vcpu storage_{};
  tenon::ScriptedArch::Stage2 stage2_{};
  std::vector<tenon_exit> script_;
  std::array<tenon_scripted_answer, 16> log_{};
};

void finish(Stopped stopped) {
  std::move(stopped).then([](FreeVCpu vcpu, IdleCpu cpu) {
    EXPECT_TRUE(std::move(cpu).disable().has_value());
    static_cast<void>(std::move(vcpu).destroy());
  });
}

TEST_F(Lifecycle, ACpuIsClaimedOnce) {
  auto first = OfflineCpu::claim(cpu_, CpuId(0));
  ASSERT_TRUE(first.has_value());
  auto second = OfflineCpu::claim(cpu_, CpuId(0));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), Error::wrong_state);
  tenon_scripted_cpu other{};
  EXPECT_EQ(OfflineCpu::claim(other, CpuId(TENON_CPU_MAX)).error(), Error::invalid_argument);
}

TEST_F(Lifecycle, DisableGivesTheOfflineCpuBack) {
  auto disabled = idle(cpu_, 5).disable();
  ASSERT_TRUE(disabled.has_value());
  OfflineCpu offline = std::move(disabled).value();
  EXPECT_EQ(offline.id(), CpuId(5));
  EXPECT_TRUE(std::move(offline).enable().has_value());
}

TEST_F(Lifecycle, CreateRefusesStorageInUseAndAnEmptyMask) {
  const tenon::VCpuIds nowhere{.vm = VmId(1), .vcpu = VCpuId(0), .allowed = CpuMask(0)};
  EXPECT_EQ(CreatedVCpu::create(storage_, nowhere).error(), Error::invalid_argument);
  const tenon::VCpuIds ids{.vm = VmId(1), .vcpu = VCpuId(0)};
  ASSERT_TRUE(CreatedVCpu::create(storage_, ids).has_value());
  EXPECT_EQ(CreatedVCpu::create(storage_, ids).error(), Error::wrong_state);
}

TEST_F(Lifecycle, RefusedSetupGivesTheCreatedVCpuBack) {
  auto created = CreatedVCpu::create(storage_, {.vm = VmId(1), .vcpu = VCpuId(0)});
  ASSERT_TRUE(created.has_value());
  tenon::ScriptedArch::Stage2 unaligned{.root = 0x1001};
  auto refused = std::move(created).value().setup(GuestPhysical(0), unaligned);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), Error::unaligned);
  CreatedVCpu again = std::move(refused).refused().operands.take<CreatedVCpu>();
  EXPECT_TRUE(std::move(again).setup(GuestPhysical(0), stage2_).has_value());
}

TEST_F(Lifecycle, RefusedBindGivesBothOperandsBackUnchanged) {
  auto refused = vcpu({}, CpuMask::only(CpuId(1))).bind(idle(cpu_, 0));
  ASSERT_FALSE(refused.has_value());
  EXPECT_FALSE(refused.has_failed());
  EXPECT_EQ(refused.error(), Error::cpu_not_allowed);
  std::move(refused).refused().operands.then([&](FreeVCpu vcpu, IdleCpu cpu) {
    EXPECT_EQ(vcpu.get_register(Register::pc), 0x4000U);
    EXPECT_EQ(cpu.id(), CpuId(0));
    EXPECT_TRUE(std::move(cpu).disable().has_value());
    EXPECT_TRUE(std::move(vcpu)
                    .bind(idle(other_cpu_, 1))
                    .match(
                        [](BoundVCpu bound) {
                          return std::move(bound).unbind().then(
                              [](FreeVCpu, IdleCpu) { return true; });
                        },
                        [](tenon::Refused<FreeVCpu, IdleCpu>) { return false; },
                        [](tenon::Failed<FailedVCpu, IdleCpu>) { return false; }));
  });
}

TEST_F(Lifecycle, FailedBindKeepsTheReasonAndReturnsTheCpu) {
  cpu_.fail_binds = 1;
  auto result = vcpu({}).bind(idle(cpu_));
  ASSERT_TRUE(result.has_failed());
  std::move(result).failed().rest.then([&](FailedVCpu failed, IdleCpu cpu) {
    EXPECT_EQ(failed.reason(), Error::unsupported);
    CreatedVCpu reset = std::move(failed).reset();
    auto configured = std::move(reset).setup(GuestPhysical(0x8000), stage2_);
    ASSERT_TRUE(configured.has_value());
    auto bound = std::move(configured).value().bind(std::move(cpu));
    ASSERT_TRUE(bound.has_value());
    finish(std::move(bound).value().unbind());
  });
}

TEST_F(Lifecycle, AReadIsCompletedMaskedAndExtended) {
  Step step = bound({tenon_exit{.kind = TENON_EXIT_mmio_read,
                                .address = 0x9000018,
                                .width = 1,
                                .register_index = 4,
                                .register_width = 4,
                                .sign_extend = 1,
                                .instruction_length = 4},
                     tenon_exit{.kind = TENON_EXIT_system_down}});
  while (step.running()) {
    step = std::move(step).run().match(
        [](MmioRead e) {
          EXPECT_EQ(e.address(), GuestPhysical(0x9000018));
          EXPECT_EQ(e.width(), tenon::AccessWidth::byte);
          EXPECT_EQ(e.vm(), VmId(7));
          EXPECT_EQ(e.vcpu(), VCpuId(3));
          return std::move(e).complete(0xfff);
        },
        [](tenon::OneOf<MmioWrite, Halt, SystemDown> e) { return std::move(e).stop(); },
        [](EntryFailed e) { return std::move(e).stop(); },
        [](Rest e) { return std::move(e).stop(); });
  }
  std::move(step).finish(
      [](FreeVCpu vcpu, IdleCpu) {
        EXPECT_EQ(vcpu.get_register(static_cast<Register>(4)), 0xffffffffU);
        EXPECT_EQ(vcpu.get_register(Register::pc), 0x4004U);
      },
      [](FailedVCpu, IdleCpu) { FAIL(); });
  EXPECT_EQ(log_[0].kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(log_[1].kind, TENON_SCRIPTED_STOP);
  EXPECT_EQ(storage_.answers, 2U);
}

TEST_F(Lifecycle, AFailedEntryIsNoExit) {
  Step step = bound({tenon_exit{.kind = TENON_EXIT_entry_failed, .value = 0x80000021}});
  step = std::move(step).run().match(
      [](EntryFailed e) {
        EXPECT_EQ(e.hardware_reason(), 0x80000021U);
        return std::move(e).stop();
      },
      [](tenon::OneOf<MmioRead, MmioWrite, Halt, SystemDown> e) { return std::move(e).stop(); },
      [](Rest e) { return std::move(e).stop(); });
  EXPECT_FALSE(step.running());
  std::move(step).finish([](FreeVCpu, IdleCpu) { FAIL(); },
                         [](FailedVCpu vcpu, IdleCpu cpu) {
                           EXPECT_EQ(vcpu.reason(), Error::entry_failed);
                           EXPECT_EQ(vcpu.hardware_reason(), 0x80000021U);
                           EXPECT_TRUE(std::move(cpu).disable().has_value());
                         });
}

TEST_F(Lifecycle, AGroupIsMatchedFurther) {
  Step step = bound({tenon_exit{.kind = TENON_EXIT_cpu_down}});
  int picked = 0;
  step = std::move(step).run().match(
      [&](tenon::OneOf<CpuUp, CpuDown, SystemDown> e) {
        return std::move(e).match([&](CpuUp up) -> Step { return std::move(up).complete(0); },
                                  [&](CpuDown down) -> Step {
                                    picked = 1;
                                    return std::move(down).stop();
                                  },
                                  [&](SystemDown down) -> Step { return std::move(down).stop(); });
      },
      [](tenon::OneOf<MmioRead, MmioWrite, Halt, Hypercall, SysRegRead, SysRegWrite, IoRead,
                      IoWrite, ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault,
                      CpuSuspend, SystemReset, SendIpi, Preempted, Unhandled>
             e) { return std::move(e).stop(); },
      [](EntryFailed e) { return std::move(e).stop(); });
  EXPECT_EQ(picked, 1);
  std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) { FAIL(); });
}

TEST_F(Lifecycle, ABoundVCpuDroppedTraps) {
  EXPECT_DEATH({ BoundVCpu dropped = bound({}); }, "");
}

TEST_F(Lifecycle, AnExitDroppedTraps) {
  EXPECT_DEATH({ Exit exit = bound({}).run(); }, "");
}

TEST_F(Lifecycle, AMovedFromTokenTraps) {
  EXPECT_DEATH(
      {
        BoundVCpu vcpu = bound({});
        BoundVCpu other = std::move(vcpu);
        static_cast<void>(std::move(vcpu).run());  // NOLINT(bugprone-use-after-move)
      },
      "");
}

TEST_F(Lifecycle, AMovedFromTokenTrapsOnAnEmptySlotToo) {
  EXPECT_DEATH(
      {
        BoundVCpu vcpu = bound({});
        finish(std::move(vcpu).unbind());
        static_cast<void>(std::move(vcpu).run());  // NOLINT(bugprone-use-after-move)
      },
      "");
}

TEST_F(Lifecycle, ATokenCarriedToAnotherCpuTraps) {
  other_cpu_ = {.loaded = nullptr, .id = 1, .claimed = 1, .enabled = 1, .fail_binds = 0};
  EXPECT_DEATH(
      {
        BoundVCpu vcpu = bound({});
        tenon_scripted_set_this_cpu(&other_cpu_);
        static_cast<void>(std::move(vcpu).run());
      },
      "");
}

TEST_F(Lifecycle, OverwritingALiveTokenTraps) {
  const tenon::VCpuIds ids{.vm = VmId(1), .vcpu = VCpuId(1)};
  tenon_scripted_vcpu second{};
  EXPECT_DEATH(
      {
        BoundVCpu vcpu = bound({});
        auto created = CreatedVCpu::create(second, ids);
        auto configured = std::move(created).value().setup(GuestPhysical(0), stage2_);
        vcpu = std::move(configured).value().bind(idle(other_cpu_, 1)).value();
      },
      "");
}

struct TestHal {
  static inline std::vector<std::uint32_t> kicks;
  static std::optional<tenon::HostPhysical> alloc_frame() noexcept { return std::nullopt; }
  static void dealloc_frame(tenon::HostPhysical) noexcept {}
  static tenon::HostVirtual phys_to_virt(tenon::HostPhysical) noexcept {
    return tenon::HostVirtual();
  }
  static tenon::HostPhysical virt_to_phys(tenon::HostVirtual) noexcept {
    return tenon::HostPhysical();
  }
  static std::optional<tenon::InterruptId> irq_fetch() noexcept { return std::nullopt; }
  static void irq_handler(tenon::InterruptId) noexcept {}
  static std::uint64_t now() noexcept { return 0; }
  static CpuId current_cpu() noexcept { return CpuId(0); }
  static void send_kick(CpuId cpu) noexcept { kicks.push_back(cpu.value()); }
};

TEST_F(Lifecycle, RequestsWaitForTheNextRunAndAKickPreemptsIt) {
  FreeVCpu vcpu_token = vcpu({tenon_exit{.kind = TENON_EXIT_system_down}});
  const auto handle = vcpu_token.kick_handle<TestHal>();
  ASSERT_TRUE(handle.has_value());
  EXPECT_TRUE(handle->request_interrupt(tenon::InterruptId(40)).has_value());
  EXPECT_TRUE(handle->request_interrupt(tenon::InterruptId(1000)).has_value());
  EXPECT_TRUE(handle->kick().has_value());
  EXPECT_TRUE(TestHal::kicks.empty()) << "nobody runs it: there is no CPU to interrupt";
  auto bound = std::move(vcpu_token).bind(idle(cpu_));
  ASSERT_TRUE(bound.has_value());
  Step step = std::move(bound).value();
  int preempted = 0;
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Preempted e) {
          preempted++;
          return std::move(e).resume();
        },
        [](tenon::OneOf<MmioRead, MmioWrite, Halt, SystemDown, Hypercall, SysRegRead, SysRegWrite,
                        IoRead, IoWrite, ExternalInterrupt, InterruptEnd, InterruptWindow,
                        NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemReset, SendIpi,
                        Unhandled>
               e) { return std::move(e).stop(); },
        [](EntryFailed e) { return std::move(e).stop(); });
  }
  EXPECT_EQ(preempted, 1) << "a kick is taken once";
  EXPECT_EQ(log_[0].kind, TENON_SCRIPTED_INTERRUPT);
  EXPECT_EQ(log_[0].exit, 40U);
  EXPECT_EQ(log_[1].exit, 1000U);
  EXPECT_EQ(log_[2].kind, TENON_SCRIPTED_RESUME);
  EXPECT_EQ(log_[3].kind, TENON_SCRIPTED_STOP);
  std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) { FAIL(); });
}

TEST(Mailbox, WhoRequestsSeesTheGuestOrTheGuestSeesTheRequest) {
  tenon_mailbox mailbox{};
  EXPECT_FALSE(tenon::mailbox::post(mailbox, 5).has_value()) << "outside";
  EXPECT_FALSE(tenon::mailbox::enter(mailbox, 3)) << "a request waits";
  EXPECT_FALSE(tenon::mailbox::drain(mailbox, [](std::uint32_t word, std::uint64_t bits) {
    EXPECT_EQ(word, 0U);
    EXPECT_EQ(bits, 32U);
  }));
  EXPECT_TRUE(tenon::mailbox::enter(mailbox, 3));
  EXPECT_EQ(tenon::mailbox::kick(mailbox), CpuId(3)) << "in the guest: interrupt its CPU";
  tenon::mailbox::leave(mailbox);
  EXPECT_FALSE(tenon::mailbox::post(mailbox, 6).has_value()) << "exiting: it will look";
  EXPECT_TRUE(tenon::mailbox::drain(mailbox, [](std::uint32_t, std::uint64_t) {}));
  EXPECT_TRUE(tenon::mailbox::enter(mailbox, 3));
  tenon::mailbox::unload(mailbox);
  EXPECT_FALSE(tenon::mailbox::kick(mailbox).has_value());
}

TEST_F(Lifecycle, AStaleHandleRefuses) {
  FreeVCpu vcpu_token = vcpu({});
  const tenon::VCpuHandle handle = vcpu_token.handle();
  EXPECT_TRUE(handle.request_interrupt(tenon::InterruptId(40)).has_value());
  EXPECT_EQ(handle.request_interrupt(tenon::InterruptId(TENON_INTERRUPT_MAX)).error(),
            Error::invalid_argument);
  CreatedVCpu created = std::move(vcpu_token).reset();
  EXPECT_EQ(handle.request_interrupt(tenon::InterruptId(40)).error(), Error::wrong_state);
}

TEST_F(Lifecycle, AHandleDoesNotReachTheNextVCpuInItsStorage) {
  FreeVCpu first = vcpu({});
  const tenon::VCpuHandle handle = first.handle();
  EXPECT_TRUE(handle.request_interrupt(tenon::InterruptId(40)).has_value());
  static_cast<void>(std::move(first).destroy());
  FreeVCpu second = vcpu({});
  EXPECT_EQ(handle.request_interrupt(tenon::InterruptId(41)).error(), Error::wrong_state);
  EXPECT_EQ(storage_.common.mailbox.any, 0U) << "nor does what was requested before";
}

TEST(Errors, EachHasASentenceOfItsOwn) {
  std::vector<std::string_view> seen;
#define TENON_ERROR(name, text) seen.push_back(tenon::sentence(Error::name));
#include "tenon/core/error.def"
#undef TENON_ERROR
  for (std::size_t i = 0; i < seen.size(); i++) {
    EXPECT_GT(seen[i].size(), 20U);
    for (std::size_t j = 0; j < i; j++) EXPECT_NE(seen[i], seen[j]);
  }
}

}  // namespace
