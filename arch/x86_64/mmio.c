/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/mmio.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define PAGE 0x1000u

static uint32_t changes(const struct tenon_x86_64_instruction *i) {
  return i->direction == (uint8_t)TENON_X86_64_DIRECTION_UPDATE ? 1u : 0u;
}

/* The CPU may check a change as a store from the start, or stop at its load. */
static uint32_t is_access(const struct tenon_x86_64_instruction *i,
                          const struct tenon_x86_64_access *a, uint32_t access) {
  if (changes(i) == 1u) return 1;
  return access == TENON_ACCESS_READ ? a->loads : a->stores;
}

static uint32_t copies(const struct tenon_x86_64_instruction *i) {
  return i->direction == (uint8_t)TENON_X86_64_DIRECTION_COPY ? 1u : 0u;
}

/* Why the instruction's address is not what the CPU stopped at. */
static uint32_t objection(const struct tenon_x86_64_instruction *i,
                          const struct tenon_x86_64_access *a, uint64_t linear, uint64_t address,
                          uint32_t access) {
  if (linear % PAGE + a->width > PAGE) return CAUSE(across_pages);
  return is_access(i, a, access) == 1u && linear % PAGE == address % PAGE
             ? CAUSE(nested_access)
             : CAUSE(changed_instruction);
}

static void fill(const struct tenon_x86_64_mmio *m, uint32_t kind, struct tenon_exit *exit) {
  const struct tenon_x86_64_instruction *i = &m->instruction;
  uint32_t reads = kind == (uint32_t)TENON_EXIT_mmio_read ? 1u : 0u;
  tenon_outcome(exit, kind, CAUSE(nested_access));
  exit->address = m->address;
  exit->virtual_address = m->linear;
  exit->value = reads == 1u ? 0u : m->result.value;
  exit->width = i->width;
  exit->register_index = i->reg;
  exit->register_width = i->register_width;
  exit->sign_extend = reads == 1u ? i->extend : 0u;
  exit->access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = i->length;
  exit->flags = i->lock == 1u ? TENON_EXIT_FLAG_ATOMIC : 0u;
}

uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit) {
  const struct tenon_x86_64_instruction *i = &m->instruction;
  struct tenon_x86_64_access a;
  if (i->cause != (uint32_t)TENON_X86_64_INSN_known) return CAUSE(insn_known) + i->cause;
  tenon_x86_64_instruction_access(i, frame->x, frame->rip, segment_base, &a);
  if (copies(i) == 1u && m->found == 0u) return CAUSE(mmio_copy);
  uint32_t loads = copies(i) == 1u ? (access == TENON_ACCESS_READ ? 1u : 0u) : a.loads;
  uint64_t linear = loads == 1u ? a.load : a.store;
  uint32_t cause = objection(i, &a, linear, address, access);
  if (cause != CAUSE(nested_access)) return cause;
  m->address = address;
  m->linear = linear;
  m->pending = 0;
  tenon_x86_64_instruction_result(i, frame->x, frame->rflags, m->copied, &m->result);
  fill(m, loads == 1u ? (uint32_t)TENON_EXIT_mmio_read : (uint32_t)TENON_EXIT_mmio_write, exit);
  return cause;
}

static void apply(const struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame) {
  tenon_x86_64_instruction_apply(&m->instruction, &m->result, frame->x, &frame->rip,
                                 &frame->rflags);
}

uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value) {
  tenon_x86_64_instruction_result(&m->instruction, frame->x, frame->rflags, value, &m->result);
  m->pending = changes(&m->instruction);
  if (m->pending == 1u) return 0;
  apply(m, frame);
  return 1;
}

void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit) {
  fill(m, TENON_EXIT_mmio_write, exit);
  m->pending = 0;
}

void tenon_x86_64_mmio_written(const struct tenon_x86_64_mmio *m,
                               struct tenon_x86_64_frame *frame) {
  apply(m, frame);
}
