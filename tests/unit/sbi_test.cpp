// SPDX-License-Identifier: Apache-2.0
// SBI as a VM answers it, call by call, and nothing but it.
#include "tenon/vm/sbi.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <string>

#include "unit/scripted_machine.hpp"

namespace {

using tenon::CpuId;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::Start;
using tenon::VCpuId;
using tenon::VmId;
using tenon_test::FakeHal;

constexpr tenon_exit off{.kind = TENON_EXIT_system_down};
constexpr std::uint64_t all = ~std::uint64_t{0};

/// What the firmware asked of the hypervisor.
struct FakeHost {
  static inline std::string shown;
  static inline std::deque<std::uint8_t> typed;
  static inline std::vector<std::uint64_t> deadlines;

  static void put(VmId vm, std::uint8_t character) noexcept {
    EXPECT_EQ(vm, VmId(1));
    shown.push_back(static_cast<char>(character));
  }
  static std::optional<std::uint8_t> get(VmId /*vm*/) noexcept {
    if (typed.empty()) return std::nullopt;
    const std::uint8_t first = typed.front();
    typed.pop_front();
    return first;
  }
  static void set_timer(tenon::scripted::Hypercall& /*call*/, std::uint64_t deadline) noexcept {
    deadlines.push_back(deadline);
  }
};

/// A kicked vCPU leaves its guest; the other hart's mailbox stands for it.
struct LeavingHal : FakeHal {
  static inline tenon_mailbox* left = nullptr;
  static void send_kick(CpuId cpu) noexcept {
    FakeHal::send_kick(cpu);
    if (left != nullptr) tenon::mailbox::leave(*left);
  }
};

struct SbiPlan : tenon_test::FakePlan {
  using Hal = LeavingHal;
  using Firmware = tenon::Sbi<FakeHost>;
};
using SbiVm = tenon::Vm<SbiPlan>;

struct Returned {
  std::int64_t error;
  std::uint64_t value;
  bool operator==(const Returned&) const = default;
};

/// The scripted vCPU, id 5, is hart 0x100; hart 0x101 is on elsewhere, hart 0x102 is off.
class Sbi : public tenon_test::ScriptedMachine {
 protected:
  void SetUp() override {
    ScriptedMachine::SetUp();
    FakeHost::shown.clear();
    FakeHost::typed.clear();
    FakeHost::deadlines.clear();
    LeavingHal::left = nullptr;
    other.vcpu_id = 6;
    ASSERT_TRUE(vm.open());
    ASSERT_TRUE(vm.map_ram(GuestPhysical(ram), HostPhysical(address(memory)), sizeof memory));
    ASSERT_TRUE(vm.map_rom(GuestPhysical(rom), HostPhysical(address(constants)), sizeof constants));
    ASSERT_TRUE(vm.vcpus().add(VCpuId(6), 0x101, CpuId(1), &other));
    ASSERT_TRUE(vm.vcpus().turn_on(VCpuId(6)));
    ASSERT_TRUE(vm.vcpus().add(VCpuId(7), 0x102, CpuId(2), nullptr));
  }
  static std::uint64_t address(const void* object) {
    return reinterpret_cast<std::uint64_t>(object);
  }

  /// One call; what it returned in its two registers.
  Returned call(std::uint64_t extension, std::uint64_t function,
                std::array<std::uint64_t, 3> arguments = {}) {
    storage = {};
    cpu = {};
    static_cast<void>(vm.vcpus().turn_off(VCpuId(5)));
    static_cast<void>(vm.vcpus().remove(VCpuId(5)));
    auto vcpu =
        bound(vm, {{.kind = TENON_EXIT_hypercall, .address = extension, .value = function}, off});
    storage.x[1] = arguments[0];  // the scripted backend's first argument and second result
    storage.x[2] = arguments[1];
    storage.x[3] = arguments[2];
    auto exit = tenon::run_until_unanswered(std::move(vcpu), vm, counts);
    EXPECT_EQ(exit.record().kind, TENON_EXIT_system_down) << "the firmware did not answer";
    const Returned returned{static_cast<std::int64_t>(storage.x[0]), storage.x[1]};
    stop(std::move(exit));
    return returned;
  }

