/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of id_registers.h. */
#define tenon_aarch64_id_register tenon_aarch64_id_register__red_2 /* must fail: shown */
#include "tenon/core/aarch64/id_registers.h"

/* Shows the host's registers as they are. */
uint32_t tenon_aarch64_id_register(const struct tenon_aarch64_features *f, uint32_t id,
                                   uint64_t *value) {
  *value = id == 0xc020u ? f->id_aa64pfr0 : 0u;
  return id >= 0xc008u && id <= 0xc03fu ? 1u : 0u;
}
