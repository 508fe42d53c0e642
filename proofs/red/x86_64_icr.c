/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of icr.h: none of these may prove. */
#define tenon_x86_64_icr_is_writable tenon_x86_64_icr_is_writable__red_1 /* must fail: writable */
#define tenon_x86_64_icr_exit tenon_x86_64_icr_exit__red_1               /* must fail: nothing */
#include "tenon/core/x86_64/icr.h"

/* Bits 20 to 31 are forgotten. */
uint32_t tenon_x86_64_icr_is_writable(uint64_t icr) {
  return icr / 0x1000u % 4u == 0u && icr / 0x10000u % 4u == 0u ? 1u : 0u;
}

/* An INIT that the guest sends to itself is one for the hypervisor. */
void tenon_x86_64_icr_exit(uint64_t icr, uint32_t x2apic, uint32_t self, struct tenon_exit *exit) {
  (void)x2apic;
  tenon_outcome(exit, TENON_EXIT_NONE, (uint32_t)TENON_X86_64_CAUSE_icr_nothing);
  if (icr / 0x100u % 8u == TENON_X86_64_ICR_INIT) {
    tenon_outcome(exit, TENON_EXIT_send_ipi, (uint32_t)TENON_X86_64_CAUSE_icr_init);
    exit->address = self;
  }
}