  static constexpr std::uint64_t ram = 0x80000000, rom = 0x90000000;
  alignas(4096) std::uint8_t memory[2 * 4096]{};
  alignas(4096) std::uint8_t constants[4096]{};
  tenon_vcpu other{};
  SbiVm vm{VmId(1), {}, {}, {}};
};

constexpr Returned success{0, 0};
constexpr Returned not_supported{-2, 0};
constexpr Returned invalid{-3, 0};

TEST_F(Sbi, SaysWhatItIs) {
  EXPECT_EQ(call(0x10, 0), (Returned{0, 0x2000000}));
  EXPECT_EQ(call(0x10, 1), (Returned{0, 0x74656e6f}));
  for (const std::uint64_t function : {2U, 4U, 5U, 6U}) EXPECT_EQ(call(0x10, function), success);
  EXPECT_EQ(call(0x10, 7), not_supported);
}

TEST_F(Sbi, HasWhatItSaysThatItHas) {
  for (const std::uint64_t id : {0x0UL, 0x1UL, 0x2UL, 0x8UL, 0x10UL, 0x54494d45UL, 0x735049UL,
                                 0x52464e43UL, 0x48534dUL, 0x53525354UL, 0x4442434eUL}) {
    EXPECT_EQ(call(0x10, 3, {id}), (Returned{0, 1})) << std::hex << id;
  }
  // Legacy IPIs and fences, PMU, SUSP, CPPC, NACL, STA, vendors' and nobody's.
  for (const std::uint64_t id :
       {0x3UL, 0x4UL, 0x5UL, 0x6UL, 0x7UL, 0x9UL, 0x11UL, 0x504d55UL, 0x53555350UL, 0x43505043UL,
        0x4e41434cUL, 0x535441UL, 0x9000000UL, 0x10048534dUL, all}) {
    EXPECT_EQ(call(0x10, 3, {id}), success) << std::hex << id;
    if (id >= 0x10) {
      EXPECT_EQ(call(id, 0), not_supported) << std::hex << id;
    }
  }
}

TEST_F(Sbi, SetsTheTimer) {
  EXPECT_EQ(call(0x54494d45, 0, {0x123456789a}), success);
  EXPECT_EQ(call(0x54494d45, 1, {7}), not_supported);
  EXPECT_EQ(call(0x0, 0, {0x77}), (Returned{0, 0x77})) << "legacy calls return one register";
  EXPECT_EQ(FakeHost::deadlines, (std::vector<std::uint64_t>{0x123456789a, 0x77}));
}

TEST_F(Sbi, KnowsTheStatesOfHarts) {
  EXPECT_EQ(call(0x48534d, 2, {0x100}), (Returned{0, 0})) << "started";
  EXPECT_EQ(call(0x48534d, 2, {0x101}), (Returned{0, 0}));
  EXPECT_EQ(call(0x48534d, 2, {0x102}), (Returned{0, 1})) << "stopped";
  ASSERT_EQ(vm.start(0x102, GuestPhysical(ram), 0), Start::started);
  EXPECT_EQ(call(0x48534d, 2, {0x102}), (Returned{0, 2})) << "start pending";
  EXPECT_EQ(call(0x48534d, 2, {0x103}), invalid);
  EXPECT_EQ(call(0x48534d, 2, {all}), invalid);
  EXPECT_EQ(call(0x48534d, 4), not_supported);
}

TEST_F(Sbi, StartsHartsOnceAndWhereTheyCanBe) {
  const auto start = [](std::uint64_t hart, std::uint64_t entry) {
    return tenon_exit{.kind = TENON_EXIT_cpu_up, .address = hart, .value = entry, .argument = 0x77};
  };
  play(vm, {start(0x102, rom - 4), start(0x102, 0), start(0x109, ram), start(0x101, ram),
            start(0x102, ram), start(0x102, ram), off});
  const std::int64_t expected[] = {-5, -5, -3, -6, 0, -6};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(static_cast<std::int64_t>(answer(i).value), expected[i]) << i;
  }
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{2});
  const auto request = vm.vcpus().take_start(VCpuId(7));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->entry, GuestPhysical(ram));
  EXPECT_EQ(request->context, 0x77U);
}

/// No hart begins at an odd address, and the setup of the vCPU that takes the request would be refused.
TEST_F(Sbi, StartsNoHartWhereNoInstructionCanBe) {
  play(vm, {tenon_exit{.kind = TENON_EXIT_cpu_up, .address = 0x102, .value = ram + 1}, off});
  EXPECT_EQ(static_cast<std::int64_t>(answer(0).value), TENON_SBI_ERR_INVALID_ADDRESS);
  EXPECT_FALSE(vm.vcpus().take_start(VCpuId(7)).has_value());
}

TEST_F(Sbi, RefusesStrangeResets) {
  EXPECT_EQ(call(0x53525354, 0, {3}), invalid);
  EXPECT_EQ(call(0x53525354, 0, {0xefffffff}), invalid);
  EXPECT_EQ(call(0x53525354, 0, {0xf0000000}), not_supported);
  EXPECT_EQ(call(0x53525354, 1), not_supported);
}

