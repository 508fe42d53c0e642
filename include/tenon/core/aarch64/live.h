/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// One register of the loaded guest, whatever the host's HCR_EL2.E2H.
#ifndef TENON_CORE_AARCH64_LIVE_H
#define TENON_CORE_AARCH64_LIVE_H

#include "tenon/core/aarch64/hardware.h"

TENON_BEGIN_C

/// Reads register `index`, an enum tenon_aarch64_saved that this CPU has.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_register[index]; */
static inline uint64_t tenon_aarch64_live_read(uint32_t e2h, uint32_t index) {
  if (e2h != 0u) {
    return tenon_aarch64_hw_read_register_vhe(index);
  }
  return tenon_aarch64_hw_read_register(index);
}

/// Writes it.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns tenon_hw_register[index];
    ensures value: tenon_hw_register[index] == value; */
static inline void tenon_aarch64_live_write(uint32_t e2h, uint32_t index, uint64_t value) {
  if (e2h != 0u) {
    tenon_aarch64_hw_write_register_vhe(index, value);
  } else {
    tenon_aarch64_hw_write_register(index, value);
  }
}

TENON_END_C

#endif
