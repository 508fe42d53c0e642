/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The causes of RISC-V exits, from causes.def.
#ifndef TENON_CORE_RISCV64_CAUSE_H
#define TENON_CORE_RISCV64_CAUSE_H

#include "tenon/core/base.h"

/// Exception codes are their own cause, 0 to 63; interrupt codes below 16 are 64 to 79.
enum tenon_riscv64_cause {
#define TENON_RISCV64_EXCEPTION(code, name, sentence) TENON_RISCV64_CAUSE_##name = (code),
#define TENON_RISCV64_INTERRUPT(code, name, sentence) TENON_RISCV64_CAUSE_##name = 64 + (code),
#define TENON_RISCV64_CAUSE(name, sentence) TENON_RISCV64_CAUSE_##name,
#include "tenon/core/riscv64/causes.def"
  TENON_RISCV64_CAUSE_COUNT
};

#endif