TEST_F(Sbi, TellsTheKindsOfSuspension) {
  using tenon::sbi::suspend_type;
  using enum tenon::sbi::Suspend;
  EXPECT_EQ(suspend_type(0), retentive);
  EXPECT_EQ(suspend_type(0x80000000), non_retentive);
  EXPECT_EQ(suspend_type(0xffffffff80000000), non_retentive) << "32 bits";
  EXPECT_EQ(suspend_type(1), reserved);
  EXPECT_EQ(suspend_type(0x0fffffff), reserved);
  EXPECT_EQ(suspend_type(0x10000000), unknown);
  EXPECT_EQ(suspend_type(0x80000001), reserved);
  EXPECT_EQ(suspend_type(0x90000000), unknown);
}

TEST_F(Sbi, WritesToTheConsole) {
  std::memcpy(memory + 0x10, "hello", 5);
  std::memcpy(constants, "rom", 3);
  EXPECT_EQ(call(0x4442434e, 0, {5, ram + 0x10, 0}), (Returned{0, 5}));
  EXPECT_EQ(call(0x4442434e, 0, {3, rom, 0}), (Returned{0, 3}));
  EXPECT_EQ(call(0x4442434e, 2, {0x121}), success);
  EXPECT_EQ(FakeHost::shown, "hellorom!");
  EXPECT_EQ(call(0x4442434e, 0, {0, 0, 0}), success) << "nothing is nowhere";
  EXPECT_EQ(call(0x4442434e, 3), not_supported);
}

TEST_F(Sbi, WritesAtMostAChunk) {
  std::memset(memory, 'x', sizeof memory);
  EXPECT_EQ(call(0x4442434e, 0, {sizeof memory, ram, 0}), (Returned{0, 256}));
  EXPECT_EQ(FakeHost::shown, std::string(256, 'x'));
}

TEST_F(Sbi, ReadsTheConsole) {
  EXPECT_EQ(call(0x4442434e, 1, {4, ram, 0}), success) << "nothing typed";
  FakeHost::typed = {'a', 'b', 'c'};
  EXPECT_EQ(call(0x4442434e, 1, {2, ram + 1, 0}), (Returned{0, 2}));
  EXPECT_EQ(call(0x4442434e, 1, {9, ram + 3, 0}), (Returned{0, 1}));
  EXPECT_EQ(std::memcmp(memory, "\0abc\0", 5), 0);
  FakeHost::typed = {'d'};
  EXPECT_EQ(call(0x4442434e, 1, {1, rom, 0}), invalid) << "the guest cannot write there";
  EXPECT_EQ(constants[0], 0);
  EXPECT_EQ(FakeHost::typed.size(), 1U);
}

TEST_F(Sbi, RefusesBuffersThatAreNotWhollyTheGuests) {
  const std::uint64_t size = sizeof memory;
  for (const auto& buffer : std::initializer_list<std::array<std::uint64_t, 3>>{
           {size + 1, ram, 0},          // longer than the region
           {1, ram + size, 0},          // behind it
           {2, ram - 1, 0},             // begins before it
           {all, ram, 0},               // wraps around
           {1ULL << 63, ram, 0},        // half of everything
           {4, all - 1, 0},             // at the end of addresses
           {4, ram, 1},                 // the high half of a 128-bit address
           {4, 0x10000000, 0},          // nothing
           {all - ram + 1, ram, 0}}) {  // up to address 0
    EXPECT_EQ(call(0x4442434e, 0, buffer), invalid) << std::hex << buffer[0] << ' ' << buffer[1];
    EXPECT_EQ(call(0x4442434e, 1, buffer), invalid) << std::hex << buffer[0] << ' ' << buffer[1];
  }
  EXPECT_EQ(FakeHost::shown, "");
}

TEST_F(Sbi, HasTheLegacyConsole) {
  EXPECT_EQ(call(0x1, 0, {'!'}).error, 0);
  EXPECT_EQ(FakeHost::shown, "!");
  EXPECT_EQ(call(0x2, 0).error, -1);
  FakeHost::typed = {0xff};
  EXPECT_EQ(call(0x2, 0).error, 0xff);
  for (const std::uint64_t id : {3U, 4U, 5U, 6U, 7U, 9U, 15U})
    EXPECT_EQ(call(id, 0).error, -2) << id;
}

