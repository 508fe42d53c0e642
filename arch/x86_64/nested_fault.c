/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/nested_fault.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/memory.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)

/* The instruction at RIP. \return nested_access, or why there is none. */
static uint32_t fetch_instruction(const struct tenon_x86_64_vcpu *v,
                                  struct tenon_x86_64_fetch *fetch,
                                  struct tenon_x86_64_instruction *out) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  uint32_t mode = tenon_x86_64_code_mode(v);
  uint32_t cause = tenon_x86_64_fetch_first(v, &paging, fetch, &reads);
  if (cause != CAUSE(nested_access)) return cause;
  tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, out);
  if (out->cause != (uint32_t)TENON_X86_64_INSN_too_short) return cause;
  cause = tenon_x86_64_fetch_next(v, &paging, fetch, &reads);
  if (cause == CAUSE(nested_access)) {
    tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, out);
  }
  return cause;
}

static void record(const struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_fault *fault) {
  fault->fetched = fetch->count;
  for (uint32_t i = 0; i < TENON_X86_64_INSN_MAX; i++) {
    fault->instruction[i] = fetch->bytes[i];
  }
}

/* What is delivered to the guest when the fault comes is no access of the instruction at RIP. */
static uint32_t is_of_instruction(const struct tenon_x86_64_vcpu *v) {
  return v->exit.flags == 0u && v->exit.access != TENON_ACCESS_EXECUTE &&
                 v->fault.event < TENON_X86_64_EVENT_VALID
             ? 1u
             : 0u;
}

/* Of a MOVS that is stopped at a device, the other operand: in memory, or it stays unknown.
 * \return nested_access, operand_fault or changed_instruction. */
static uint32_t find_other(struct tenon_x86_64_vcpu *v) {
  struct tenon_x86_64_mmio *m = &v->mmio;
  const struct tenon_x86_64_instruction *i = &m->instruction;
  uint32_t reads = v->exit.access == TENON_ACCESS_READ ? 1u : 0u;
  m->found = 0;
  m->copied = 0;
  if (i->cause != (uint32_t)TENON_X86_64_INSN_known ||
      i->direction != (uint8_t)TENON_X86_64_DIRECTION_COPY) {
    return CAUSE(nested_access);
  }
  const struct tenon_x86_64_in_memory operand = {
      tenon_x86_64_wrap(v->frame.x[reads == 1u ? TENON_X86_64_RDI : TENON_X86_64_RSI],
                        i->address_width),
      reads == 1u ? (uint32_t)TENON_X86_64_ES : i->segment, i->width, i->mode,
      reads == 1u ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD};
  uint32_t cause = tenon_x86_64_find_operand(v, &operand, &m->place);
  if (cause == CAUSE(operand_memory)) return CAUSE(nested_access);
  if (cause != CAUSE(nested_access)) return cause;
  m->found = 1;
  if (reads == 0u) m->copied = tenon_x86_64_load_operand(v, &m->place);
  return cause;
}

void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  const struct tenon_svm_vmcb *b = &v->vmcb;
  const uint64_t bases[] = {b->es.base, b->cs.base, b->ss.base, b->ds.base, b->fs.base, b->gs.base};
  struct tenon_x86_64_fetch fetch;
  if (is_of_instruction(v) == 0u) return;
  uint32_t cause = fetch_instruction(v, &fetch, &v->mmio.instruction);
  record(&fetch, &v->fault);
  uint32_t other = cause == CAUSE(nested_access) ? find_other(v) : cause;
  if (other != cause) {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, other);
    return;
  }
  if (cause == CAUSE(nested_access)) {
    cause = tenon_x86_64_mmio_begin(&v->mmio, &v->frame, bases, v->exit.address, v->exit.access,
                                    &v->exit);
  }
  v->exit.cause = cause;
  tenon_x86_64_look_at_command(v);
}
