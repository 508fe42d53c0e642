/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Names of a guest's registers: the general ones, then what registers.def switches.
#ifndef TENON_CORE_AARCH64_REGISTERS_H
#define TENON_CORE_AARCH64_REGISTERS_H

#include "tenon/core/base.h"

/// Index of a switched register in tenon_aarch64_vcpu.sysreg, in the order of registers.def.
enum tenon_aarch64_saved {
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  TENON_AARCH64_SAVED_##name,
#include "tenon/core/aarch64/registers.def"
  TENON_AARCH64_SAVED_COUNT
};

/// Registers that registers.def switches.
#define TENON_AARCH64_REGISTER_COUNT ((uint32_t)TENON_AARCH64_SAVED_COUNT)

/// What tenon_aarch64_vcpu_get_register and tenon_aarch64_vcpu_set_register name: 0 to 30 are x0
/// to x30; SP_EL0, SP_EL1 and the rest follow in the order of registers.def.
enum tenon_aarch64_register {
  TENON_AARCH64_REGISTER_X0 = 0,
  TENON_AARCH64_REGISTER_X30 = 30,
  TENON_AARCH64_REGISTER_XZR = 31, ///< reads as zero, ignores writes
  TENON_AARCH64_REGISTER_PC = 32,
  TENON_AARCH64_REGISTER_PSTATE = 33,
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  TENON_AARCH64_REGISTER_##name,
#include "tenon/core/aarch64/registers.def"
  TENON_AARCH64_REGISTER_END
};

#endif
