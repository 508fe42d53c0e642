/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The fault record: what a backend's `capture` reads of an exit and its `decode` turns into a
/// tenon_exit.
#ifndef TENON_CORE_X86_64_FAULT_H
#define TENON_CORE_X86_64_FAULT_H

#include "tenon/core/base.h"

struct tenon_x86_64_fault {
  uint64_t code;             ///< SVM: EXITCODE; VMX: exit reason
  uint64_t info;             ///< SVM: EXITINFO1; VMX: exit qualification
  uint64_t info2;            ///< SVM: EXITINFO2; VMX: guest-physical address
  uint64_t linear;           ///< guest-linear address; SVM has none
  uint64_t event;            ///< the event whose delivery the exit cut short, as event.h writes it
  uint64_t interruption;     ///< VMX: the event that exited, 31:0, and its error code, 63:32
  uint32_t length;           ///< of the instruction that exited, 1 to 15; 0: the CPU does not say
  uint32_t fetched;          ///< bytes that were read at it, of a data access that faulted; 0 to 15
  uint32_t instruction_info; ///< VMX: VM-exit instruction information
  uint8_t instruction[16];   ///< they
};

#endif
