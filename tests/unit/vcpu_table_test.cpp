// SPDX-License-Identifier: Apache-2.0
// The table of a VM's vCPUs: each starts once, whoever asks; the firmware that asks it tells the
// truth.
#include "tenon/vm/vcpu_table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>

#include "tenon/vm/psci.hpp"

namespace {

using tenon::CpuId;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::Power;
using tenon::Start;
using tenon::VCpuId;

class Table : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(table.add(VCpuId(0), 0x0, CpuId(0), nullptr));
    ASSERT_TRUE(table.add(VCpuId(1), 0x1, CpuId(1), nullptr));
    ASSERT_TRUE(table.turn_on(VCpuId(0)));
  }
  Start start(std::uint64_t affinity) { return table.start(affinity, GuestPhysical(0x4000), 0x77); }
  std::array<tenon::VCpuSlot, 3> slots;
  tenon::VCpuTable table{slots};
};

TEST_F(Table, StartsAVCpuOnce) {
  EXPECT_FALSE(table.take_start(VCpuId(1)).has_value());
  EXPECT_EQ(table.power(VCpuId(1)), Power::off);
  EXPECT_EQ(start(1), Start::started);
  EXPECT_EQ(table.power(VCpuId(1)), Power::pending);
  EXPECT_EQ(start(1), Start::pending);
  const auto request = table.take_start(VCpuId(1));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->entry, GuestPhysical(0x4000));
  EXPECT_EQ(request->context, 0x77U);
  EXPECT_EQ(table.power(VCpuId(1)), Power::on);
  EXPECT_FALSE(table.take_start(VCpuId(1)).has_value());
  EXPECT_EQ(start(1), Start::already_on);
}

TEST_F(Table, KnowsWhomItHas) {
  EXPECT_EQ(start(0), Start::already_on);
  EXPECT_EQ(start(2), Start::unknown);
  EXPECT_EQ(table.power(VCpuId(9)), Power::absent);
  EXPECT_EQ(table.home(1), CpuId(1));
  EXPECT_FALSE(table.home(7).has_value());
  EXPECT_FALSE(table.take_start(VCpuId(9)).has_value());
}

TEST_F(Table, StartsAgainAfterOff) {
  ASSERT_EQ(start(1), Start::started);
  EXPECT_EQ(table.turn_off(VCpuId(1)), std::unexpected(Error::wrong_state));
  ASSERT_TRUE(table.take_start(VCpuId(1)).has_value());
  ASSERT_TRUE(table.turn_off(VCpuId(1)));
  EXPECT_EQ(start(1), Start::started);
}

TEST_F(Table, RefusesDoublesAndFullness) {
  EXPECT_EQ(table.add(VCpuId(0), 0x5, CpuId(0), nullptr), std::unexpected(Error::invalid_argument));
  EXPECT_EQ(table.add(VCpuId(5), 0x1, CpuId(0), nullptr), std::unexpected(Error::invalid_argument));
  ASSERT_TRUE(table.add(VCpuId(5), 0x5, CpuId(0), nullptr));
  EXPECT_EQ(table.add(VCpuId(6), 0x6, CpuId(0), nullptr), std::unexpected(Error::full));
  EXPECT_EQ(table.remove(VCpuId(0)), std::unexpected(Error::wrong_state));
  EXPECT_EQ(table.remove(VCpuId(9)), std::unexpected(Error::not_found));
  ASSERT_TRUE(table.remove(VCpuId(5)));
  EXPECT_EQ(start(5), Start::unknown);
  EXPECT_TRUE(table.add(VCpuId(6), 0x6, CpuId(0), nullptr));
  EXPECT_EQ(table.turn_on(VCpuId(0)), std::unexpected(Error::wrong_state));
  EXPECT_EQ(table.turn_on(VCpuId(9)), std::unexpected(Error::not_found));
}

TEST_F(Table, GivesOneOfManyStartersTheSuccess) {
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> started = 0;
    std::atomic<int> busy = 0;
    const auto race = [&](std::uint64_t context) {
      switch (table.start(1, GuestPhysical(0x1000 * (context + 1)), context)) {
        case Start::started:
          ++started;
          break;
        case Start::pending:
          ++busy;
          break;
        default:
          ADD_FAILURE();
      }
    };
    std::thread first(race, 1);
    std::thread second(race, 2);
    first.join();
    second.join();
    EXPECT_EQ(started, 1);
    EXPECT_EQ(busy, 1);
    const auto request = table.take_start(VCpuId(1));
    ASSERT_TRUE(request.has_value());
    // Entry and context come from the same starter.
    EXPECT_EQ(request->entry.value(), 0x1000 * (request->context + 1));
    ASSERT_TRUE(table.turn_off(VCpuId(1)));
  }
}

