/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of icr.h. */
#define tenon_x86_64_icr_exit tenon_x86_64_icr_exit__red_3 /* must fail: answer */
#include "tenon/core/x86_64/icr.h"

/* What is for all but the sender comes to the sender too. */
void tenon_x86_64_icr_exit(uint64_t icr, uint32_t x2apic, uint32_t self, struct tenon_exit *exit) {
  (void)x2apic;
  (void)self;
  tenon_outcome(exit, TENON_EXIT_NONE, (uint32_t)TENON_X86_64_CAUSE_icr_nothing);
  if (icr / 0x40000u % 4u == TENON_X86_64_ICR_OTHERS) exit->flags = TENON_EXIT_FLAG_ALL;
}
