/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of mmio.h: none of these may prove. */
#define tenon_x86_64_mmio_begin tenon_x86_64_mmio_begin__red_1     /* must fail: where */
#define tenon_x86_64_mmio_read tenon_x86_64_mmio_read__red_1       /* must fail: waits */
#define tenon_x86_64_mmio_next tenon_x86_64_mmio_next__red_1       /* must fail: kind */
#define tenon_x86_64_mmio_written tenon_x86_64_mmio_written__red_1 /* must fail: rip */
#include "tenon/core/x86_64/mmio.h"

/* Whatever the CPU stopped at is taken for the instruction's operand. */
uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit) {
  (void)frame;
  (void)segment_base;
  (void)access;
  m->address = address;
  m->pending = 0;
  tenon_outcome(exit, TENON_EXIT_mmio_read, TENON_X86_64_CAUSE_nested_access);
  return TENON_X86_64_CAUSE_nested_access;
}

/* The guest is past its instruction before the write is done. */
uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value) {
  tenon_x86_64_instruction_result(&m->instruction, frame->x, frame->rflags, value, &m->result);
  m->pending = m->instruction.direction == (uint8_t)TENON_X86_64_DIRECTION_UPDATE ? 1u : 0u;
  frame->rip = tenon_value_add(frame->rip, m->instruction.length);
  return 1u - m->pending;
}

/* The write of a change carries what was read. */
void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_mmio_write, TENON_X86_64_CAUSE_nested_access);
  exit->value = m->result.new_value;
  m->pending = 0;
}

/* The instruction is carried out once more. */
void tenon_x86_64_mmio_written(const struct tenon_x86_64_mmio *m,
                               struct tenon_x86_64_frame *frame) {
  frame->rflags = m->result.rflags;
  if (m->result.writes_register == 1u) {
    frame->x[m->instruction.reg] = m->result.new_value;
  }
}