TEST_F(Table, ShowsATakerTheWholeRequest) {
  for (std::uint64_t round = 1; round <= 200; ++round) {
    std::thread starter(
        [&] { EXPECT_EQ(table.start(1, GuestPhysical(round * 4), round), Start::started); });
    std::optional<tenon::StartRequest> request;
    while (!request) request = table.take_start(VCpuId(1));
    EXPECT_EQ(request->entry.value(), request->context * 4);
    EXPECT_EQ(request->context, round);
    starter.join();
    ASSERT_TRUE(table.turn_off(VCpuId(1)));
  }
}

class Firmware : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(table.add(VCpuId(0), 0x000000, CpuId(0), nullptr));
    ASSERT_TRUE(table.add(VCpuId(1), 0x000001, CpuId(1), nullptr));
    ASSERT_TRUE(table.add(VCpuId(2), 0x010100, CpuId(2), nullptr));
    ASSERT_TRUE(table.turn_on(VCpuId(0)));
  }
  [[nodiscard]] std::uint64_t info(std::uint64_t affinity, std::uint64_t level,
                                   std::uint64_t function = TENON_PSCI_AFFINITY_INFO_64) const {
    return tenon::psci::answer(table, function, affinity, level);
  }
  std::array<tenon::VCpuSlot, 3> slots;
  tenon::VCpuTable table{slots};
};

TEST_F(Firmware, TellsTheStateOfEachVCpu) {
  EXPECT_EQ(info(0, 0), TENON_PSCI_AFFINITY_ON);
  EXPECT_EQ(info(1, 0), TENON_PSCI_AFFINITY_OFF);
  ASSERT_EQ(table.start(1, GuestPhysical(0), 0), Start::started);
  EXPECT_EQ(info(1, 0), TENON_PSCI_AFFINITY_ON_PENDING);
  ASSERT_TRUE(table.take_start(VCpuId(1)).has_value());
  EXPECT_EQ(info(1, 0), TENON_PSCI_AFFINITY_ON);
  EXPECT_EQ(info(2, 0), TENON_PSCI_INVALID_PARAMETERS);
  EXPECT_EQ(info(0x80000000, 0), TENON_PSCI_INVALID_PARAMETERS);
}

TEST_F(Firmware, TellsTheStateOfGroups) {
  EXPECT_EQ(info(0x00, 1), TENON_PSCI_AFFINITY_ON);
  EXPECT_EQ(info(0x010100, 1), TENON_PSCI_AFFINITY_OFF);
  EXPECT_EQ(info(0x010000, 1), TENON_PSCI_INVALID_PARAMETERS);
  EXPECT_EQ(info(0x010000, 2), TENON_PSCI_AFFINITY_OFF);
  EXPECT_EQ(info(0x010000, 3), TENON_PSCI_AFFINITY_ON);
  EXPECT_EQ(info(0, 4), TENON_PSCI_INVALID_PARAMETERS);
  EXPECT_EQ(info(0x100000000, 3), TENON_PSCI_INVALID_PARAMETERS);
}

TEST_F(Firmware, CutsTheArgumentsOfA32BitCall) {
  EXPECT_EQ(info(0xdead00000001, 0, TENON_PSCI_AFFINITY_INFO_32), TENON_PSCI_AFFINITY_OFF);
  EXPECT_EQ(info(0xdead00000001, 0), TENON_PSCI_INVALID_PARAMETERS);
  EXPECT_EQ(info(1, 0xdead00000000), TENON_PSCI_AFFINITY_OFF);
}

TEST_F(Firmware, KnowsItsFeaturesAndNothingElse) {
  const auto features = [this](std::uint64_t function) {
    return tenon::psci::answer(table, TENON_PSCI_FEATURES, function, 0);
  };
  EXPECT_EQ(features(TENON_PSCI_AFFINITY_INFO_64), TENON_PSCI_SUCCESS);
  EXPECT_EQ(features(TENON_PSCI_CPU_ON_64), TENON_PSCI_SUCCESS);
  EXPECT_EQ(features(0x84000013), TENON_PSCI_NOT_SUPPORTED);
  for (const std::uint64_t function :
       {0x84000013U, 0x84000005U, 0xc4000020U, 0x80000002U, 0xbf00ff01U, 0x0U, 0xffffffffU}) {
    EXPECT_EQ(tenon::psci::answer(table, function, 0, 0), TENON_PSCI_NOT_SUPPORTED)
        << std::hex << function;
  }
  // The function number is in W0.
  EXPECT_EQ(tenon::psci::answer(table, 0xdead000000000000 | TENON_PSCI_VERSION, 0, 0), 0x10001U);
}

}  // namespace
