/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/port_string.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/instruction_prefix.h"
#include "tenon/core/x86_64/memory.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
/* INSB, INSD, OUTSB and OUTSD. */
#define INS 0x6cu
#define OUTS 0x6eu

/* The bytes at RIP up to the opcode. \return nested_access, or why there is none. */
static uint32_t fetch(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_fetch *f,
                      struct tenon_x86_64_prefixes *p) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  tenon_x86_64_fetch_code(v, &paging, f, &reads);
  uint32_t cause = tenon_x86_64_fetch_page(v, &paging, f, &reads);
  *p = tenon_x86_64_read_prefixes(f->bytes, f->count, tenon_x86_64_code_mode(v));
  if (cause == CAUSE(nested_access) && p->length == f->count) {
    tenon_x86_64_fetch_more(&paging, f);
    cause = tenon_x86_64_fetch_page(v, &paging, f, &reads);
    *p = tenon_x86_64_read_prefixes(f->bytes, f->count, tenon_x86_64_code_mode(v));
  }
  return cause == CAUSE(nested_access) && p->length == f->count ? CAUSE(changed_instruction)
                                                                : cause;
}

/* What the record and the instruction say together. \return nested_access, or why not. */
static uint32_t read_string(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_string *s) {
  struct tenon_x86_64_fetch f;
  struct tenon_x86_64_prefixes p;
  uint32_t cause = fetch(v, &f, &p);
  if (cause != CAUSE(nested_access)) return cause;
  uint32_t mode = tenon_x86_64_code_mode(v);
  uint32_t opcode = f.bytes[p.length];
  s->address_width = (uint8_t)tenon_x86_64_address_width(mode, p.address);
  s->length = (uint8_t)(p.length + 1u);
  s->mode = (uint8_t)mode;
  s->segment = (uint8_t)(s->reads == 1u                           ? TENON_X86_64_ES
                         : p.segment < TENON_X86_64_SEGMENT_COUNT ? p.segment
                                                                  : TENON_X86_64_DS);
  uint32_t wanted = (s->reads == 1u ? INS : OUTS) + (s->width == 1u ? 0u : 1u);
  return opcode == wanted && p.repeat == s->repeat ? cause : CAUSE(changed_instruction);
}

/* The exit of an element whose operand lies at `place`. */
static void fill(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_string *s, uint32_t port) {
  uint32_t reads = s->reads;
  tenon_outcome(&v->exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write, CAUSE(io_string));
  v->exit.address = port;
  v->exit.value = reads == 1u ? 0u : tenon_x86_64_load_operand(v, &s->place);
  v->exit.width = s->width;
  v->exit.access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
}

void tenon_x86_64_look_at_string(struct tenon_x86_64_vcpu *v, uint32_t port) {
  struct tenon_x86_64_string *s = &v->string;
  uint32_t cause = read_string(v, s);
  if (cause == CAUSE(nested_access) && tenon_x86_64_string_ended(s, v->frame.x) == 1u) {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, CAUSE(io_string));
    return;
  }
  if (cause == CAUSE(nested_access)) {
    uint32_t index = s->reads == 1u ? TENON_X86_64_RDI : TENON_X86_64_RSI;
    const struct tenon_x86_64_in_memory operand = {
        tenon_value_low(v->frame.x[index], s->address_width), s->segment, s->width, s->mode,
        s->reads == 1u ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD};
    cause = tenon_x86_64_find_operand(v, &operand, &s->place);
  }
  if (cause == CAUSE(nested_access)) {
    fill(v, s, port);
  } else if (cause == CAUSE(fetch_memory) || cause == CAUSE(operand_memory)) {
    tenon_outcome_refused(&v->exit, cause, v->fault.code, 0);
  } else {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, cause);
  }
}
