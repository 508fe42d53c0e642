/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of mmio.h: none of these may prove. */
#define tenon_x86_64_mmio_begin tenon_x86_64_mmio_begin__red_2 /* must fail: stays */
#define tenon_x86_64_mmio_read tenon_x86_64_mmio_read__red_2   /* must fail: loaded */
#define tenon_x86_64_mmio_next tenon_x86_64_mmio_next__red_2   /* must fail: none */
#include "tenon/core/x86_64/mmio.h"

/* The exit is overwritten before it is known what the CPU stopped at. */
uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit) {
  (void)frame;
  (void)segment_base;
  (void)access;
  m->address = address;
  tenon_outcome(exit, TENON_EXIT_mmio_read, TENON_X86_64_CAUSE_nested_access);
  return m->instruction.cause == (uint32_t)TENON_X86_64_INSN_known
             ? (uint32_t)TENON_X86_64_CAUSE_across_pages
             : (uint32_t)TENON_X86_64_CAUSE_insn_known + m->instruction.cause;
}

/* A load takes the whole value, however few bytes the instruction reads. */
uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value) {
  m->pending = m->instruction.direction == (uint8_t)TENON_X86_64_DIRECTION_UPDATE ? 1u : 0u;
  if (m->pending == 0u) {
    frame->x[m->instruction.reg] = value;
  }
  return 1u - m->pending;
}

/* The write stays pending and is made twice. */
void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_mmio_write, TENON_X86_64_CAUSE_nested_access);
  exit->address = m->address;
}
