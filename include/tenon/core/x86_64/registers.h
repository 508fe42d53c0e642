/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Names of a guest's registers: the general ones, then those of registers.def.
#ifndef TENON_CORE_X86_64_REGISTERS_H
#define TENON_CORE_X86_64_REGISTERS_H

#include "tenon/core/base.h"

/// Index of a switched register in tenon_x86_64_vcpu.sysreg, in the order of registers.def.
enum tenon_x86_64_saved {
#define TENON_X86_64_SWITCHED(name, reset, why) TENON_X86_64_SAVED_##name,
#include "tenon/core/x86_64/registers.def"
  TENON_X86_64_SAVED_COUNT
};

/// What tenon_x86_64_vcpu_get_register and tenon_x86_64_vcpu_set_register name: 0 to 15 are the
/// general registers as instructions number them.
enum tenon_x86_64_register {
  TENON_X86_64_REGISTER_RAX = 0,
  TENON_X86_64_REGISTER_R15 = 15,
  TENON_X86_64_REGISTER_RIP = 16,
  TENON_X86_64_REGISTER_RFLAGS = 17,
#define TENON_X86_64_HELD(name, type, field, reset, why) TENON_X86_64_REGISTER_##name,
#define TENON_X86_64_SEGMENT(name, field)                                       \
  TENON_X86_64_REGISTER_##name##_SELECTOR, TENON_X86_64_REGISTER_##name##_BASE, \
      TENON_X86_64_REGISTER_##name##_LIMIT, TENON_X86_64_REGISTER_##name##_ATTRIBUTES,
#define TENON_X86_64_TABLE(name, field) \
  TENON_X86_64_REGISTER_##name##_BASE, TENON_X86_64_REGISTER_##name##_LIMIT,
#define TENON_X86_64_SWITCHED(name, reset, why) TENON_X86_64_REGISTER_##name,
#include "tenon/core/x86_64/registers.def"
  TENON_X86_64_REGISTER_END
};

#endif
