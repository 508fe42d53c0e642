// SPDX-License-Identifier: Apache-2.0
// The run loop: which exits the VM answers and how, which it gives back, and what it counts.
#include "tenon/vm/run_loop.hpp"

#include <gtest/gtest.h>

#include "unit/fake_device.hpp"
#include "unit/scripted_machine.hpp"

namespace {

using tenon::GuestPhysical;
using tenon::Policy;
using tenon::Port;
using tenon::Refusal;
using tenon::SysRegAddress;
using tenon::Unclaimed;
using tenon::VmId;
using tenon_test::FakeDevice;
using tenon_test::FakeHal;
using tenon_test::FakeVm;
using tenon_test::Seen;
using Register = tenon::ScriptedArch::Register;

constexpr tenon_exit off{.kind = TENON_EXIT_system_down};

tenon_exit load(std::uint64_t address, std::uint8_t width) {
  return {.kind = TENON_EXIT_mmio_read,
          .address = address,
          .width = width,
          .register_index = 3,
          .register_width = 8,
          .instruction_length = 4};
}
tenon_exit store(std::uint64_t address, std::uint8_t width, std::uint64_t value) {
  return {.kind = TENON_EXIT_mmio_write,
          .address = address,
          .value = value,
          .width = width,
          .instruction_length = 4};
}
tenon_exit mrs(std::uint64_t id) {
  return {.kind = TENON_EXIT_sysreg_read,
          .address = id,
          .register_index = 4,
          .register_width = 8,
          .instruction_length = 4};
}
tenon_exit msr(std::uint64_t id, std::uint64_t value) {
  return {.kind = TENON_EXIT_sysreg_write, .address = id, .value = value, .instruction_length = 4};
}
tenon_exit in(std::uint64_t port, std::uint8_t width) {
  return {.kind = TENON_EXIT_io_read,
          .address = port,
          .width = width,
          .register_index = 0,
          .register_width = 4,
          .instruction_length = 1};
}
tenon_exit out(std::uint64_t port, std::uint8_t width, std::uint64_t value) {
  return {.kind = TENON_EXIT_io_write,
          .address = port,
          .value = value,
          .width = width,
          .instruction_length = 1};
}
tenon_exit call(std::uint64_t function, std::uint64_t immediate = 0, std::uint8_t flags = 0) {
  return {.kind = TENON_EXIT_hypercall, .address = immediate, .value = function, .flags = flags};
}

/// Leaves everything to the hypervisor.
struct NoFirmware {
  template <class V, class A>
  [[nodiscard]] static tenon::ReadAnswer call(const V& /*vm*/,
                                              const tenon::Hypercall<A>& /*exit*/) noexcept {
    return std::unexpected(Refusal::leave);
  }
  template <class V, class A>
  [[nodiscard]] static tenon::ReadAnswer start(const V& /*vm*/,
                                               const tenon::CpuUp<A>& /*exit*/) noexcept {
    return std::unexpected(Refusal::leave);
  }
};
struct BarePlan : tenon_test::FakePlan {
  using Firmware = NoFirmware;
};

class RunLoop : public tenon_test::ScriptedMachine {
 protected:
  void SetUp() override {
    ScriptedMachine::SetUp();
    ASSERT_TRUE(vm.claim(GuestPhysical(0x9000), 0x100, device));
    ASSERT_TRUE(vm.claim(SysRegAddress(0x10), 1, registers));
    ASSERT_TRUE(vm.claim(Port(0x60), 4, ports));
  }
  [[nodiscard]] std::uint64_t pc() const { return storage.pc; }

