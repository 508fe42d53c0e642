/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The causes of AArch64 exits, from causes.def.
#ifndef TENON_CORE_AARCH64_CAUSE_H
#define TENON_CORE_AARCH64_CAUSE_H

#include "tenon/core/base.h"

/// The exception classes are 0 to 63, rotated so that a data abort is 0; the others follow.
/// A function that decodes one access returns a cause, of which a data abort means: no objection.
enum tenon_aarch64_cause {
#define TENON_AARCH64_CLASS(number, name, sentence) \
  TENON_AARCH64_CAUSE_##name = ((number) + 28) % 64,
#define TENON_AARCH64_CAUSE(name, sentence)
#include "tenon/core/aarch64/causes.def"
  TENON_AARCH64_CAUSE_LAST_CLASS = 63,
#define TENON_AARCH64_CLASS(number, name, sentence)
#define TENON_AARCH64_CAUSE(name, sentence) TENON_AARCH64_CAUSE_##name,
#include "tenon/core/aarch64/causes.def"
  TENON_AARCH64_CAUSE_COUNT,
  TENON_AARCH64_CAUSE_DATA_ABORT = TENON_AARCH64_CAUSE_data_abort ///< 0: no objection
};

TENON_STATIC_ASSERT(TENON_AARCH64_CAUSE_DATA_ABORT == 0, "no objection is zero");

#endif
