/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the hypervisor around the core provides: the HAL's C symbol on x86.
#ifndef TENON_CORE_X86_64_HOST_H
#define TENON_CORE_X86_64_HOST_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/// Reads 8 aligned bytes at a host-physical address, at once: an entry of a VM's nested tables, or
/// what they map: the guest's page tables and the instruction whose access is emulated. \return 1
/// and *word if the address is memory; 0 if it is not (a device is not to be read) or cannot be
/// reached.
/*@ requires writable: \valid(word);
    requires aligned: physical % 8 == 0;
    terminates \true;
    exits \false;
    assigns *word, \result \from physical;
    ensures bounded: \result <= 1; */
uint32_t tenon_hal_read_memory(uint64_t physical, uint64_t *word);

/// Replaces 8 aligned bytes at a host-physical address by `desired`, at once, if they are `expected`:
/// the guest's memory, into which an INS or a MOVS from a device puts what it has read, and its page
/// tables, in which accessed and dirty bits are set. \return 1 if they were; 0 if not, or if the
/// address is not memory.
/*@ requires aligned: physical % 8 == 0;
    terminates \true;
    exits \false;
    assigns \result \from physical, expected, desired;
    ensures bounded: \result <= 1; */
uint32_t tenon_hal_change_memory(uint64_t physical, uint64_t expected, uint64_t desired);

TENON_END_C

#endif
