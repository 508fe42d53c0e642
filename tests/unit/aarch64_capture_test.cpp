// SPDX-License-Identifier: Apache-2.0
// What capture reads for each syndrome, and what it marks as not valid. Emulators fill HPFAR_EL2
// always; here it holds a lie wherever the manual (DDI 0487 D19.2.66) calls it UNKNOWN.
#include "tenon/core/aarch64/capture.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

#include "fakes/hardware.hpp"
#include "tenon/core/aarch64/short_way.h"

namespace {

using tenon_test::hardware;

constexpr std::uint64_t el1h = 0x3c5;
constexpr std::uint64_t el0 = 0x3c0;
constexpr std::uint64_t user32 = 0x1d0;
constexpr std::uint64_t far = 0xffff'0000'0000'2345;
constexpr std::uint64_t word_at = 0x8000'1000;
constexpr std::uint32_t stale = 99;  ///< what the record of the exit before has left

class Capture : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    hardware = {};
    hardware.hcr = GetParam() ? std::uint64_t{1} << 34 : 0;
    hardware.far = far;
    hardware.hpfar = 0x0a'0000 << 4;  // page 0xa0000
    hardware.par1 = 0xff00'0000'0bad'0000;
    hardware.par12 = word_at;
    hardware.words[word_at] = 0xb940'0041;
    hardware.registers.at(TENON_AARCH64_SAVED_SP_EL0) = 0x50;
    hardware.registers.at(TENON_AARCH64_SAVED_SP_EL1) = 0x51;
    frame_.pc = 0x1000;
  }

  tenon_aarch64_fault capture(std::uint64_t ec, std::uint64_t iss, std::uint64_t pstate = el1h,
                              std::uint32_t vector = 0) {
    tenon_aarch64_fault fault{};
    fault.esr = ec << 26 | 1 << 25 | iss;
    fault.vector = vector;
    fault.far = fault.ipa = fault.sp = stale;
    fault.instruction = stale;
    frame_.pstate = pstate;
    tenon_aarch64_capture(&fault, &frame_, GetParam() ? 1 : 0);
    if (tenon_aarch64_capture_needed(fault.esr) == 0) {
      EXPECT_EQ(tenon_aarch64_capture_plan(vector, fault.esr, pstate), 0U) << ec;
    }
    if (vector == 0 && tenon_aarch64_is_plain_access(fault.esr, pstate) == 1) {
      tenon_aarch64_fault quick{};
      const std::uint64_t sctlr = tenon_aarch64_hw_read_abort(&quick, GetParam() ? 1 : 0);
      tenon_aarch64_capture_described(&quick, pstate, sctlr);
      EXPECT_EQ(quick.far, fault.far);
      EXPECT_EQ(quick.ipa, fault.ipa);
      EXPECT_EQ(quick.valid, fault.valid);
    }
    EXPECT_EQ(hardware.wrong_layout, 0);
    return fault;
  }

  tenon_aarch64_frame frame_{};
};

bool has(const tenon_aarch64_fault& fault, std::uint32_t bit) { return (fault.valid & bit) != 0; }

TEST_P(Capture, OnlyAbortsAndAlignmentHaveAnAddress) {
  for (std::uint64_t ec = 0; ec < 64; ++ec) {
    const auto fault = capture(ec, 0x04);
    const bool address = ec == 0x20 || ec == 0x22 || ec == 0x24 || ec == 0x34;
    EXPECT_EQ(fault.far, address ? far : 0) << ec;
    EXPECT_EQ(has(fault, TENON_AARCH64_FAULT_IPA), ec == 0x20 || ec == 0x24) << ec;
  }
  EXPECT_EQ(capture(0x24, 0x04, el1h, 1).far, 0) << "an interrupt's syndrome is of an older exit";
  EXPECT_EQ(capture(0x24, 0x04, el1h, 1).valid, 0);
}

