/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the hypervisor around the core provides: the HAL's C symbols on AArch64.
#ifndef TENON_CORE_AARCH64_HOST_H
#define TENON_CORE_AARCH64_HOST_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/// The host's registers at an exception that EL2 took from itself. What the handler changes in
/// it is what the host resumes with.
struct tenon_aarch64_host_frame {
  uint64_t x[31];
  uint64_t pc;     ///< ELR_EL2
  uint64_t pstate; ///< SPSR_EL2
  uint64_t esr;    ///< ESR_EL2
  uint64_t far;    ///< FAR_EL2
  uint64_t reserved;
};

/// An exception taken at EL2 from EL2. `vector` counts the 16 vectors of DDI 0487 D1.3.1 in table
/// order: 4 to 7 are synchronous, IRQ, FIQ and SError on the host's own stack pointer; any other
/// number is a host that runs with SPSel=0. All of DAIF is masked. Returning resumes *frame.
void tenon_hal_host_exception(uint64_t vector, struct tenon_aarch64_host_frame *frame);

/// Reads the aligned word at a host-physical address that a guest's second stage maps: an
/// instruction whose access is emulated. \return 1 and *word if the address is memory; 0 if it is
/// not (a device that the guest owns is not to be read) or cannot be reached.
/*@ requires writable: \valid(word);
    requires aligned: physical % 4 == 0;
    terminates \true;
    exits \false;
    assigns *word, \result \from physical;
    ensures bounded: \result <= 1; */
uint32_t tenon_hal_read_word(uint64_t physical, uint32_t *word);

TENON_END_C

#endif
