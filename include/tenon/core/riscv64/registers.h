/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Names of a guest's registers: the general ones, then what registers.def switches.
#ifndef TENON_CORE_RISCV64_REGISTERS_H
#define TENON_CORE_RISCV64_REGISTERS_H

#include "tenon/core/base.h"

/// Index of a switched register in tenon_riscv64_vcpu.sysreg, in the order of registers.def.
enum tenon_riscv64_saved {
#define TENON_RISCV64_SWITCHED(name, number, reset, why) TENON_RISCV64_SAVED_##name,
#include "tenon/core/riscv64/registers.def"
  TENON_RISCV64_SAVED_COUNT
};

/// Registers that registers.def switches.
#define TENON_RISCV64_REGISTER_COUNT ((uint32_t)TENON_RISCV64_SAVED_COUNT)

/// What tenon_riscv64_vcpu_get_register and tenon_riscv64_vcpu_set_register name: 0 to 31 are x0 to
/// x31; the rest follow PRIVILEGE in the order of registers.def.
enum tenon_riscv64_register {
  TENON_RISCV64_REGISTER_X0 = 0, ///< reads as zero, ignores writes
  TENON_RISCV64_REGISTER_X31 = 31,
  TENON_RISCV64_REGISTER_PC = 32,
  TENON_RISCV64_REGISTER_PRIVILEGE = 33, ///< 1: VS-mode, 0: VU-mode
#define TENON_RISCV64_SWITCHED(name, number, reset, why) TENON_RISCV64_REGISTER_##name,
#include "tenon/core/riscv64/registers.def"
  TENON_RISCV64_REGISTER_END
};

#endif