  FakeDevice device{.answer = 0x8899aabbccddeeff};
  FakeDevice ports{.answer = 0x12345678};
  tenon_test::FakeRegisters registers{.answer = 0xfeed};
  Policy policy;
  FakeVm vm{VmId(1), policy, {}, {}};
};

TEST_F(RunLoop, AnswersDevicesAndGoesOn) {
  const tenon_exit last = play(vm, {load(0x9010, 4), store(0x90ff, 1, 0x41), in(0x61, 2),
                                    out(0x60, 1, 7), mrs(0x10), msr(0x10, 99), off});
  EXPECT_EQ(last.kind, TENON_EXIT_system_down);
  EXPECT_EQ(device.seen, (std::vector<Seen>{{.where = 0x10, .bytes = 4},
                                            {.where = 0xff, .bytes = 1, .written = 0x41}}));
  EXPECT_EQ(ports.seen,
            (std::vector<Seen>{{.where = 1, .bytes = 2}, {.where = 0, .bytes = 1, .written = 7}}));
  EXPECT_EQ(registers.seen, (std::vector<Seen>{{.where = 0x10}, {.where = 0x10, .written = 99}}));
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(answer(2).kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(answer(3).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(answer(4).kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(answer(4).value, 0xfeedU);
  EXPECT_EQ(answer(5).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(answer(6).kind, TENON_SCRIPTED_STOP);
}

TEST_F(RunLoop, MasksAndExtendsWhatADeviceReturns) {
  tenon_exit byte = load(0x9000, 1);
  byte.sign_extend = 1;
  tenon_exit half = load(0x9000, 2);
  half.sign_extend = 1;
  half.register_width = 4;
  half.register_index = 4;
  tenon_exit word = load(0x9000, 4);
  word.register_index = 5;
  tenon_exit nowhere = load(0x9000, 8);
  nowhere.register_index = 31;
  auto exit = run_until_unanswered(bound(vm, {byte, half, word, nowhere, off}), vm, counts);
  EXPECT_EQ(storage.x[3], 0xffffffffffffffffU);
  EXPECT_EQ(storage.x[4], 0xffffeeffU);
  EXPECT_EQ(storage.x[5], 0xccddeeffU);
  EXPECT_EQ(storage.x[31], 0U);
  EXPECT_EQ(storage.pc, 0x4010U);
  stop(std::move(exit));
}

TEST_F(RunLoop, DeniesByDefault) {
  EXPECT_EQ(play(vm, {load(0x8000, 4), store(0x8000, 4, 1), mrs(0x11), msr(0x11, 1), in(0x70, 1),
                      out(0x70, 1, 1), off})
                .kind,
            TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_ABORT);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_ABORT);
  for (std::size_t i = 2; i < 6; ++i) {
    EXPECT_EQ(answer(i).kind, TENON_SCRIPTED_UNDEFINED) << i;
  }
}

TEST_F(RunLoop, RefusesAStraddlingAccessWithoutAskingTheDevice) {
  EXPECT_EQ(play(vm, {load(0x90fe, 4), store(0x8ffe, 4, 1), in(0x63, 2), off}).kind,
            TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_ABORT);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_ABORT);
  EXPECT_EQ(answer(2).kind, TENON_SCRIPTED_UNDEFINED);
  EXPECT_TRUE(device.seen.empty());
  EXPECT_TRUE(ports.seen.empty());
}

TEST_F(RunLoop, LeavesWhenADeviceSaysSo) {
  device.answer = std::unexpected(Refusal::leave);
  const tenon_exit last = play(vm, {load(0x9020, 4), off});
  EXPECT_EQ(last.kind, TENON_EXIT_mmio_read);
  EXPECT_EQ(last.address, 0x9020U);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_STOP);
}

TEST_F(RunLoop, FaultsWhenADeviceSaysSo) {
  device.accept = std::unexpected(Refusal::fault);
  registers.answer = std::unexpected(Refusal::fault);
  EXPECT_EQ(play(vm, {store(0x9020, 4, 1), mrs(0x10), off}).kind, TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_ABORT);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_UNDEFINED);
}

TEST_F(RunLoop, AsksTheRegisterPolicyAfterTheDevices) {
  EXPECT_EQ(play(vm, {mrs(0x101), msr(0x101, 5), mrs(0x10), off}).kind, TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(answer(0).value, 0x1dU);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_WRITE);
  EXPECT_EQ(answer(2).value, 0xfeedU);
}

class WithPolicy : public tenon_test::ScriptedMachine,
                   public testing::WithParamInterface<Unclaimed> {};

TEST_P(WithPolicy, AppliesToWhatNobodyClaims) {
  for (const tenon_exit& access :
       {load(0x1, 2), store(0x1, 2, 9), mrs(0x1), msr(0x1, 9), in(0x1, 2), out(0x1, 2, 9)}) {
    storage = {};
    cpu = {};
    counts = {};
    log = {};
    FakeVm bare{
        VmId(2), {.mmio = GetParam(), .system_register = GetParam(), .port = GetParam()}, {}, {}};
    const tenon_exit last = play(bare, {access, off});
    const bool read = access.kind == TENON_EXIT_mmio_read ||
                      access.kind == TENON_EXIT_sysreg_read || access.kind == TENON_EXIT_io_read;
    const bool mmio = access.kind == TENON_EXIT_mmio_read || access.kind == TENON_EXIT_mmio_write;
    switch (GetParam()) {
      case Unclaimed::fault:
        EXPECT_EQ(last.kind, TENON_EXIT_system_down);
        EXPECT_EQ(answer(0).kind, mmio ? TENON_SCRIPTED_ABORT : TENON_SCRIPTED_UNDEFINED);
        break;
      case Unclaimed::zeros:
      case Unclaimed::ones:
        EXPECT_EQ(last.kind, TENON_EXIT_system_down);
        EXPECT_EQ(answer(0).kind, read ? TENON_SCRIPTED_READ : TENON_SCRIPTED_WRITE);
        EXPECT_EQ(answer(0).value, read && GetParam() == Unclaimed::ones ? ~std::uint64_t{0} : 0);
        break;
      case Unclaimed::leave:
        EXPECT_EQ(last.kind, access.kind);
        EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_STOP);
        EXPECT_EQ(counts[TENON_EXIT_system_down], 0U);
        break;
    }
    EXPECT_EQ(counts[access.kind], 1U);
  }
}
INSTANTIATE_TEST_SUITE_P(Each, WithPolicy,
                         testing::Values(Unclaimed::fault, Unclaimed::zeros, Unclaimed::ones,
                                         Unclaimed::leave));

