/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Sets of interrupt ids 0 to 1023, for one thread at a time.
///
/// Other CPUs never touch a set: they write the vCPU's mailbox, whose words the vCPU's own CPU
/// merges with `tenon_interrupt_set_merge`.
#ifndef TENON_CORE_INTERRUPT_SET_H
#define TENON_CORE_INTERRUPT_SET_H

#include "tenon/core/base.h"

/// Words of a set: id `n` is bit `n % 64` of word `n / 64`.
#define TENON_INTERRUPT_SET_WORDS 16u
/// Ids that a set can hold.
#define TENON_INTERRUPT_SET_IDS 1024u

struct tenon_interrupt_set {
  uint64_t word[TENON_INTERRUPT_SET_WORDS];
};

#endif
