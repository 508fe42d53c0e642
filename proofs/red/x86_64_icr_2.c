/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of icr.h. */
#define tenon_x86_64_icr_exit tenon_x86_64_icr_exit__red_2 /* must fail: what */
#include "tenon/core/x86_64/icr.h"

/* In x2APIC mode the high byte is the destination: CPU 0x106 would not be started. */
void tenon_x86_64_icr_exit(uint64_t icr, uint32_t x2apic, uint32_t self, struct tenon_exit *exit) {
  (void)x2apic;
  (void)self;
  tenon_outcome(exit, TENON_EXIT_NONE, (uint32_t)TENON_X86_64_CAUSE_icr_nothing);
  if (icr / 0x100u % 8u == TENON_X86_64_ICR_STARTUP) {
    tenon_outcome(exit, TENON_EXIT_cpu_up, (uint32_t)TENON_X86_64_CAUSE_icr_startup);
    exit->address = icr / 0x100000000000000u;
    exit->value = icr % 0x100u * 0x1000u;
  }
}
