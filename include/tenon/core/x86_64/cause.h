/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The causes of x86 exits, from causes.def; then, of an access that the core does not carry out, what
/// its instruction is: insn_* of instruction_causes.def.
#ifndef TENON_CORE_X86_64_CAUSE_H
#define TENON_CORE_X86_64_CAUSE_H

#include "tenon/core/base.h"

enum tenon_x86_64_cause {
#define TENON_X86_64_CAUSE(name, sentence) TENON_X86_64_CAUSE_##name,
#include "tenon/core/x86_64/causes.def"
#define TENON_X86_64_INSN_CAUSE(name, sentence) TENON_X86_64_CAUSE_insn_##name,
#include "tenon/core/x86_64/instruction_causes.def"
  TENON_X86_64_CAUSE_COUNT
};

#endif
