// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"
#include "tenon/core/aarch64/esr.h"

namespace tenon_decode {
namespace {

struct Name {
  std::uint64_t id;
  std::string_view name;
};

#define NAME(text, op0, op1, crn, crm, op2) \
  Name { TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2), text }

// Registers that guests often touch and hypervisors often trap, besides those of registers.def.
constexpr Name more[] = {
    NAME("MIDR_EL1", 3, 0, 0, 0, 0),
    NAME("MPIDR_EL1", 3, 0, 0, 0, 5),
    NAME("REVIDR_EL1", 3, 0, 0, 0, 6),
    NAME("ID_PFR0_EL1", 3, 0, 0, 1, 0),
    NAME("ID_PFR1_EL1", 3, 0, 0, 1, 1),
    NAME("ID_DFR0_EL1", 3, 0, 0, 1, 2),
    NAME("ID_MMFR0_EL1", 3, 0, 0, 1, 4),
    NAME("ID_ISAR0_EL1", 3, 0, 0, 2, 0),
    NAME("MVFR0_EL1", 3, 0, 0, 3, 0),
    NAME("MVFR1_EL1", 3, 0, 0, 3, 1),
    NAME("MVFR2_EL1", 3, 0, 0, 3, 2),
    NAME("ID_AA64PFR0_EL1", 3, 0, 0, 4, 0),
    NAME("ID_AA64PFR1_EL1", 3, 0, 0, 4, 1),
    NAME("ID_AA64PFR2_EL1", 3, 0, 0, 4, 2),
    NAME("ID_AA64ZFR0_EL1", 3, 0, 0, 4, 4),
    NAME("ID_AA64SMFR0_EL1", 3, 0, 0, 4, 5),
    NAME("ID_AA64DFR0_EL1", 3, 0, 0, 5, 0),
    NAME("ID_AA64DFR1_EL1", 3, 0, 0, 5, 1),
    NAME("ID_AA64AFR0_EL1", 3, 0, 0, 5, 4),
    NAME("ID_AA64ISAR0_EL1", 3, 0, 0, 6, 0),
    NAME("ID_AA64ISAR1_EL1", 3, 0, 0, 6, 1),
    NAME("ID_AA64ISAR2_EL1", 3, 0, 0, 6, 2),
    NAME("ID_AA64MMFR0_EL1", 3, 0, 0, 7, 0),
    NAME("ID_AA64MMFR1_EL1", 3, 0, 0, 7, 1),
    NAME("ID_AA64MMFR2_EL1", 3, 0, 0, 7, 2),
    NAME("ACTLR_EL1", 3, 0, 1, 0, 1),
    NAME("ZCR_EL1", 3, 0, 1, 2, 0),
    NAME("ICC_SGI1R_EL1", 3, 0, 12, 11, 5),
    NAME("ICC_ASGI1R_EL1", 3, 0, 12, 11, 6),
    NAME("ICC_SGI0R_EL1", 3, 0, 12, 11, 7),
    NAME("ICC_IAR1_EL1", 3, 0, 12, 12, 0),
    NAME("ICC_EOIR1_EL1", 3, 0, 12, 12, 1),
    NAME("ICC_CTLR_EL1", 3, 0, 12, 12, 4),
    NAME("ICC_SRE_EL1", 3, 0, 12, 12, 5),
    NAME("ICC_IGRPEN1_EL1", 3, 0, 12, 12, 7),
    NAME("ICC_PMR_EL1", 3, 0, 4, 6, 0),
    NAME("CCSIDR_EL1", 3, 1, 0, 0, 0),
    NAME("CLIDR_EL1", 3, 1, 0, 0, 1),
    NAME("AIDR_EL1", 3, 1, 0, 0, 7),
    NAME("CTR_EL0", 3, 3, 0, 0, 1),
    NAME("DCZID_EL0", 3, 3, 0, 0, 7),
    NAME("PMCR_EL0", 3, 3, 9, 12, 0),
    NAME("PMCNTENSET_EL0", 3, 3, 9, 12, 1),
    NAME("PMCNTENCLR_EL0", 3, 3, 9, 12, 2),
    NAME("PMOVSCLR_EL0", 3, 3, 9, 12, 3),
    NAME("PMCCNTR_EL0", 3, 3, 9, 13, 0),
    NAME("PMUSERENR_EL0", 3, 3, 9, 14, 0),
    NAME("CNTFRQ_EL0", 3, 3, 14, 0, 0),
    NAME("CNTPCT_EL0", 3, 3, 14, 0, 1),
    NAME("CNTVCT_EL0", 3, 3, 14, 0, 2),
    NAME("CNTP_TVAL_EL0", 3, 3, 14, 2, 0),
    NAME("CNTP_CTL_EL0", 3, 3, 14, 2, 1),
    NAME("CNTP_CVAL_EL0", 3, 3, 14, 2, 2),
    NAME("MDSCR_EL1", 2, 0, 0, 2, 2),
    NAME("OSLAR_EL1", 2, 0, 1, 0, 4),
    NAME("OSLSR_EL1", 2, 0, 1, 1, 4),
    NAME("OSDLR_EL1", 2, 0, 1, 3, 4),
    NAME("DC ZVA", 1, 3, 7, 4, 1),
    NAME("DC CISW", 1, 0, 7, 14, 2),
    NAME("DC CSW", 1, 0, 7, 10, 2),
    NAME("DC ISW", 1, 0, 7, 6, 2),
};
#undef NAME

constexpr Name switched[] = {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  Name{TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2), #name},
#include "tenon/core/aarch64/registers.def"
};

}  // namespace

std::string register_name(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn,
                          std::uint32_t crm, std::uint32_t op2) {
  const std::uint64_t id = TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2);
  for (const Name& entry : switched) {
    if (entry.id == id) return std::string(entry.name);
  }
  for (const Name& entry : more) {
    if (entry.id == id) return std::string(entry.name);
  }
  if (op0 == 2 && op1 == 0 && crn == 0 && op2 >= 4) {
    constexpr std::string_view kinds[] = {"DBGBVR", "DBGBCR", "DBGWVR", "DBGWCR"};
    return std::string(kinds[op2 - 4]) + std::to_string(crm) + "_EL1";
  }
  if (op0 >= 4) {  // how the decoder tells AArch32's coprocessors 14 and 15 apart
    return "p" + std::to_string(op0 + 10) + ", " + std::to_string(op1) + ", c" +
           std::to_string(crn) + ", c" + std::to_string(crm) + ", " + std::to_string(op2);
  }
  return "S" + std::to_string(op0) + "_" + std::to_string(op1) + "_C" + std::to_string(crn) + "_C" +
         std::to_string(crm) + "_" + std::to_string(op2);
}

}  // namespace tenon_decode
