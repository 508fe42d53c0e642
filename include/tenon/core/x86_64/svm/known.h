/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Instructions whose length was fetched, with everything in memory that says so. A CPU without NRIPS
/// does not tell how long an instruction is, and guests mostly exit where they did before: when
/// nothing has changed of what a fetch would read, it would find the same again.
#ifndef TENON_CORE_X86_64_SVM_KNOWN_H
#define TENON_CORE_X86_64_SVM_KNOWN_H

#include "tenon/core/x86_64/reads.h"

/// One for each kind of exit: guests have each at few places.
enum tenon_svm_known_kind {
  TENON_SVM_KNOWN_CPUID,
  TENON_SVM_KNOWN_HLT,
  TENON_SVM_KNOWN_VMMCALL,
  TENON_SVM_KNOWN_RDMSR,
  TENON_SVM_KNOWN_WRMSR,
  TENON_SVM_KNOWN_OTHER,
  TENON_SVM_KNOWN_KINDS
};

struct tenon_svm_known {
  uint64_t rip; ///< with the four below, what a fetch begins with
  uint64_t cs_base;
  uint64_t cr0;
  uint64_t cr3;
  uint64_t cr4;
  uint32_t length;                 ///< 1 to 15; 0: nothing is known
  struct tenon_x86_64_reads reads; ///< that say so
};

/*@ // All that was read of an instruction has had room.
    predicate svm_known_is_sound{L}(struct tenon_svm_known *k) =
      \at(k->length, L) <= 15 && \at(k->reads.count, L) <= TENON_X86_64_READS &&
      x86_reads_sound{L}(&k->reads); */

#endif
