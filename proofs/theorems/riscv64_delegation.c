/* SPDX-License-Identifier: Apache-2.0 */
#include "riscv64_delegation.h"

#ifdef __FRAMAC__
#include "lemmas/theorems_riscv64_delegation.h"
#endif

/*@ requires range: code < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures taken: \result != 0 <==> riscv64_trap_at_hs(delegated, code); */
static uint32_t at_hs(uint64_t delegated, uint64_t code) {
  return (delegated & ((uint64_t)1 << code)) == 0u ? 1u : 0u;
}

uint32_t riscv64_delegation_exception(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_riscv64_access *access) {
  struct tenon_riscv64_controls controls;
  tenon_riscv64_compose_controls(f, s, &controls);
  const uint64_t hedeleg = controls.hedeleg;
  const uint64_t code = fault->scause;
  //@ assert own: riscv64_trap_at_hs(hedeleg, code) <==> !riscv64_exception_is_guests(code);
  if (at_hs(hedeleg, code) == 0u) return DELEGATION_GUEST;
  tenon_riscv64_decode(fault, frame, exit, access);
  return DELEGATION_EXIT;
}

uint32_t riscv64_delegation_interrupt(const struct tenon_riscv64_features *f,
                                      const struct tenon_riscv64_setup *s,
                                      const struct tenon_riscv64_fault *fault,
                                      const struct tenon_riscv64_frame *frame,
                                      struct tenon_exit *exit,
                                      struct tenon_riscv64_access *access) {
  struct tenon_riscv64_controls controls;
  tenon_riscv64_compose_controls(f, s, &controls);
  const uint64_t hideleg = controls.hideleg;
  const uint64_t code = fault->scause - 0x8000000000000000u;
  //@ assert own: riscv64_trap_at_hs(hideleg, code) <==> !riscv64_interrupt_is_guests(code);
  if (at_hs(hideleg, code) == 0u) return DELEGATION_GUEST;
  tenon_riscv64_decode(fault, frame, exit, access);
  return DELEGATION_EXIT;
}

uint32_t riscv64_delegation_taken(const struct tenon_riscv64_features *f,
                                  const struct tenon_riscv64_setup *s) {
  struct tenon_riscv64_controls controls;
  tenon_riscv64_compose_controls(f, s, &controls);
  return (controls.hstatus & 0xfffffffdffdfff7fu) != 0u ? 1u : 0u;
}
