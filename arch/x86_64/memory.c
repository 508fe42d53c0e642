/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/memory.h"

#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/vcpu_run.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define TRIES 1000u
/* Of a segment's attributes. */
#define WRITABLE 0x2u
#define EXPANDS_DOWN 0x4u
#define CODE 0x8u
#define PRESENT 0x80u
#define BIG 0x400u

static uint32_t locate(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t writes,
                       uint64_t *physical) {
  return tenon_x86_64_locate(v->stage2->common.root, v->vmx.loaded, gpa, writes, physical);
}

/* 256 to the power of an index. */
static const uint64_t power[8] = {
    0x1u,         0x100u,         0x10000u,         0x1000000u,
    0x100000000u, 0x10000000000u, 0x1000000000000u, 0x100000000000000u};

static const struct tenon_svm_segment *segment_of(const struct tenon_svm_vmcb *b, uint32_t index) {
  switch (index) {
    case TENON_X86_64_ES:
      return &b->es;
    case TENON_X86_64_CS:
      return &b->cs;
    case TENON_X86_64_SS:
      return &b->ss;
    case TENON_X86_64_FS:
      return &b->fs;
    case TENON_X86_64_GS:
      return &b->gs;
    default:
      return &b->ds;
  }
}

/* Outside of 64-bit code: present, of a type that allows the access, within its limit (APM volume 2,
 * 4.7.2 and 4.12). Real mode has limits alone. */
static uint32_t segment_allows(const struct tenon_x86_64_vcpu *v,
                               const struct tenon_x86_64_in_memory *o) {
  const struct tenon_svm_segment *s = segment_of(&v->vmcb, o->segment);
  uint32_t type = s->attributes;
  uint64_t last = o->offset + o->width - 1u;
  if (v->vmcb.cr0 % 2u == 1u && (type & PRESENT) == 0u) return 0;
  if (v->vmcb.cr0 % 2u == 1u && v->frame.rflags / 0x20000u % 2u == 0u) {
    uint32_t code = (type & CODE) != 0u ? 1u : 0u;
    uint32_t right = (type & WRITABLE) != 0u ? 1u : 0u;
    if (o->access == (uint32_t)TENON_X86_64_WALK_STORE && (code == 1u || right == 0u)) return 0;
    if (code == 1u && right == 0u) return 0;
    if (code == 0u && (type & EXPANDS_DOWN) != 0u) {
      return o->offset > s->limit && last <= ((type & BIG) != 0u ? 0xffffffffu : 0xffffu) ? 1u : 0u;
    }
  }
  return last <= s->limit ? 1u : 0u;
}

/* \return operand_fault. */
static uint32_t raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint32_t error) {
  tenon_x86_64_vcpu_raise(v, vector, error);
  return CAUSE(operand_fault);
}

/* #SS(0) of the stack's segment, else #GP(0). */
static uint32_t refuse(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_in_memory *o) {
  return raise(
      v, o->segment == (uint32_t)TENON_X86_64_SS ? TENON_X86_64_VECTOR_SS : TENON_X86_64_VECTOR_GP,
      0);
}

/* One step, and the marks that the CPU would leave. \return nested_access, operand_memory, or
 * changed_instruction. */
static uint32_t step(const struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_paging *p,
                     struct tenon_x86_64_walk *walk) {
  uint64_t physical = 0;
  uint64_t word = 0;
  uint64_t shift = walk->entry % 8u == 0u ? 1u : 0x100000000u;
  uint64_t gpa = walk->next;
  if (locate(v, gpa, 0, &physical) == 0u || tenon_hal_read_memory(physical, &word) == 0u) {
    return CAUSE(operand_memory);
  }
  tenon_x86_64_walk_step(p, word, walk);
  if (walk->mark == 0u) return CAUSE(nested_access);
  if (locate(v, gpa, 1, &physical) == 0u) {
    return CAUSE(operand_memory);
  }
  return tenon_hal_change_memory(physical, word, word | walk->mark * shift) == 1u
             ? CAUSE(nested_access)
             : CAUSE(changed_instruction);
}

