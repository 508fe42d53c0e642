/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of decode_sysreg.h: none of these may prove. */
#define tenon_aarch64_decode_sysreg tenon_aarch64_decode_sysreg__red_1   /* must fail: read */
#define tenon_aarch64_decode_mcr_mrc tenon_aarch64_decode_mcr_mrc__red_1 /* must fail: write */
#include "tenon/core/aarch64/decode_sysreg.h"

/* Every access is a read of register 0. */
void tenon_aarch64_decode_sysreg(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                 struct tenon_exit *exit) {
  (void)esr;
  (void)frame;
  tenon_aarch64_outcome(exit, TENON_EXIT_sysreg_read, TENON_AARCH64_CAUSE_msr_mrs);
}

/* An MCR without its value. */
void tenon_aarch64_decode_mcr_mrc(uint64_t esr, const struct tenon_aarch64_frame *frame,
                                  struct tenon_exit *exit) {
  (void)esr;
  (void)frame;
  tenon_aarch64_outcome(exit, TENON_EXIT_sysreg_write, TENON_AARCH64_CAUSE_mcr_mrc_cp15);
}
