/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The causes of x86 exits, from causes.def.
#ifndef TENON_CORE_X86_64_CAUSE_H
#define TENON_CORE_X86_64_CAUSE_H

#include "tenon/core/base.h"

enum tenon_x86_64_cause {
#define TENON_X86_64_CAUSE(name, sentence) TENON_X86_64_CAUSE_##name,
#include "tenon/core/x86_64/causes.def"
  TENON_X86_64_CAUSE_COUNT
};

#endif
