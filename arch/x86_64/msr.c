/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"

#define PG 0x80000000u

uint32_t tenon_x86_64_msr_is_answered(uint32_t msr) {
  return msr == (uint32_t)TENON_X86_64_MSR_EFER || msr == (uint32_t)TENON_X86_64_MSR_PAT ||
                 msr == (uint32_t)TENON_X86_64_MSR_APIC_BASE ||
                 (msr >= TENON_X86_64_MSR_X2APIC &&
                  msr < TENON_X86_64_MSR_X2APIC + TENON_X86_64_MSR_X2APIC_COUNT)
             ? 1u
             : 0u;
}

uint32_t tenon_x86_64_apic_base_is_writable(uint64_t old, uint64_t value) {
  uint64_t from = old / 0x400u % 4u;
  uint64_t to = value / 0x400u % 4u;
  if (value % 0x400u != old % 0x400u || value / 0x1000u != old / 0x1000u) return 0;
  if (from == TENON_X86_64_APIC_X2APIC && to == TENON_X86_64_APIC_XAPIC) return 0;
  if (from == TENON_X86_64_APIC_OFF && to == TENON_X86_64_APIC_X2APIC) return 0;
  return to != 1u ? 1u : 0u;
}

uint32_t tenon_x86_64_efer_is_writable(uint64_t old, uint64_t value, uint64_t cr0) {
  if (value >= 0x1000u || value / 2u % 0x80u != 0u || value / 0x200u % 2u != 0u) return 0;
  if (value / TENON_X86_64_EFER_LMA % 2u != old / TENON_X86_64_EFER_LMA % 2u) return 0;
  if (cr0 / PG % 2u == 1u && value / TENON_X86_64_EFER_LME % 2u != old / TENON_X86_64_EFER_LME % 2u)
    return 0;
  return 1;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result == 1 <==> x86_pat_type(type);
    ensures boolean: \result <= 1; */
static uint32_t is_type(uint64_t type) {
  return type <= 1u || (type >= 4u && type <= 7u) ? 1u : 0u;
}

uint32_t tenon_x86_64_pat_is_writable(uint64_t value) {
  if (is_type(value % 0x100u) == 0u || is_type(value / 0x100u % 0x100u) == 0u ||
      is_type(value / 0x10000u % 0x100u) == 0u || is_type(value / 0x1000000u % 0x100u) == 0u) {
    return 0;
  }
  if (is_type(value / 0x100000000u % 0x100u) == 0u ||
      is_type(value / 0x10000000000u % 0x100u) == 0u) {
    return 0;
  }
  return is_type(value / 0x1000000000000u % 0x100u) == 1u
             ? is_type(value / 0x100000000000000u % 0x100u)
             : 0u;
}
