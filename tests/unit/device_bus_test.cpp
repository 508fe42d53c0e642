// SPDX-License-Identifier: Apache-2.0
// Buses: who answers which access, overlap, straddling. The run-time and the compile-time
// bus are held to the same answers.
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/static_bus.hpp"
#include "unit/fake_device.hpp"

namespace {

using tenon::AccessWidth;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::Port;
using tenon::ReadAnswer;
using tenon::Refusal;
using tenon::SysRegAddress;
using tenon::VCpuId;
using tenon::WriteAnswer;
using tenon_test::FakeBankedDevice;
using tenon_test::FakeBankedRegisters;
using tenon_test::FakeDevice;
using tenon_test::FakeRegisters;
using tenon_test::Seen;
using Access = tenon::GuestAccess<GuestPhysical>;

Access at(std::uint64_t address, AccessWidth width, std::uint32_t vcpu = 0) {
  return {VCpuId(vcpu), GuestPhysical(address), width};
}

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

// Two windows that touch, one apart, one at the very end of the space.
struct Devices {
  FakeDevice uart{.answer = 0x11};
  FakeDevice timer{.answer = 0x22};
  FakeBankedDevice local;
  FakeDevice last{.answer = 0x44};
};

using Fixed = tenon::StaticBus<
    GuestPhysical, tenon::Window<0x1000, 0x100, FakeDevice>, tenon::Window<0x1100, 0x6, FakeDevice>,
    tenon::Window<0x8000, 0x1000, FakeBankedDevice>, tenon::Window<top - 3, 4, FakeDevice>>;

struct StaticKind {
  explicit StaticKind(Devices& d) : bus(d.uart, d.timer, d.local, d.last) {}
  Fixed bus;
};
struct DynamicKind {
  // Claimed in another order than they lie.
  explicit DynamicKind(Devices& d) {
    EXPECT_TRUE(bus.claim(GuestPhysical(0x8000), 0x1000, d.local));
    EXPECT_TRUE(bus.claim(GuestPhysical(0x1000), 0x100, d.uart));
    EXPECT_TRUE(bus.claim(GuestPhysical(top - 3), 4, d.last));
    EXPECT_TRUE(bus.claim(GuestPhysical(0x1100), 0x6, d.timer));
  }
  tenon::DeviceBus<GuestPhysical, 4> bus;
};
static_assert(tenon::Bus<Fixed, GuestPhysical>);
static_assert(tenon::Bus<tenon::DeviceBus<GuestPhysical, 4>, GuestPhysical>);
static_assert(tenon::Bus<tenon::EmptyBus<Port>, Port>);

template <class Kind>
class AnyBus : public testing::Test {
 protected:
  Devices devices;
  Kind kind{devices};
};
using Kinds = testing::Types<StaticKind, DynamicKind>;
TYPED_TEST_SUITE(AnyBus, Kinds);

TYPED_TEST(AnyBus, GivesTheDeviceTheOffset) {
  const auto& bus = this->kind.bus;
  EXPECT_EQ(bus.read(at(0x1004, AccessWidth::word)), ReadAnswer(0x11));
  EXPECT_TRUE(bus.write(at(0x10ff, AccessWidth::byte), 0xab));
  EXPECT_EQ(
      this->devices.uart.seen,
      (std::vector<Seen>{{.where = 4, .bytes = 4}, {.where = 0xff, .bytes = 1, .written = 0xab}}));
  EXPECT_TRUE(this->devices.timer.seen.empty());
}

TYPED_TEST(AnyBus, FindsTheNeighbour) {
  EXPECT_EQ(this->kind.bus.read(at(0x1100, AccessWidth::half)), ReadAnswer(0x22));
  EXPECT_EQ(this->devices.timer.seen, (std::vector<Seen>{{.where = 0, .bytes = 2}}));
  EXPECT_TRUE(this->devices.uart.seen.empty());
}

TYPED_TEST(AnyBus, TellsABankedDeviceWhoAsks) {
  EXPECT_EQ(this->kind.bus.read(at(0x8008, AccessWidth::doubleword, 7)), ReadAnswer(7));
  EXPECT_TRUE(this->kind.bus.write(at(0x8000, AccessWidth::word, 9), 1));
  EXPECT_EQ(this->devices.local.seen,
            (std::vector<Seen>{{.where = 8, .bytes = 8, .vcpu = 7},
                               {.where = 0, .bytes = 4, .written = 1, .vcpu = 9}}));
}

TYPED_TEST(AnyBus, ServesTheEndOfTheSpace) {
  EXPECT_EQ(this->kind.bus.read(at(top, AccessWidth::byte)), ReadAnswer(0x44));
  EXPECT_EQ(this->kind.bus.read(at(top - 3, AccessWidth::word)), ReadAnswer(0x44));
}

TYPED_TEST(AnyBus, LeavesGapsUnclaimed) {
  const std::array gaps{at(0, AccessWidth::byte),      at(0xffc, AccessWidth::word),
                        at(0x1106, AccessWidth::byte), at(0x7ff8, AccessWidth::doubleword),
                        at(0x9000, AccessWidth::byte), at(top - 4, AccessWidth::byte)};
  for (const Access& gap : gaps) {
    EXPECT_EQ(this->kind.bus.read(gap), ReadAnswer(std::unexpected(Refusal::unclaimed)))
        << std::hex << gap.address.value();
    EXPECT_EQ(this->kind.bus.write(gap, 0), WriteAnswer(std::unexpected(Refusal::unclaimed)));
  }
}

TYPED_TEST(AnyBus, RefusesAnAccessThatStraddlesAnEdge) {
  const std::array edges{
      at(0xfff, AccessWidth::half),         // into a window from below
      at(0x10fe, AccessWidth::word),        // from one device into its neighbour
      at(0x1102, AccessWidth::doubleword),  // out of a window that is no power of two
      at(0x8ffd, AccessWidth::word),        // out of the last page
      at(top - 6, AccessWidth::word),       // into the end of the space
      at(top - 1, AccessWidth::word),       // past the end of the space
  };
  for (const Access& edge : edges) {
    EXPECT_EQ(this->kind.bus.read(edge), ReadAnswer(std::unexpected(Refusal::straddles)))
        << std::hex << edge.address.value();
    EXPECT_EQ(this->kind.bus.write(edge, 0), WriteAnswer(std::unexpected(Refusal::straddles)));
  }
  EXPECT_TRUE(this->devices.uart.seen.empty());
  EXPECT_TRUE(this->devices.timer.seen.empty());
  EXPECT_TRUE(this->devices.local.seen.empty());
  EXPECT_TRUE(this->devices.last.seen.empty());
}

TYPED_TEST(AnyBus, PassesOnWhatTheDeviceRefuses) {
  this->devices.uart.answer = std::unexpected(Refusal::leave);
  this->devices.uart.accept = std::unexpected(Refusal::fault);
  EXPECT_EQ(this->kind.bus.read(at(0x1000, AccessWidth::byte)),
            ReadAnswer(std::unexpected(Refusal::leave)));
  EXPECT_EQ(this->kind.bus.write(at(0x1000, AccessWidth::byte), 0),
            WriteAnswer(std::unexpected(Refusal::fault)));
}

TYPED_TEST(AnyBus, TellsWhatItTouches) {
  const auto touches = [this](std::uint64_t first, std::uint64_t last) {
    return this->kind.bus.touches(GuestPhysical(first), GuestPhysical(last));
  };
  EXPECT_FALSE(touches(0, 0xfff));
  EXPECT_TRUE(touches(0, 0x1000));
  EXPECT_TRUE(touches(0x1105, 0x1105));
  EXPECT_FALSE(touches(0x1106, 0x7fff));
  EXPECT_TRUE(touches(0x8fff, 0x9fff));
  EXPECT_TRUE(touches(0, top));
  EXPECT_FALSE(touches(0x9000, top - 4));
}

// Every address and width around the small windows against a byte-by-byte oracle.
TYPED_TEST(AnyBus, AgreesWithAnOracleByteByByte) {
  const auto owner = [](std::uint64_t address) {
    if (address >= 0x1000 && address < 0x1100) return 1;
    if (address >= 0x1100 && address < 0x1106) return 2;
    return 0;
  };
  for (std::uint64_t address = 0xff0; address < 0x1120; ++address) {
    for (const AccessWidth width :
         {AccessWidth::byte, AccessWidth::half, AccessWidth::word, AccessWidth::doubleword}) {
      bool any = false;
      bool all = true;
      for (std::uint64_t i = 0; i < tenon::bytes(width); ++i) {
        any = any || owner(address + i) != 0;
        all = all && owner(address + i) == owner(address);
      }
      const ReadAnswer expected = !any  ? ReadAnswer(std::unexpected(Refusal::unclaimed))
                                  : all ? ReadAnswer(owner(address) == 1 ? 0x11U : 0x22U)
                                        : ReadAnswer(std::unexpected(Refusal::straddles));
      EXPECT_EQ(this->kind.bus.read(at(address, width)), expected)
          << std::hex << address << " width " << tenon::bytes(width);
    }
  }
}

class Registration : public testing::Test {
 protected:
  tenon::Status claim(std::uint64_t first, std::uint64_t length) {
    return bus.claim(GuestPhysical(first), length, device);
  }
  FakeDevice device;
  tenon::DeviceBus<GuestPhysical, 2> bus;
};

TEST_F(Registration, RefusesEveryOverlap) {
  ASSERT_TRUE(claim(0x1000, 0x1000));
  for (const auto& [first, length] : std::initializer_list<std::pair<std::uint64_t, std::uint64_t>>{
           {0x1000, 0x1000}, {0x1fff, 1}, {0xfff, 2}, {0x1800, 0x1000}, {0, 0x10000}}) {
    EXPECT_EQ(claim(first, length), std::unexpected(Error::overlap)) << std::hex << first;
  }
  EXPECT_TRUE(claim(0x2000, 1));
}

TEST_F(Registration, RefusesNonsenseAndFullness) {
  EXPECT_EQ(claim(0x1000, 0), std::unexpected(Error::invalid_argument));
  EXPECT_EQ(claim(top, 2), std::unexpected(Error::invalid_argument));
  EXPECT_TRUE(claim(top, 1));
  EXPECT_TRUE(claim(0, 1));
  EXPECT_EQ(claim(0x1000, 1), std::unexpected(Error::full));
  EXPECT_EQ(bus.read(at(0x1000, AccessWidth::byte)),
            ReadAnswer(std::unexpected(Refusal::unclaimed)));
}

TEST_F(Registration, TakesTheWholeSpace) {
  // 2^64 addresses do not fit a length: two windows do it.
  ASSERT_TRUE(claim(0, top));
  ASSERT_TRUE(claim(top, 1));
  EXPECT_TRUE(bus.read(at(0x1234, AccessWidth::word)));
}

TEST(PortBus, EndsWithTheLastPort) {
  FakeDevice device{.answer = 0x5a};
  tenon::DeviceBus<Port, 2> bus;
  EXPECT_EQ(bus.claim(Port(0xffff), 2, device), std::unexpected(Error::invalid_argument));
  ASSERT_TRUE(bus.claim(Port(0xfffe), 2, device));
  EXPECT_EQ(bus.read({VCpuId(0), Port(0xfffe), AccessWidth::half}), ReadAnswer(0x5a));
  EXPECT_EQ(bus.read({VCpuId(0), Port(0xffff), AccessWidth::half}),
            ReadAnswer(std::unexpected(Refusal::straddles)));
}

TEST(SysRegBus, TakesOneIdForAnAccessOfEightBytes) {
  FakeRegisters registers{.answer = 0xfeed};
  FakeBankedRegisters banked;
  tenon::DeviceBus<SysRegAddress, 2> bus;
  ASSERT_TRUE(bus.claim(SysRegAddress(0xc080), 1, registers));
  ASSERT_TRUE(bus.claim(SysRegAddress(0xc081), 2, banked));
  const auto reg = [](std::uint32_t id) {
    return tenon::GuestAccess<SysRegAddress>{VCpuId(3), SysRegAddress(id), AccessWidth::doubleword};
  };
  EXPECT_EQ(bus.read(reg(0xc080)), ReadAnswer(0xfeed));
  EXPECT_EQ(bus.read(reg(0xc082)), ReadAnswer(103));
  EXPECT_TRUE(bus.write(reg(0xc080), 5));
  EXPECT_EQ(bus.read(reg(0xc083)), ReadAnswer(std::unexpected(Refusal::unclaimed)));
  EXPECT_EQ(registers.seen,
            (std::vector<Seen>{{.where = 0xc080}, {.where = 0xc080, .written = 5}}));
  EXPECT_EQ(banked.seen, (std::vector<Seen>{{.where = 0xc082, .vcpu = 3}}));
}

TEST(FirstOf, AsksUntilOneClaims) {
  FakeDevice first{.answer = 1};
  FakeDevice second{.answer = 2};
  tenon::DeviceBus<GuestPhysical, 1> front;
  tenon::DeviceBus<GuestPhysical, 1> back;
  ASSERT_TRUE(front.claim(GuestPhysical(0x1000), 4, first));
  ASSERT_TRUE(back.claim(GuestPhysical(0x1000), 8, second));
  const tenon::FirstOf<GuestPhysical, decltype(front), decltype(back)> both(front, back);
  EXPECT_EQ(both.read(at(0x1000, AccessWidth::word)), ReadAnswer(1));
  EXPECT_EQ(both.read(at(0x1004, AccessWidth::word)), ReadAnswer(2));
  EXPECT_TRUE(both.write(at(0x1005, AccessWidth::byte), 1));
  // A straddle of the first is an answer, not a reason to ask on.
  EXPECT_EQ(both.read(at(0x1002, AccessWidth::word)),
            ReadAnswer(std::unexpected(Refusal::straddles)));
  // A refusal that says "not mine" goes on to the next.
  first.answer = std::unexpected(Refusal::unclaimed);
  EXPECT_EQ(both.read(at(0x1000, AccessWidth::word)), ReadAnswer(2));
  EXPECT_EQ(both.read(at(0x2000, AccessWidth::word)),
            ReadAnswer(std::unexpected(Refusal::unclaimed)));
  EXPECT_TRUE(both.touches(GuestPhysical(0x1007), GuestPhysical(0x1007)));
  EXPECT_FALSE(both.touches(GuestPhysical(0x1008), GuestPhysical(0x1008)));
}

// A device with a face for memory and another for registers is asked by the one of the bus.
template <class D>
class TwoFaces : public testing::Test {};
using Faces = testing::Types<tenon_test::FakeTwoFaces<FakeDevice, FakeRegisters>,
                             tenon_test::FakeTwoFaces<FakeDevice, FakeBankedRegisters>,
                             tenon_test::FakeTwoFaces<FakeBankedDevice, FakeRegisters>,
                             tenon_test::FakeTwoFaces<FakeBankedDevice, FakeBankedRegisters>>;
TYPED_TEST_SUITE(TwoFaces, Faces);

TYPED_TEST(TwoFaces, AreAskedEachInItsOwnSpace) {
  TypeParam device;
  tenon::StaticBus<GuestPhysical, tenon::Window<0x1000, 0x100, TypeParam>> fixed(device);
  tenon::DeviceBus<GuestPhysical, 1> memory;
  tenon::DeviceBus<Port, 1> ports;
  tenon::DeviceBus<SysRegAddress, 1> registers;
  ASSERT_TRUE(memory.claim(GuestPhysical(0x1000), 0x100, device));
  ASSERT_TRUE(ports.claim(Port(0x60), 8, device));
  ASSERT_TRUE(registers.claim(SysRegAddress(0xc080), 1, device));
  const tenon::GuestAccess<Port> port{VCpuId(0), Port(0x63), AccessWidth::byte};
  const tenon::GuestAccess<SysRegAddress> id{VCpuId(0), SysRegAddress(0xc080),
                                             AccessWidth::doubleword};
  EXPECT_TRUE(fixed.read(at(0x1001, AccessWidth::byte)));
  EXPECT_TRUE(memory.write(at(0x1002, AccessWidth::half), 5));
  EXPECT_TRUE(ports.read(port));
  EXPECT_TRUE(ports.write(port, 6));
  EXPECT_TRUE(registers.read(id));
  EXPECT_TRUE(registers.write(id, 7));
  const auto places = [](const std::vector<Seen>& seen) {
    std::vector<std::uint64_t> result;
    for (const Seen& one : seen) result.push_back(one.where);
    return result;
  };
  EXPECT_EQ(places(static_cast<typename TypeParam::AtOffsets&>(device).seen),
            (std::vector<std::uint64_t>{1, 2, 3, 3}));
  EXPECT_EQ(places(static_cast<typename TypeParam::AtRegisters&>(device).seen),
            (std::vector<std::uint64_t>{0xc080, 0xc080}));
}

}  // namespace