TEST_P(Capture, TakesTheAddressFromWhereTheManualDefinesIt) {
  std::set<std::uint64_t> defined{0x29, 0x2a, 0x2b, 0x2c};
  for (std::uint64_t status = 0; status < 0x0c; ++status) defined.insert(status);
  for (const std::uint64_t ec : {0x20U, 0x24U}) {
    for (std::uint64_t status = 0; status < 64; ++status) {
      const bool permission = status >= 0x0c && status <= 0x0f;
      const auto access = capture(ec, 1 << 24 | status);
      EXPECT_EQ(access.ipa, defined.contains(status) ? 0xa000'0345
                            : permission             ? 0x0bad'0345
                                                     : stale)
          << status;
      EXPECT_EQ(has(access, TENON_AARCH64_FAULT_IPA), access.ipa != stale);
      const auto walk = capture(ec, 1 << 24 | 1 << 7 | status);
      EXPECT_EQ(walk.ipa, defined.contains(status) || permission ? 0xa000'0000 : stale) << status;
      EXPECT_EQ(has(walk, TENON_AARCH64_FAULT_IPA), walk.ipa != stale);
    }
  }
  capture(0x24, 1 << 24 | 0x0f);
  EXPECT_EQ(hardware.translated, far);
  hardware.par1 |= 1;
  EXPECT_FALSE(has(capture(0x24, 1 << 24 | 0x0f), TENON_AARCH64_FAULT_IPA)) << "AT has failed";
}

TEST_P(Capture, ReadsTheInstructionWhereTheSyndromeSaysTooLittle) {
  const auto read = capture(0x24, 0x07);
  EXPECT_TRUE(has(read, TENON_AARCH64_FAULT_INSTRUCTION));
  EXPECT_EQ(read.instruction, 0xb940'0041);
  EXPECT_EQ(hardware.translated, frame_.pc);
  EXPECT_EQ(read.sp, 0x51);
  EXPECT_EQ(capture(0x24, 0x07, 0x3c4).sp, 0x50) << "EL1t";
  EXPECT_EQ(capture(0x24, 0x07, el0).sp, 0x50);
  for (const auto& [iss, pstate] : {std::pair<std::uint64_t, std::uint64_t>{1 << 24 | 7, el1h},
                                    {1 << 8 | 7, el1h},
                                    {7, user32},
                                    {1 << 7 | 7, el1h},
                                    {0x0f, el1h}}) {
    const auto fault = capture(0x24, iss, pstate);
    EXPECT_FALSE(has(fault, TENON_AARCH64_FAULT_INSTRUCTION)) << std::hex << iss;
  }
  frame_.pc = 0x1002;
  EXPECT_FALSE(has(capture(0x24, 0x07), TENON_AARCH64_FAULT_INSTRUCTION)) << "PC is not aligned";
  frame_.pc = 0x1004;
  EXPECT_EQ(capture(0x24, 0x07).valid, TENON_AARCH64_FAULT_IPA) << "no memory there";
  frame_.pc = 0x1000;
  hardware.par12 |= 1;
  EXPECT_EQ(capture(0x24, 0x07).valid, TENON_AARCH64_FAULT_IPA | TENON_AARCH64_FAULT_GONE)
      << "AT has failed";
}

TEST_P(Capture, KnowsTheByteOrder) {
  const auto big = [&](std::uint64_t pstate, std::uint64_t sctlr) {
    hardware.registers.at(TENON_AARCH64_SAVED_SCTLR_EL1) = sctlr;
    return has(capture(0x24, 1 << 24 | 7, pstate), TENON_AARCH64_FAULT_BIG_ENDIAN);
  };
  constexpr std::uint64_t e0e = 1 << 24;
  constexpr std::uint64_t ee = 1 << 25;
  EXPECT_TRUE(big(el1h, ee));
  EXPECT_FALSE(big(el1h, e0e));
  EXPECT_TRUE(big(el0, e0e));
  EXPECT_FALSE(big(el0, ee));
  EXPECT_TRUE(big(user32 | 1 << 9, 0));
  EXPECT_FALSE(big(user32, ee | e0e));
  hardware.registers.at(TENON_AARCH64_SAVED_SCTLR_EL1) = ee;
  EXPECT_FALSE(has(capture(0x24, 1 << 24 | 0x0f), TENON_AARCH64_FAULT_BIG_ENDIAN))
      << "a permission fault is no device's";
}

// To ask for more would cost every hypercall a call, and nothing else: no proof sees it.
TEST(CaptureNeeded, OnlyClassesFromAbortsToWatchpointsHaveMoreToRead) {
  for (std::uint64_t ec = 0; ec < 64; ++ec) {
    const std::uint64_t esr = ec << 26 | 0x1ff'ffff;
    EXPECT_EQ(tenon_aarch64_capture_needed(esr), ec >= 0x20 && ec <= 0x34 ? 1U : 0U) << ec;
  }
}

INSTANTIATE_TEST_SUITE_P(E2h, Capture, testing::Bool());

}  // namespace