TEST_F(Sbi, SendsInterruptsToHartsThatThereAre) {
  const auto send = [&](std::uint64_t base, std::uint64_t mask) {
    storage = {};
    cpu = {};
    other.mailbox = {};
    static_cast<void>(vm.vcpus().turn_off(VCpuId(5)));
    static_cast<void>(vm.vcpus().remove(VCpuId(5)));
    auto vcpu = bound(vm, {{.kind = TENON_EXIT_send_ipi,
                            .address = base,
                            .value = 1,
                            .argument = mask,
                            .instruction_length = 4},
                           off});
    storage.x[0] = 0x77;
    auto exit = tenon::run_until_unanswered(std::move(vcpu), vm, counts);
    const auto returned = static_cast<std::int64_t>(storage.x[0]);
    stop(std::move(exit));
    return returned;
  };
  // Sent: the scripted backend's registers stay.
  EXPECT_EQ(send(0x100, 0b010), 0x77);
  EXPECT_EQ(other.mailbox.interrupt[0], 2U);
  EXPECT_EQ(send(0x100, 0b100), 0x77) << "hart 0x102 is off, not absent";
  EXPECT_EQ(other.mailbox.interrupt[0], 0U);
  EXPECT_EQ(send(all, 0), 0x77) << "all harts";
  EXPECT_EQ(send(0x100, 0), 0x77) << "none";
  EXPECT_EQ(send(0x100, 0b1010), -3) << "hart 0x103";
  EXPECT_EQ(other.mailbox.interrupt[0], 0U) << "nobody else gets it then";
  EXPECT_EQ(send(all - 1, 0b100), -3) << "beyond the last number";
}

/// Bit 63 of the first word: RiscV64Arch::fence_request.
bool fence_waits(const tenon_vcpu& vcpu) { return (vcpu.mailbox.interrupt[0] >> 63) != 0; }

TEST_F(Sbi, FencesThoseWhomItNames) {
  for (const std::uint64_t function : {0U, 1U, 2U}) {
    other.mailbox = {};
    EXPECT_EQ(call(0x52464e43, function, {2, 0x100, 0}), success);
    EXPECT_TRUE(fence_waits(other)) << function;
    EXPECT_NE(other.mailbox.any, 0U);
  }
  EXPECT_TRUE(FakeHal::kicked.empty()) << "it was not in its guest";
  other.mailbox = {};
  EXPECT_EQ(call(0x52464e43, 1, {1, 0x100, 0}), success);
  EXPECT_FALSE(fence_waits(other));
  EXPECT_EQ(call(0x52464e43, 1, {0, all, 0}), success) << "base -1 is all";
  EXPECT_TRUE(fence_waits(other));
}

TEST_F(Sbi, FencesItself) {
  static_cast<void>(call(0x52464e43, 1, {1, 0x100, 0}));
  // Handed to the backend at the entry behind the call.
  EXPECT_EQ(answer(1).kind, TENON_SCRIPTED_INTERRUPT);
  EXPECT_EQ(answer(1).exit, 63U);
  EXPECT_EQ(storage.common.mailbox.any, 0U);
}

TEST_F(Sbi, FencesOutOfTheGuest) {
  other.mailbox.run = TENON_RUN_IN_GUEST + 9;
  LeavingHal::left = &other.mailbox;
  EXPECT_EQ(call(0x52464e43, 0, {2, 0x100, 0}), success);
  EXPECT_EQ(FakeHal::kicked, std::vector<std::uint32_t>{9});
  EXPECT_TRUE(fence_waits(other)) << "and it has not come back";
}

TEST_F(Sbi, RefusesFencesOfNobodyAndOfHypervisors) {
  EXPECT_EQ(call(0x52464e43, 1, {8, 0x100, 0}), invalid);
  EXPECT_EQ(call(0x52464e43, 1, {3, all - 1, 0}), invalid) << "does not wrap around to hart 0";
  EXPECT_EQ(call(0x52464e43, 1, {4, 0x100, 0}), success) << "off: has no translations";
  for (const std::uint64_t function : {3UL, 4UL, 5UL, 6UL, 7UL, all}) {
    EXPECT_EQ(call(0x52464e43, function, {2, 0x100, 0}), not_supported);
  }
  EXPECT_FALSE(fence_waits(other));
}

TEST(HartMask, NamesHarts) {
  constexpr auto names = tenon::RiscV64Arch::ipi_names;
  EXPECT_TRUE(names(0, 1, 0));
  EXPECT_FALSE(names(0, 1, 1));
  EXPECT_TRUE(names(5, 1ULL << 63, 68));
  EXPECT_FALSE(names(5, all, 4));
  EXPECT_FALSE(names(5, all, 69));
  EXPECT_TRUE(names(all, 0, 12345));
}

}  // namespace
