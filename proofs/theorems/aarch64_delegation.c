/* SPDX-License-Identifier: Apache-2.0 */
#include "aarch64_delegation.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures routed: \result != 0 <==> interrupt_at_el2(hcr, vector); */
static uint32_t routed(uint64_t hcr, uint32_t vector) {
  if ((hcr & 0x8000000u) != 0u) return 1;
  if (vector == (uint32_t)TENON_AARCH64_VECTOR_IRQ) return (hcr & 0x10u) != 0u ? 1u : 0u;
  if (vector == (uint32_t)TENON_AARCH64_VECTOR_FIQ) return (hcr & 0x8u) != 0u ? 1u : 0u;
  if (vector == (uint32_t)TENON_AARCH64_VECTOR_SERROR) return (hcr & 0x20u) != 0u ? 1u : 0u;
  return 0;
}

uint32_t aarch64_delegation_interrupt(const struct tenon_aarch64_features *f,
                                      const struct tenon_aarch64_setup *s,
                                      const struct tenon_aarch64_fault *fault,
                                      const struct tenon_aarch64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_aarch64_access *access) {
  const uint64_t hcr = tenon_aarch64_hcr(f, s);
  //@ assert controls: (hcr & 0x10) != 0 <==> s->passthrough_interrupts == 0;
  if (routed(hcr, fault->vector) == 0u) return DELEGATION_GUEST;
  //@ assert vector: 1 <= fault->vector <= 3;
  tenon_aarch64_decode(fault, frame, exit, access);
  return DELEGATION_EXIT;
}

uint32_t aarch64_delegation_class(const struct tenon_aarch64_fault *fault,
                                  const struct tenon_aarch64_frame *frame, struct tenon_exit *exit,
                                  struct tenon_aarch64_access *access) {
  //@ assert sync: is_sync(fault);
  /*@ assert refused: class_is_guests(esr_ec(fault->esr)) ==>
        class_is_refused(esr_ec(fault->esr)); */
  /*@ assert unconditional: class_is_guests(esr_ec(fault->esr)) ==>
        !condition_failed(fault->esr, frame->pstate); */
  tenon_aarch64_decode(fault, frame, exit, access);
  return exit->kind == TENON_EXIT_NONE ? DELEGATION_SKIPPED : DELEGATION_EXIT;
}

uint32_t aarch64_delegation_taken(const struct tenon_aarch64_features *f,
                                  const struct tenon_aarch64_setup *s) {
  const uint64_t tge = tenon_aarch64_hcr(f, s) & 0x8000000u;
  const uint64_t tde = tenon_aarch64_mdcr(f) & 0x100u;
  return tge != 0u || tde != 0u ? 1u : 0u;
}
