// SPDX-License-Identifier: Apache-2.0
// What a guest gets from trapped system registers, and that the rest is refused.
#include <gtest/gtest.h>

#include "tenon/core/aarch64/esr.h"
#include "tenon/vm/aarch64/system_registers.hpp"

namespace {

using tenon::ReadAnswer;
using tenon::Refusal;
using tenon::SysRegAddress;
using tenon::WriteAnswer;

tenon::GuestAccess<SysRegAddress> at(std::uint64_t id) {
  return {tenon::VCpuId(0), SysRegAddress(static_cast<std::uint32_t>(id)),
          tenon::AccessWidth::doubleword};
}

class SystemRegisters : public testing::Test {
 protected:
  const ReadAnswer refused = std::unexpected(Refusal::unclaimed);
  const WriteAnswer refused_write = std::unexpected(Refusal::unclaimed);
  tenon_aarch64_features features{.id_aa64pfr0 = 0x1201111123111112, .id_aa64dfr0 = 0x10305f09};
  tenon::aarch64::SystemRegisters registers{{.features = &features}};
};

TEST_F(SystemRegisters, ShowsIdRegistersThatHideWhatIsNotSwitched) {
  const auto pfr0 = registers.read(at(TENON_AARCH64_SYSREG(3, 0, 0, 4, 0)));
  ASSERT_TRUE(pfr0.has_value());
  EXPECT_EQ(*pfr0 >> 8 & 0xff, 0U) << "EL2, EL3";
  EXPECT_EQ(*pfr0 >> 32 & 0xf, 0U) << "SVE";
  EXPECT_EQ(*pfr0 & 0xff, 0x11U) << "EL0, EL1: AArch64";
  const auto dfr0 = registers.read(at(TENON_AARCH64_SYSREG(3, 0, 0, 5, 0)));
  ASSERT_TRUE(dfr0.has_value());
  EXPECT_EQ(*dfr0 >> 8 & 0xf, 0U) << "PMU";
}

TEST_F(SystemRegisters, AnswersTheWholeIdSpaceAndTakesNoWrite) {
  for (std::uint64_t crm = 1; crm < 8; ++crm) {
    for (std::uint64_t op2 = 0; op2 < 8; ++op2) {
      const auto id = TENON_AARCH64_SYSREG(3, 0, 0, crm, op2);
      EXPECT_TRUE(registers.read(at(id)).has_value()) << crm << " " << op2;
      EXPECT_EQ(registers.write(at(id), 0), refused_write) << crm << " " << op2;
    }
  }
  EXPECT_EQ(registers.read(at(TENON_AARCH64_SYSREG(3, 0, 0, 0, 6))), ReadAnswer(0)) << "REVIDR";
  EXPECT_EQ(registers.read(at(TENON_AARCH64_SYSREG(3, 1, 0, 0, 7))), ReadAnswer(0)) << "AIDR";
}

TEST_F(SystemRegisters, KeepsDebugRegistersQuiet) {
  const std::uint64_t mdscr = TENON_AARCH64_SYSREG(2, 0, 0, 2, 2);
  const std::uint64_t oslsr = TENON_AARCH64_SYSREG(2, 0, 1, 1, 4);
  for (const std::uint64_t id :
       {mdscr, std::uint64_t{TENON_AARCH64_SYSREG(2, 0, 1, 0, 4)},  // OSLAR_EL1
        std::uint64_t{TENON_AARCH64_SYSREG(2, 0, 1, 3, 4)},         // OSDLR_EL1
        std::uint64_t{TENON_AARCH64_SYSREG(2, 0, 0, 0, 4)},         // DBGBVR0_EL1
        std::uint64_t{TENON_AARCH64_SYSREG(2, 0, 0, 1, 7)},         // DBGWCR1_EL1
        std::uint64_t{TENON_AARCH64_SYSREG(3, 0, 1, 0, 1)}}) {      // ACTLR_EL1
    EXPECT_TRUE(registers.write(at(id), ~std::uint64_t{0}).has_value()) << std::hex << id;
    EXPECT_EQ(registers.read(at(id)), ReadAnswer(0)) << std::hex << id;
  }
  EXPECT_EQ(registers.read(at(oslsr)), ReadAnswer(8)) << "an OS lock, open";
}

TEST_F(SystemRegisters, ShowsAsManyBreakpointsAsItAnswers) {
  const auto dfr0 = registers.read(at(TENON_AARCH64_SYSREG(3, 0, 0, 5, 0)));
  ASSERT_TRUE(dfr0.has_value());
  const std::uint64_t breakpoints = (*dfr0 >> 12 & 0xf) + 1;
  const std::uint64_t watchpoints = (*dfr0 >> 20 & 0xf) + 1;
  for (std::uint64_t n = 0; n < 16; ++n) {
    for (const std::uint64_t op2 : {4U, 5U, 6U, 7U}) {
      const bool exists = n < (op2 < 6 ? breakpoints : watchpoints);
      EXPECT_EQ(registers.read(at(TENON_AARCH64_SYSREG(2, 0, 0, n, op2))).has_value(), exists)
          << "CRm " << n << " op2 " << op2;
    }
  }
}

TEST_F(SystemRegisters, RefusesEverythingElse) {
  for (const std::uint64_t id : {TENON_AARCH64_SYSREG(3, 3, 9, 12, 0),    // PMCR_EL0
                                 TENON_AARCH64_SYSREG(3, 3, 9, 14, 0),    // PMUSERENR_EL0
                                 TENON_AARCH64_SYSREG(3, 0, 2, 1, 0),     // APIAKeyLo_EL1
                                 TENON_AARCH64_SYSREG(3, 0, 1, 2, 0),     // ZCR_EL1
                                 TENON_AARCH64_SYSREG(3, 0, 11, 0, 0),    // implementation defined
                                 TENON_AARCH64_SYSREG(3, 0, 0, 0, 0),     // MIDR_EL1 does not trap
                                 TENON_AARCH64_SYSREG(3, 4, 1, 1, 0),     // HCR_EL2
                                 TENON_AARCH32_SYSREG(1, 0, 0, 1, 0)}) {  // an AArch32 ID register
    EXPECT_EQ(registers.read(at(id)), refused) << std::hex << id;
    EXPECT_EQ(registers.write(at(id), 0), refused_write) << std::hex << id;
  }
}

TEST_F(SystemRegisters, TellsWhatItTouches) {
  const auto touches = [this](std::uint32_t first, std::uint32_t last) {
    return registers.touches(SysRegAddress(first), SysRegAddress(last));
  };
  EXPECT_TRUE(touches(0, ~0U));
  EXPECT_TRUE(touches(0xc020, 0xc020));
  EXPECT_FALSE(touches(0xc040, 0xc080));
  EXPECT_FALSE(touches(0x10000, ~0U));
}

}  // namespace