TEST_F(RunLoop, StraddleHasAPolicyOfItsOwn) {
  FakeVm lenient{VmId(2), {.mmio = Unclaimed::leave, .mmio_straddle = Unclaimed::zeros}, {}, {}};
  ASSERT_TRUE(lenient.claim(GuestPhysical(0x9000), 0x100, device));
  EXPECT_EQ(play(lenient, {load(0x90fe, 4), load(0x8000, 4), off}).kind, TENON_EXIT_mmio_read);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_READ);
  EXPECT_EQ(answer(0).value, 0U);
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_STOP);
}

TEST_F(RunLoop, AnswersFirmwareCalls) {
  EXPECT_EQ(play(vm, {call(TENON_PSCI_VERSION), call(TENON_SMCCC_VERSION),
                      call(TENON_PSCI_MIGRATE_INFO_TYPE), call(0x84000042), call(0xc6000000),
                      call(0x12345678, 0, TENON_EXIT_FLAG_SMC), off})
                .kind,
            TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).kind, TENON_SCRIPTED_CALL);
  EXPECT_EQ(answer(0).value, 0x10001U);
  EXPECT_EQ(answer(1).value, 0x10001U);
  EXPECT_EQ(answer(2).value, 2U);
  for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(answer(i).value, TENON_PSCI_NOT_SUPPORTED) << i;
}

TEST_F(RunLoop, LeavesTheHypervisorsOwnCalls) {
  const tenon_exit last = play(vm, {call(TENON_PSCI_VERSION, 7), off});
  EXPECT_EQ(last.kind, TENON_EXIT_hypercall);
  EXPECT_EQ(last.address, 7U);
}

TEST_F(RunLoop, KnowsNoFunctionBehindAnSmcWithAnImmediate) {
  EXPECT_EQ(play(vm, {call(TENON_PSCI_VERSION, 7, TENON_EXIT_FLAG_SMC), off}).kind,
            TENON_EXIT_system_down);
  EXPECT_EQ(answer(0).value, TENON_PSCI_NOT_SUPPORTED);
}

TEST_F(RunLoop, GivesBackWhatOnlyTheCallerCanAnswer) {
  for (const std::uint32_t kind :
       {TENON_EXIT_external_interrupt, TENON_EXIT_interrupt_end, TENON_EXIT_interrupt_window,
        TENON_EXIT_nested_page_fault, TENON_EXIT_halt, TENON_EXIT_cpu_down, TENON_EXIT_cpu_suspend,
        TENON_EXIT_system_down, TENON_EXIT_system_reset, TENON_EXIT_preempted, TENON_EXIT_unhandled,
        TENON_EXIT_entry_failed}) {
    storage = {};
    cpu = {};
    counts = {};
    FakeVm bare{VmId(2), policy, {}, {}};
    EXPECT_EQ(play(bare, {{.kind = kind, .value = 0x77}}).kind, kind) << tenon::exit_name(kind);
    EXPECT_EQ(counts[kind], 1U);
  }
}

