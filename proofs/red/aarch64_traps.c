/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of traps.h: none of these may prove. */
#define tenon_aarch64_hcr tenon_aarch64_hcr__red_1           /* must fail: mandatory */
#define tenon_aarch64_cptr tenon_aarch64_cptr__red_1         /* must fail: others */
#define tenon_aarch64_cnthctl tenon_aarch64_cnthctl__red_1   /* must fail: el1pten */
#define tenon_aarch64_ipa_bits tenon_aarch64_ipa_bits__red_1 /* must fail: bits */
#include "tenon/core/aarch64/traps.h"

/* Without TSC a guest's SMC reaches the firmware. */
uint64_t tenon_aarch64_hcr(const struct tenon_aarch64_features *f,
                           const struct tenon_aarch64_setup *s) {
  return s->trap_wfi == 0u && f->e2h == 0u ? 0x80350627u : 0x80352627u;
}

/* The layout of E2H=0 on a VHE host: bits 17:16 and 25:24 do not trap what TZ and TSM do. */
uint64_t tenon_aarch64_cptr(const struct tenon_aarch64_features *f) {
  return f->e2h != 0u ? 0x3033ffu : 0x33ffu;
}

/* The layout of E2H=0 on a VHE host: the guest's timer accesses would trap. */
uint64_t tenon_aarch64_cnthctl(const struct tenon_aarch64_features *f,
                               const struct tenon_aarch64_setup *s) {
  uint64_t layout = f->e2h != 0u ? 0x400u : 0x1u;
  return s->passthrough_timer != 0u ? layout + 0x2u : layout;
}

/* Three levels do not translate 40 bits from a root of one page. */
uint32_t tenon_aarch64_ipa_bits(uint32_t pa_bits, uint32_t levels) {
  return levels == 4u && pa_bits > 40u ? 48u : 40u;
}
