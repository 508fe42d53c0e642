/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a fetch has read of memory: entries of page tables, and the instruction.
#ifndef TENON_CORE_X86_64_READS_H
#define TENON_CORE_X86_64_READS_H

#include "tenon/core/base.h"

/// Five levels of page tables, and the words that an instruction of 15 bytes can lie in.
#define TENON_X86_64_READS 8u

struct tenon_x86_64_reads {
  uint32_t count;                       ///< of the words; those that find no room are counted too
  uint64_t address[TENON_X86_64_READS]; ///< host-physical
  uint64_t word[TENON_X86_64_READS];    ///< what was there
};

/*@ // Each word that has been kept was where the CPU's memory has words.
    predicate x86_reads_sound{L}(struct tenon_x86_64_reads *r) =
      \forall integer i; 0 <= i < TENON_X86_64_READS && i < \at(r->count, L) ==>
        \at(r->address[i], L) % 8 == 0; */

#endif
