/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The fault record: what `capture` reads from the hardware and `decode` turns into an exit.
#ifndef TENON_CORE_RISCV64_FAULT_H
#define TENON_CORE_RISCV64_FAULT_H

#include "tenon/core/base.h"

/// Bits of tenon_riscv64_fault.valid.
#define TENON_RISCV64_FAULT_INSTRUCTION 1u ///< `instruction` was fetched
#define TENON_RISCV64_FAULT_BIG_ENDIAN 2u  ///< not a field: the guest's data are big-endian

struct tenon_riscv64_fault {
  uint64_t scause;
  uint64_t stval;       ///< of exceptions that write it
  uint64_t htval;       ///< of guest-page faults: the guest-physical address / 4
  uint64_t htinst;      ///< of guest-page faults
  uint32_t valid;       ///< TENON_RISCV64_FAULT_*
  uint32_t instruction; ///< the one at PC, 16 bits of it if it is compressed
};

#endif
