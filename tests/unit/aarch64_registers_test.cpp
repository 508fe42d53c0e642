// SPDX-License-Identifier: Apache-2.0
// registers.def against a second list, written from the manual's register descriptions (DDI 0487
// D24, IHI 0069 12) in another form; and against what traps.c really traps.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tenon/core/aarch64/traps.h"

namespace {

/// "S<op0>_<op1>_C<CRn>_C<CRm>_<op2>", as an assembler takes it.
std::string encoding(int op0, int op1, int crn, int crm, int op2) {
  return "S" + std::to_string(op0) + "_" + std::to_string(op1) + "_C" + std::to_string(crn) + "_C" +
         std::to_string(crm) + "_" + std::to_string(op2);
}

struct Names {
  std::string host;   ///< how EL2 names the guest's register with E2H=0
  std::string alias;  ///< and with E2H=1
  bool operator==(const Names&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Names& names) {
  return out << names.host << " / " << names.alias;
}

std::map<std::string, Names> switched() {
  return {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  {#name, {encoding(op0, op1, crn, crm, op2), encoding(op0, vhe, crn, crm, op2)}},
#include "tenon/core/aarch64/registers.def"
  };
}

TEST(Aarch64Registers, EveryRegisterOfAGuestIsSwitchedUnderBothItsNames) {
  const std::map<std::string, Names> manual{
      {"SP_EL0", {"S3_0_C4_C1_0", "S3_0_C4_C1_0"}},
      {"SP_EL1", {"S3_4_C4_C1_0", "S3_4_C4_C1_0"}},
      {"ELR_EL1", {"S3_0_C4_C0_1", "S3_5_C4_C0_1"}},
      {"SPSR_EL1", {"S3_0_C4_C0_0", "S3_5_C4_C0_0"}},
      {"ESR_EL1", {"S3_0_C5_C2_0", "S3_5_C5_C2_0"}},
      {"FAR_EL1", {"S3_0_C6_C0_0", "S3_5_C6_C0_0"}},
      {"AFSR0_EL1", {"S3_0_C5_C1_0", "S3_5_C5_C1_0"}},
      {"AFSR1_EL1", {"S3_0_C5_C1_1", "S3_5_C5_C1_1"}},
      {"VBAR_EL1", {"S3_0_C12_C0_0", "S3_5_C12_C0_0"}},
      {"SCTLR_EL1", {"S3_0_C1_C0_0", "S3_5_C1_C0_0"}},
      {"CPACR_EL1", {"S3_0_C1_C0_2", "S3_5_C1_C0_2"}},
      {"TTBR0_EL1", {"S3_0_C2_C0_0", "S3_5_C2_C0_0"}},
      {"TTBR1_EL1", {"S3_0_C2_C0_1", "S3_5_C2_C0_1"}},
      {"TCR_EL1", {"S3_0_C2_C0_2", "S3_5_C2_C0_2"}},
      {"MAIR_EL1", {"S3_0_C10_C2_0", "S3_5_C10_C2_0"}},
      {"AMAIR_EL1", {"S3_0_C10_C3_0", "S3_5_C10_C3_0"}},
      {"CONTEXTIDR_EL1", {"S3_0_C13_C0_1", "S3_5_C13_C0_1"}},
      {"PAR_EL1", {"S3_0_C7_C4_0", "S3_0_C7_C4_0"}},
      {"TPIDR_EL0", {"S3_3_C13_C0_2", "S3_3_C13_C0_2"}},
      {"TPIDRRO_EL0", {"S3_3_C13_C0_3", "S3_3_C13_C0_3"}},
      {"TPIDR_EL1", {"S3_0_C13_C0_4", "S3_0_C13_C0_4"}},
      {"CSSELR_EL1", {"S3_2_C0_C0_0", "S3_2_C0_C0_0"}},
      {"CNTKCTL_EL1", {"S3_0_C14_C1_0", "S3_5_C14_C1_0"}},
      {"CNTVOFF_EL2", {"S3_4_C14_C0_3", "S3_4_C14_C0_3"}},
      {"CNTV_CVAL_EL0", {"S3_3_C14_C3_2", "S3_5_C14_C3_2"}},
      {"CNTV_CTL_EL0", {"S3_3_C14_C3_1", "S3_5_C14_C3_1"}},
      {"CNTP_CVAL_EL0", {"S3_3_C14_C2_2", "S3_5_C14_C2_2"}},
      {"CNTP_CTL_EL0", {"S3_3_C14_C2_1", "S3_5_C14_C2_1"}},
      {"VDISR_EL2", {"S3_4_C12_C1_1", "S3_4_C12_C1_1"}},
      {"VSESR_EL2", {"S3_4_C5_C2_3", "S3_4_C5_C2_3"}},
      {"TPIDR2_EL0", {"S3_3_C13_C0_5", "S3_3_C13_C0_5"}},
      {"ICC_SRE_EL1", {"S3_0_C12_C12_5", "S3_0_C12_C12_5"}},
  };
  EXPECT_EQ(switched(), manual);
}

TEST(Aarch64Registers, EveryGroupThatIsNotSwitchedHasARow) {
  const std::map<std::string, std::string> manual{
      {"ACTLR_EL1", "S3_0_C1_C0_1"},      {"S3_x_C11_Cx_x", "S3_0_C11_C0_0"},
      {"S3_x_C15_Cx_x", "S3_0_C15_C0_0"}, {"MDSCR_EL1", "S2_0_C0_C2_2"},
      {"DBGBVRn_EL1", "S2_0_C0_C0_4"},    {"MDCCINT_EL1", "S2_0_C0_C2_0"},
      {"OSLAR_EL1", "S2_0_C1_C0_4"},      {"MDRAR_EL1", "S2_0_C1_C0_0"},
      {"PMCR_EL0", "S3_3_C9_C12_0"},      {"PMUSERENR_EL0", "S3_3_C9_C14_0"},
      {"PMSCR_EL1", "S3_0_C9_C9_0"},      {"TRFCR_EL1", "S3_0_C1_C2_1"},
      {"TRBLIMITR_EL1", "S3_0_C9_C11_0"}, {"TRCxxx", "S2_1_C0_C0_0"},
      {"AMCR_EL0", "S3_3_C13_C2_0"},      {"APIAKeyLo_EL1", "S3_0_C2_C1_0"},
      {"ZCR_EL1", "S3_0_C1_C2_0"},        {"SMCR_EL1", "S3_0_C1_C2_6"},
      {"GCR_EL1", "S3_0_C1_C0_6"},        {"SCXTNUM_EL0", "S3_3_C13_C0_7"},
      {"SCXTNUM_EL1", "S3_0_C13_C0_7"},   {"LORC_EL1", "S3_0_C10_C4_3"},
      {"ERRSELR_EL1", "S3_0_C5_C3_1"},    {"MPAM1_EL1", "S3_0_C10_C5_0"},
      {"MPAM0_EL1", "S3_0_C10_C5_1"},     {"TCR2_EL1", "S3_0_C2_C0_3"},
      {"SCTLR2_EL1", "S3_0_C1_C0_3"},     {"PIR_EL1", "S3_0_C10_C2_3"},
      {"MPAMSM_EL1", "S3_0_C10_C5_3"},    {"PFAR_EL1", "S3_0_C6_C0_5"},
      {"RCWSMASK_EL1", "S3_0_C13_C0_3"},  {"SPSR_abt", "S3_4_C4_C3_1"},
      {"DACR32_EL2", "S3_4_C3_C0_0"},     {"IFSR32_EL2", "S3_4_C5_C0_1"},
      {"FPEXC32_EL2", "S3_4_C5_C3_0"},    {"HCR_EL2", "S3_4_C1_C1_0"},
      {"CPTR_EL2", "S3_4_C1_C1_2"},       {"MDCR_EL2", "S3_4_C1_C1_1"},
      {"CNTHCTL_EL2", "S3_4_C14_C1_0"},   {"VTCR_EL2", "S3_4_C2_C1_2"},
      {"VTTBR_EL2", "S3_4_C2_C1_0"},      {"VPIDR_EL2", "S3_4_C0_C0_0"},
      {"VMPIDR_EL2", "S3_4_C0_C0_5"},     {"HSTR_EL2", "S3_4_C1_C1_3"},
      {"HCRX_EL2", "S3_4_C1_C2_2"},       {"HFGRTR_EL2", "S3_4_C1_C1_4"},
  };
  const std::map<std::string, std::string> table{
#define TENON_AARCH64_TRAPPED(name, op0, op1, crn, crm, op2, control, why) \
  {#name, encoding(op0, op1, crn, crm, op2)},
#define TENON_AARCH64_CONSTANT(name, op0, op1, crn, crm, op2, value, why) \
  {#name, encoding(op0, op1, crn, crm, op2)},
#include "tenon/core/aarch64/registers.def"
  };
  EXPECT_EQ(table, manual);
}

/// What a row calls a control, and whether it is on: under which register and mask, and which
/// value of it traps.
struct Control {
  std::uint64_t tenon_aarch64_controls::* in;
  std::uint64_t mask, traps;
};

TEST(Aarch64Registers, WhatARowNamesAsItsControlTraps) {
  using C = tenon_aarch64_controls;
  // With E2H = 0; a feature's control is looked for on a CPU that has the feature.
  const std::map<std::string, std::vector<Control>> controls{
      {"HCR_EL2.TACR", {{&C::hcr, 1u << 21, 1u << 21}}},
      {"HCR_EL2.TIDCP", {{&C::hcr, 1u << 20, 1u << 20}}},
      {"MDCR_EL2.TDA", {{&C::mdcr, 1u << 9, 1u << 9}}},
      {"MDCR_EL2.TDOSA", {{&C::mdcr, 1u << 10, 1u << 10}}},
      {"MDCR_EL2.TDRA", {{&C::mdcr, 1u << 11, 1u << 11}}},
      {"MDCR_EL2.TPM and TPMCR", {{&C::mdcr, 3u << 5, 3u << 5}}},
      {"MDCR_EL2.TPM", {{&C::mdcr, 1u << 6, 1u << 6}}},
      {"MDCR_EL2.TPMS and E2PB", {{&C::mdcr, 1u << 14 | 3u << 12, 1u << 14}}},
      {"MDCR_EL2.TTRF", {{&C::mdcr, 1u << 19, 1u << 19}}},
      {"MDCR_EL2.E2TB", {{&C::mdcr, 3u << 24, 0}}},
      {"CPTR_EL2.TTA", {{&C::cptr, 1u << 20, 1u << 20}}},
      {"CPTR_EL2.TAM", {{&C::cptr, 1u << 30, 1u << 30}}},
      {"HCR_EL2.APK", {{&C::hcr, std::uint64_t{1} << 40, 0}}},
      {"CPTR_EL2.TZ or ZEN", {{&C::cptr, 1u << 8, 1u << 8}}},
      {"CPTR_EL2.TSM or SMEN", {{&C::cptr, 1u << 12, 1u << 12}}},
      {"HCR_EL2.ATA", {{&C::hcr, std::uint64_t{1} << 56, 0}}},
      {"HCR_EL2.EnSCXT", {{&C::hcr, std::uint64_t{1} << 53, 0}}},
      {"HCR_EL2.TLOR", {{&C::hcr, std::uint64_t{1} << 35, std::uint64_t{1} << 35}}},
      {"HCR_EL2.TERR", {{&C::hcr, std::uint64_t{1} << 36, std::uint64_t{1} << 36}}},
      // Written when a CPU is enabled: hardware.S, the exit tour.
      {"MPAM2_EL2.TRAPMPAM1EL1", {}},
      {"MPAM2_EL2.TRAPMPAM0EL1", {}},
      {"MPAM2_EL2.EnMPAMSM", {}},
      {"HCRX_EL2.TCR2En", {}},
      {"HCRX_EL2.SCTLR2En", {}},
      {"HFGRTR_EL2.nPIR_EL1", {}},
      {"HFGRTR2_EL2.nPFAR_EL1", {}},
      {"HFGRTR2_EL2.nRCWSMASK_EL1", {}},
  };
  const tenon_aarch64_features everything{.id_aa64pfr0 = ~std::uint64_t{0},
                                          .id_aa64pfr1 = ~std::uint64_t{0},
                                          .id_aa64dfr0 = 0xffff'ffff'ffff'f1ff,
                                          .id_aa64mmfr1 = ~std::uint64_t{0},
                                          .pa_bits = 48};
  const tenon_aarch64_setup setup{};
  tenon_aarch64_controls on{};
  tenon_aarch64_compose_controls(&everything, &setup, 3, &on);
  const std::vector<std::pair<std::string, std::string>> rows{
#define TENON_AARCH64_TRAPPED(name, op0, op1, crn, crm, op2, control, why) {#name, control},
#include "tenon/core/aarch64/registers.def"
  };
  for (const auto& [name, control] : rows) {
    ASSERT_TRUE(controls.contains(control)) << name << " names " << control;
    for (const Control& bits : controls.at(control)) {
      EXPECT_EQ(on.*bits.in & bits.mask, bits.traps) << name << ": " << control;
    }
  }
}

}  // namespace
