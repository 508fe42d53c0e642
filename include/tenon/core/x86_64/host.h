/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the hypervisor around the core provides: the HAL's C symbol on x86.
#ifndef TENON_CORE_X86_64_HOST_H
#define TENON_CORE_X86_64_HOST_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/// Reads the aligned word at a host-physical address that a guest's nested table maps: a part of an
/// instruction or of the guest's own page table. \return 1 and *word if the address is memory; 0 if
/// it is not (a device that the guest owns is not to be read) or cannot be reached.
/*@ requires writable: \valid(word);
    requires aligned: physical % 4 == 0;
    terminates \true;
    exits \false;
    assigns *word, \result \from physical;
    ensures bounded: \result <= 1; */
uint32_t tenon_hal_read_word(uint64_t physical, uint32_t *word);

TENON_END_C

#endif
