/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of inject.h: none of these may prove. */
#define tenon_aarch64_exception_features \
  tenon_aarch64_exception_features__red_1                                    /* must fail: dit */
#define tenon_aarch64_exception_pstate tenon_aarch64_exception_pstate__red_1 /* must fail: value */
#define tenon_aarch64_take_exception tenon_aarch64_take_exception__red_1 /* must fail: nothing */
#include "tenon/core/aarch64/inject.h"

/* No optional bit at all. */
uint32_t tenon_aarch64_exception_features(const struct tenon_aarch64_features *f) {
  (void)f;
  return 0;
}

/* DAIF and EL1h only: the flags of the interrupted code are lost. */
uint64_t tenon_aarch64_exception_pstate(uint64_t pstate, uint64_t sctlr, uint32_t features) {
  (void)pstate;
  (void)sctlr;
  (void)features;
  return 0x3c5u;
}

/* A masked SError leaves what the last exception wrote. */
void tenon_aarch64_take_exception(const struct tenon_aarch64_exception_input *in,
                                  struct tenon_aarch64_exception_entry *out) {
  out->pc = in->pc;
  out->pstate = in->pstate;
  out->taken = 0;
}
