/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The fault record: what `capture` reads from the hardware and `decode` turns into an exit.
#ifndef TENON_CORE_AARCH64_FAULT_H
#define TENON_CORE_AARCH64_FAULT_H

#include "tenon/core/base.h"

/// Which vector of the lower exception level was taken (DDI 0487 D1.3.1, table D1-5).
enum tenon_aarch64_vector {
  TENON_AARCH64_VECTOR_SYNC = 0,
  TENON_AARCH64_VECTOR_IRQ = 1,
  TENON_AARCH64_VECTOR_FIQ = 2,
  TENON_AARCH64_VECTOR_SERROR = 3
};

/// A field of the record is meaningful only if its bit is set in `valid`.
#define TENON_AARCH64_FAULT_IPA 1u         ///< `ipa`
#define TENON_AARCH64_FAULT_INSTRUCTION 2u ///< `instruction`
#define TENON_AARCH64_FAULT_BIG_ENDIAN 4u ///< not a field: the guest's data accesses are big-endian
#define TENON_AARCH64_FAULT_GONE 8u       ///< not a field: the guest's PC is not mapped any more

struct tenon_aarch64_fault {
  uint64_t esr;         ///< ESR_EL2, meaningful for SYNC and SERROR
  uint32_t vector;      ///< enum tenon_aarch64_vector
  uint32_t valid;       ///< TENON_AARCH64_FAULT_*
  uint64_t far;         ///< FAR_EL2, for the classes that set it: aborts, PC alignment, watchpoints
  uint64_t ipa;         ///< faulting guest-physical address, byte-exact
  uint64_t sp;          ///< the stack pointer in use, valid together with `instruction`
  uint32_t instruction; ///< the A64 instruction at PC
  uint32_t zva_bytes;   ///< DC ZVA block size in bytes (4 to 2048), 0 if DCZID_EL0.DZP forbids it
};

#endif
