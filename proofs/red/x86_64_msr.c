/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of msr.h: none of these may prove. */
#define tenon_x86_64_msr_is_answered tenon_x86_64_msr_is_answered__red_1   /* must fail: answered */
#define tenon_x86_64_efer_is_writable tenon_x86_64_efer_is_writable__red_1 /* must fail: writable */
#define tenon_x86_64_pat_is_writable tenon_x86_64_pat_is_writable__red_1   /* must fail: writable */
#define tenon_x86_64_apic_base_is_writable \
  tenon_x86_64_apic_base_is_writable__red_1 /* must fail: writable */
#include "tenon/core/x86_64/msr.h"

/* EFER alone: a guest would write the host's PAT. */
uint32_t tenon_x86_64_msr_is_answered(uint32_t msr) {
  return msr == (uint32_t)TENON_X86_64_MSR_EFER ? 1u : 0u;
}

/* LME may change while paging is on. */
uint32_t tenon_x86_64_efer_is_writable(uint64_t old, uint64_t value, uint64_t cr0) {
  (void)cr0;
  if (value >= 0x1000u || value / 2u % 0x80u != 0u || value / 0x200u % 2u != 0u) return 0;
  return value / 0x400u % 2u == old / 0x400u % 2u ? 1u : 0u;
}

/* Memory types 2 and 3 are reserved: the CPU would raise #GP in the host. */
uint32_t tenon_x86_64_pat_is_writable(uint64_t value) {
  return value / 0x100000000u < 8u ? 1u : 0u;
}

/* Back from x2APIC mode without being off. */
uint32_t tenon_x86_64_apic_base_is_writable(uint64_t old, uint64_t value) {
  if (value % 0x400u != old % 0x400u || value / 0x1000u != old / 0x1000u) return 0;
  if (old / 0x400u % 4u == 0u && value / 0x400u % 4u == 3u) return 0;
  return value / 0x400u % 4u != 1u ? 1u : 0u;
}
