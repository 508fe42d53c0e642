/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of id_registers.h and debug_registers.h. */
#define tenon_aarch64_id_register tenon_aarch64_id_register__red_1       /* must fail: hidden */
#define tenon_aarch64_debug_register tenon_aarch64_debug_register__red_1 /* must fail: oslm */
#include "tenon/core/aarch64/debug_registers.h"
#include "tenon/core/aarch64/id_registers.h"

/* Leaves an unknown feature register as the caller's memory was. */
uint32_t tenon_aarch64_id_register(const struct tenon_aarch64_features *f, uint32_t id,
                                   uint64_t *value) {
  if (id == 0xc028u) {
    *value = 0xf000101006u;
  }
  return f->vhe == 2u ? 0u : 1u;
}

/* The OS lock reads as missing. */
uint32_t tenon_aarch64_debug_register(uint32_t id, uint64_t *value) {
  *value = 0;
  return id == 0x808cu ? 1u : 0u;
}
