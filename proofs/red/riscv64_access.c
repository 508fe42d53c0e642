/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of access.h: none of these may prove. */
#define tenon_riscv64_faulting_instruction \
  tenon_riscv64_faulting_instruction__red_1                        /* must fail: length */
#define tenon_riscv64_decode_data tenon_riscv64_decode_data__red_1 /* must fail: nested */
#include "tenon/core/riscv64/access.h"

/* The length of a transformed instruction taken from its bit 0, as if it were the guest's own. */
void tenon_riscv64_faulting_instruction(const struct tenon_riscv64_fault *fault,
                                        const struct tenon_riscv64_frame *frame,
                                        struct tenon_riscv64_instruction *out) {
  (void)frame;
  out->cause = fault->htinst == 0u ? (uint32_t)TENON_RISCV64_CAUSE_no_instruction
                                   : (uint32_t)TENON_RISCV64_CAUSE_reserved_htinst;
  out->width = 0;
  out->reg = 0;
  out->extend = 0;
  out->base = 0;
  out->offset = fault->htinst / 0x8000u % 32u;
  out->length = fault->htinst % 2u == 1u ? 4u : 2u;
}

/* Without the low two bits of stval. */
void tenon_riscv64_decode_data(const struct tenon_riscv64_fault *fault,
                               const struct tenon_riscv64_frame *frame,
                               const struct tenon_riscv64_instruction *i, struct tenon_exit *exit) {
  uint64_t stval = fault->stval;
  uint64_t gpa = fault->htval % 0x4000000000000000u * 4u;
  uint32_t access = fault->scause == 21u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  (void)frame;
  tenon_riscv64_nested(exit, i->cause, gpa, stval, access, 0);
}