TEST_F(RunLoop, GivesBackWhatTheFirmwareLeaves) {
  for (const std::uint32_t kind : {TENON_EXIT_hypercall, TENON_EXIT_cpu_up}) {
    storage = {};
    cpu = {};
    tenon::Vm<BarePlan> bare{VmId(3), policy, {}, {}};
    EXPECT_EQ(play(bare, {{.kind = kind, .value = 0x77}}).kind, kind) << tenon::exit_name(kind);
  }
}

TEST_F(RunLoop, KeepsTheTypestateOfAFailedEntry) {
  using namespace tenon::scripted;
  auto exit = run_until_unanswered(
      bound(vm, {load(0x9000, 4), {.kind = TENON_EXIT_entry_failed, .value = 33}}), vm, counts);
  Step step = std::move(exit).match(
      [](EntryFailed e) { return Step(std::move(e).stop()); },
      [](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                      ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                      CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                      Unhandled>
             e) { return Step(std::move(e).stop()); });
  const std::uint64_t reason =
      std::move(step).finish([](FreeVCpu, IdleCpu) { return std::uint64_t{0}; },
                             [](FailedVCpu vcpu, IdleCpu) { return vcpu.hardware_reason(); });
  EXPECT_EQ(reason, 33U);
}

TEST_F(RunLoop, GoesOnAfterTheCallerHasAnswered) {
  using namespace tenon::scripted;
  const auto resume = [](Halt e) { return Step(std::move(e).resume()); };
  const auto rest = [](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead,
                                    IoWrite, ExternalInterrupt, InterruptEnd, InterruptWindow,
                                    NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemDown,
                                    SystemReset, SendIpi, Preempted, EntryFailed, Unhandled>
                           e) { return Step(std::move(e).stop()); };
  Step step = bound(vm, {load(0x9000, 4),
                         {.kind = TENON_EXIT_halt, .instruction_length = 4},
                         load(0x9004, 4),
                         {.kind = TENON_EXIT_halt, .instruction_length = 4},
                         off});
  int turns = 0;
  while (step.running()) {
    ++turns;
    step = run_until_unanswered(std::move(step).vcpu(), vm, counts).match(resume, rest);
  }
  EXPECT_EQ(turns, 3);
  EXPECT_EQ(device.seen.size(), 2U);
  EXPECT_EQ(storage.pc, 0x4010U);
  EXPECT_EQ(counts[TENON_EXIT_halt], 2U);
  EXPECT_EQ(counts[TENON_EXIT_mmio_read], 2U);
  std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) { FAIL(); });
}

TEST_F(RunLoop, CountsEachExitByKind) {
  play(vm, {load(0x9000, 4), load(0x9000, 4), load(0x0, 4), store(0x9000, 4, 1),
            call(TENON_PSCI_VERSION), off});
  tenon::ExitCounts expected{};
  expected[TENON_EXIT_mmio_read] = 3;
  expected[TENON_EXIT_mmio_write] = 1;
  expected[TENON_EXIT_hypercall] = 1;
  expected[TENON_EXIT_system_down] = 1;
  EXPECT_EQ(counts, expected);
  EXPECT_EQ(tenon::exit_name(TENON_EXIT_mmio_read), "MmioRead");
  EXPECT_EQ(tenon::exit_name(TENON_EXIT_COUNT), "?");
}

TEST_F(RunLoop, EndsWithPreemptedAfterAKick) {
  auto vcpu = bound(vm, {load(0x9000, 4), off});
  auto kick = vcpu.kick_handle<FakeHal>();
  ASSERT_TRUE(kick.has_value());
  ASSERT_TRUE(kick->kick().has_value());
  auto exit = run_until_unanswered(std::move(vcpu), vm, counts);
  EXPECT_EQ(exit.record().kind, TENON_EXIT_preempted);
  EXPECT_TRUE(device.seen.empty());
  stop(std::move(exit));
}

}  // namespace