/* The page of `linear`. \return as tenon_x86_64_find_operand. */
static uint32_t find_page(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_in_memory *o,
                          uint64_t linear, struct tenon_x86_64_walk *walk) {
  struct tenon_x86_64_paging paging;
  uint64_t physical = 0;
  tenon_x86_64_set_paging(v, &paging);
  tenon_x86_64_walk_begin(&paging, linear, o->access, walk);
  while (walk->state == (uint32_t)TENON_X86_64_WALK_READ) {
    uint32_t cause = step(v, &paging, walk);
    if (cause != CAUSE(nested_access)) return cause;
  }
  if (walk->state == (uint32_t)TENON_X86_64_WALK_NOT_CANONICAL) return refuse(v, o);
  if (walk->state == (uint32_t)TENON_X86_64_WALK_PAGE_FAULT) {
    tenon_x86_64_set_held(v, (uint32_t)TENON_X86_64_REGISTER_CR2, walk->linear);
    return raise(v, TENON_X86_64_VECTOR_PF, walk->error);
  }
  uint32_t writes = o->access == (uint32_t)TENON_X86_64_WALK_STORE ? 1u : 0u;
  return locate(v, walk->gpa - walk->gpa % 8u, writes, &physical) == 1u ? CAUSE(nested_access)
                                                                        : CAUSE(operand_memory);
}

uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place) {
  struct tenon_x86_64_walk walk;
  uint64_t base = segment_of(&v->vmcb, o->segment)->base;
  if (o->mode != 64u && segment_allows(v, o) == 0u) return refuse(v, o);
  uint32_t cause =
      find_page(v, o, tenon_x86_64_linear(o->mode, o->segment, base, o->offset), &walk);
  if (cause != CAUSE(nested_access)) return cause;
  place->gpa[0] = walk.gpa;
  place->bytes[0] = walk.left < o->width ? (uint32_t)walk.left : o->width;
  place->gpa[1] = 0;
  place->bytes[1] = o->width - place->bytes[0];
  if (place->bytes[1] != 0u) {
    uint64_t rest = tenon_value_add(o->offset, place->bytes[0]);
    cause = find_page(v, o, tenon_x86_64_linear(o->mode, o->segment, base, rest), &walk);
    place->gpa[1] = walk.gpa;
  }
  return cause;
}

/* The first of these bytes that lie in one word: how many. */
static uint32_t in_word(uint64_t gpa, uint32_t bytes) {
  uint32_t room = 8u - (uint32_t)(gpa % 8u);
  return bytes < room ? bytes : room;
}

static uint64_t low_bytes(uint64_t value, uint32_t bytes) {
  return bytes < 8u ? value % power[bytes] : value;
}

/* `bytes` of them, which lie in one word. */
static uint64_t load(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes) {
  uint64_t word = 0;
  if (tenon_x86_64_read_guest(v->stage2->common.root, v->vmx.loaded, gpa - gpa % 8u, &word) == 0u)
    return 0;
  return low_bytes(word / power[gpa % 8u], bytes);
}

static void store(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes, uint64_t value) {
  uint64_t physical = 0;
  uint64_t word = 0;
  uint64_t unit = power[gpa % 8u];
  uint32_t done = 0;
  if (locate(v, gpa - gpa % 8u, 1, &physical) == 0u) return;
  for (uint32_t i = 0; i < TRIES && done == 0u; i++) {
    if (tenon_hal_read_memory(physical, &word) == 0u) return;
    uint64_t rest = word - low_bytes(word / unit, bytes) * unit;
    done = tenon_hal_change_memory(physical, word, rest + low_bytes(value, bytes) * unit);
  }
}

uint64_t tenon_x86_64_load_operand(const struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_place *place) {
  uint64_t value = 0;
  uint32_t at = 0;
  for (uint32_t i = 0; i < 2u; i++) {
    uint64_t gpa = place->gpa[i];
    uint32_t left = place->bytes[i];
    while (left != 0u && at < 8u) {
      uint32_t some = in_word(gpa, left);
      value += load(v, gpa, some) * power[at];
      gpa += some;
      at += some;
      left -= some;
    }
  }
  return value;
}

void tenon_x86_64_store_operand(const struct tenon_x86_64_vcpu *v,
                                const struct tenon_x86_64_place *place, uint64_t value) {
  uint32_t at = 0;
  for (uint32_t i = 0; i < 2u; i++) {
    uint64_t gpa = place->gpa[i];
    uint32_t left = place->bytes[i];
    while (left != 0u && at < 8u) {
      uint32_t some = in_word(gpa, left);
      store(v, gpa, some, value / power[at]);
      gpa += some;
      at += some;
      left -= some;
    }
  }
}
