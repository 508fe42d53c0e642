/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/capture.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures big: \result == 1 <==> rv_capture_big_endian(sstatus, hstatus,
      rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS]);
    ensures boolean: \result <= 1; */
static uint32_t is_big_endian(uint64_t sstatus, uint64_t hstatus) {
  if (sstatus / 0x100u % 2u == 1u) {
    return (uint32_t)(hstatus / 0x20u % 2u);
  }
  uint64_t vsstatus = tenon_riscv64_hw_read_register((uint32_t)TENON_RISCV64_SAVED_VSSTATUS);
  return (uint32_t)(vsstatus / 0x40u % 2u);
}

void tenon_riscv64_capture(struct tenon_riscv64_fault *fault,
                           const struct tenon_riscv64_frame *frame) {
  uint64_t scause = fault->scause;
  uint32_t data = scause == 21u || scause == 23u ? 1u : 0u;
  uint32_t fetched = 0;
  uint32_t instruction = 0;
  uint32_t big = is_big_endian(frame->sstatus, frame->hstatus);
  tenon_riscv64_hw_read_fault(fault);
  uint64_t stval = fault->stval;
  /* HLVX reads in the order of data, instructions are little-endian. */
  if (big == 0u && ((data == 1u && fault->htinst == 0u) || (scause == 22u && stval == 0u))) {
    instruction = tenon_riscv64_hw_fetch(frame->pc);
    fetched = instruction != 0u ? 1u : 0u;
  }
  fault->valid = data * big * TENON_RISCV64_FAULT_BIG_ENDIAN + fetched;
  fault->instruction = instruction;
}
