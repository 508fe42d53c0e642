/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/icr.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define ILLEGAL_VECTORS 16u

uint32_t tenon_x86_64_icr_is_writable(uint64_t icr) {
  return icr / 0x1000u % 4u == 0u && icr / 0x10000u % 4u == 0u && icr / 0x100000u % 0x1000u == 0u
             ? 1u
             : 0u;
}

/* The end of a level-triggered INIT: level 0, trigger mode 1. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures ends: \result == 1 <==> icr / 0x4000 % 2 == 0 && icr / 0x8000 % 2 == 1;
    ensures boolean: \result <= 1; */
static uint32_t ends_init(uint64_t icr) {
  return icr / 0x4000u % 2u == 0u && icr / 0x8000u % 2u == 1u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == x86_icr_other_cause(icr); */
static uint32_t other_cause(uint64_t icr) {
  uint64_t shorthand = icr / 0x40000u % 4u;
  if (shorthand == TENON_X86_64_ICR_SELF || shorthand == TENON_X86_64_ICR_ALL) {
    return CAUSE(icr_nothing);
  }
  switch (icr / 0x100u % 8u) {
    case TENON_X86_64_ICR_LOWEST:
      return icr % 0x100u < ILLEGAL_VECTORS ? CAUSE(icr_nothing) : CAUSE(icr_lowest);
    case TENON_X86_64_ICR_NMI:
      return CAUSE(icr_nmi);
    case TENON_X86_64_ICR_INIT:
      return ends_init(icr) == 1u ? CAUSE(icr_nothing) : CAUSE(icr_init);
    case TENON_X86_64_ICR_STARTUP:
      return CAUSE(icr_startup);
    default:
      return CAUSE(icr_nothing);
  }
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == x86_icr_cause(icr); */
static uint32_t cause_of(uint64_t icr) {
  if (icr / 0x100u % 8u != TENON_X86_64_ICR_FIXED) return other_cause(icr);
  return icr % 0x100u < ILLEGAL_VECTORS ? CAUSE(icr_nothing) : CAUSE(icr_fixed);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: x86_icr_sends(icr) ==> \result == x86_icr_value(icr); */
static uint64_t value_of(uint64_t icr) {
  uint64_t mode = icr / 0x100u % 8u;
  uint64_t vector = icr % 0x100u;
  if (mode == TENON_X86_64_ICR_STARTUP) return vector * 0x1000u;
  if (mode == TENON_X86_64_ICR_FIXED || mode == TENON_X86_64_ICR_LOWEST) return vector;
  return mode == TENON_X86_64_ICR_NMI ? TENON_X86_64_INTERRUPT_NMI : 0u;
}

void tenon_x86_64_icr_exit(uint64_t icr, uint32_t x2apic, uint32_t self, struct tenon_exit *exit) {
  uint32_t cause = cause_of(icr);
  uint64_t shorthand = icr / 0x40000u % 4u;
  uint64_t destination = x2apic == 1u ? icr / 0x100000000u : icr / 0x100000000000000u;
  uint64_t broadcast = x2apic == 1u ? 0xffffffffu : 0xffu;
  tenon_outcome(exit, TENON_EXIT_NONE, cause);
  if (cause == CAUSE(icr_nothing)) {
    return;
  }
  exit->kind = cause == CAUSE(icr_startup) ? TENON_EXIT_cpu_up : TENON_EXIT_send_ipi;
  exit->value = value_of(icr);
  if (shorthand == TENON_X86_64_ICR_NO_SHORTHAND) {
    exit->address = destination;
    exit->argument = icr / 0x800u % 2u;
    exit->flags = destination == broadcast ? TENON_EXIT_FLAG_ALL : 0u;
  } else if (shorthand == TENON_X86_64_ICR_SELF) {
    exit->address = self;
  } else {
    exit->flags =
        shorthand == TENON_X86_64_ICR_ALL ? TENON_EXIT_FLAG_ALL : TENON_EXIT_FLAG_ALL_BUT_SELF;
  }
}
