/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/memory.h"

#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/vcpu_effects.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define TRIES 1000u
/* Of a segment's attributes. */
#define WRITABLE 0x2u
#define EXPANDS_DOWN 0x4u
#define CODE 0x8u
#define PRESENT 0x80u
#define BIG 0x400u

/*@ // What the checks of a segment allow outside of 64-bit code (APM volume 2, 4.7.2 and 4.12).
    // `protected` is CR0.PE, `vm86` RFLAGS.VM.
    predicate x86_reaches(integer first, integer width, integer limit) =
      first + width - 1 <= limit;
    logic integer x86_top(integer attributes) =
      attributes / BIG % 2 == 1 ? 0xffffffff : 0xffff;
    predicate x86_segment_limits(integer attributes, integer limit, integer offset, integer width,
                                 integer checked) =
      checked == 1 && attributes / CODE % 2 == 0 && attributes / EXPANDS_DOWN % 2 == 1
        ? offset > limit && x86_reaches(offset, width, x86_top(attributes))
        : x86_reaches(offset, width, limit);
    predicate x86_segment_type(integer attributes, integer access) =
      access == TENON_X86_64_WALK_STORE
        ? attributes / CODE % 2 == 0 && attributes / WRITABLE % 2 == 1
        : attributes / CODE % 2 == 0 || attributes / WRITABLE % 2 == 1;
    logic integer x86_checks_types(integer cr0, integer rflags) =
      cr0 % 2 == 1 && rflags / 0x20000 % 2 == 0 ? 1 : 0;
    predicate x86_segment_allows{L}(struct tenon_x86_64_vcpu *v, struct tenon_svm_segment *s,
                                    struct tenon_x86_64_in_memory *o) =
      (\at(v->vmcb.cr0, L) % 2 == 1 ==> \at(s->attributes, L) / PRESENT % 2 == 1) &&
      (x86_checks_types(\at(v->vmcb.cr0, L), \at(v->frame.rflags, L)) == 1 ==>
         x86_segment_type(\at(s->attributes, L), \at(o->access, L))) &&
      x86_segment_limits(\at(s->attributes, L), \at(s->limit, L), \at(o->offset, L),
                         \at(o->width, L),
                         x86_checks_types(\at(v->vmcb.cr0, L), \at(v->frame.rflags, L))); */

/*@ requires storage: \valid_read(v) && \valid(physical) && x86_vcpu_staged(v);
    requires aligned: gpa % 8 == 0 && writes <= 1;
    terminates \true; exits \false; assigns *physical;
    ensures boolean: \result <= 1;
    ensures aligned: \result == 1 ==> *physical % 8 == 0 && *physical % 0x1000 == gpa % 0x1000; */
static uint32_t locate(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t writes,
                       uint64_t *physical) {
  return tenon_x86_64_locate(v->stage2->common.root, v->vmx.loaded, gpa, writes, physical);
}

/*@ requires bytes: n < 8;
    terminates \true; exits \false; assigns \nothing;
    ensures power: \result == x86_byte_power(n); */
static uint64_t power(uint32_t n) {
  static const uint64_t powers[8] = {
      0x1u,         0x100u,         0x10000u,         0x1000000u,
      0x100000000u, 0x10000000000u, 0x1000000000000u, 0x100000000000000u};
  return powers[n];
}

/*@ requires vmcb: \valid_read(b);
    terminates \true; exits \false; assigns \result \from b, index;
    ensures segment: \result == (index == TENON_X86_64_ES ? &b->es : index == TENON_X86_64_CS ? &b->cs :
      index == TENON_X86_64_SS ? &b->ss : index == TENON_X86_64_FS ? &b->fs :
      index == TENON_X86_64_GS ? &b->gs : &b->ds);
    ensures readable: \valid_read(\result); */
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

/*@ requires width: width \in {1, 2, 4, 8};
    terminates \true; exits \false; assigns \nothing;
    ensures reaches: \result == 1 <==> x86_reaches(first, width, limit);
    ensures boolean: \result <= 1; */
static uint32_t reaches(uint64_t first, uint32_t width, uint64_t limit) {
  return first <= limit && limit - first >= width - 1u ? 1u : 0u;
}

/*@ requires boolean: store <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures allows: \result == 1 <==> x86_segment_type(
      attributes, store == 1 ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD);
    ensures boolean: \result <= 1; */
static uint32_t type_allows(uint32_t attributes, uint32_t store) {
  uint32_t code = attributes / CODE % 2u;
  uint32_t right = attributes / WRITABLE % 2u;
  return store == 1u ? (code == 0u && right == 1u ? 1u : 0u)
                     : (code == 0u || right == 1u ? 1u : 0u);
}

/* Outside of 64-bit code: present, of a type that allows the access, within its limit (APM volume 2,
 * 4.7.2 and 4.12). Real mode has limits alone. */
/*@ requires readable: \valid_read(v) && \valid_read(s) && \valid_read(o);
    requires width: o->width \in {1, 2, 4, 8};
    terminates \true; exits \false; assigns \nothing;
    ensures allows: \result == 1 <==> x86_segment_allows(v, s, o);
    ensures boolean: \result <= 1; */
static uint32_t segment_allows(const struct tenon_x86_64_vcpu *v, const struct tenon_svm_segment *s,
                               const struct tenon_x86_64_in_memory *o) {
  uint32_t type = s->attributes;
  uint32_t store = o->access == (uint32_t)TENON_X86_64_WALK_STORE ? 1u : 0u;
  if (v->vmcb.cr0 % 2u == 1u && type / PRESENT % 2u == 0u) return 0;
  if (v->vmcb.cr0 % 2u == 1u && v->frame.rflags / 0x20000u % 2u == 0u) {
    if (type_allows(type, store) == 0u) return 0;
    if (type / CODE % 2u == 0u && type / EXPANDS_DOWN % 2u == 1u) {
      uint64_t top = type / BIG % 2u == 1u ? 0xffffffffu : 0xffffu;
      return o->offset > s->limit ? reaches(o->offset, o->width, top) : 0u;
    }
  }
  return reaches(o->offset, o->width, s->limit);
}

/* \return operand_fault. */
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires vector: vector < 32;
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v);
    ensures changed: v->changed == 1;
    ensures fault: \result == CAUSE(operand_fault); */
static uint32_t raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint32_t error) {
  tenon_x86_64_vcpu_raise(v, vector, error);
  return CAUSE(operand_fault);
}

/* #SS(0) of the stack's segment, else #GP(0). */
/*@ requires storage: \valid(v) && x86_vcpu_placed(v) && \valid_read(o);
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v);
    ensures changed: v->changed == 1;
    ensures fault: \result == CAUSE(operand_fault); */
static uint32_t refuse(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_in_memory *o) {
  return raise(
      v, o->segment == (uint32_t)TENON_X86_64_SS ? TENON_X86_64_VECTOR_SS : TENON_X86_64_VECTOR_GP,
      0);
}

/* One step, and the marks that the CPU would leave. \return nested_access, operand_memory, or
 * changed_instruction. */
/*@ requires storage: \valid_read(v) && \valid_read(p) && \valid(walk) && x86_vcpu_staged(v);
    requires apart: \separated(walk, p) && \separated(walk, v) && \separated(walk, v->stage2);
    requires sane: x86_paging_sane(p) && x86_walk_sane(walk);
    requires reading: walk->state == TENON_X86_64_WALK_READ;
    terminates \true; exits \false; assigns *walk;
    ensures sane: x86_walk_sane(walk);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures lower: \result == CAUSE(nested_access) && walk->state == TENON_X86_64_WALK_READ ==>
      walk->level == \old(walk->level) - 1; */
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

/* Through the guest's tables to an end. \return as step. */
/*@ requires storage: \valid_read(v) && \valid_read(p) && \valid(walk) && x86_vcpu_staged(v);
    requires apart: \separated(walk, p) && \separated(walk, v) && \separated(walk, v->stage2);
    requires sane: x86_paging_sane(p);
    requires access: access <= TENON_X86_64_WALK_FETCH;
    terminates \true; exits \false; assigns *walk;
    ensures sane: x86_walk_sane(walk);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures ended: \result == CAUSE(nested_access) ==> walk->state != TENON_X86_64_WALK_READ; */
static uint32_t walk_to(const struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_paging *p,
                        uint64_t linear, uint32_t access, struct tenon_x86_64_walk *walk) {
  tenon_x86_64_walk_begin(p, linear, access, walk);
  /*@ loop invariant sane: x86_walk_sane(walk);
      loop assigns *walk;
      loop variant walk->state == TENON_X86_64_WALK_READ ? walk->level : 0; */
  while (walk->state == (uint32_t)TENON_X86_64_WALK_READ) {
    uint32_t cause = step(v, p, walk);
    if (cause != CAUSE(nested_access)) return cause;
  }
  return CAUSE(nested_access);
}

/* The page of `linear`. \return as tenon_x86_64_find_operand. */
/*@ requires storage: \valid(v) && \valid_read(o) && \valid(walk);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires apart: \separated(v, o) && \separated(walk, v) && \separated(walk, o) &&
      \separated(walk, v->cpu) && \separated(walk, v->stage2);
    requires access: o->access <= TENON_X86_64_WALK_STORE;
    terminates \true; exits \false;
    assigns *walk, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures left: \result == CAUSE(nested_access) ==> 1 <= walk->left;
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over) && v->event == \old(v->event); */
static uint32_t find_page(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_in_memory *o,
                          uint64_t linear, struct tenon_x86_64_walk *walk) {
  struct tenon_x86_64_paging paging;
  uint64_t physical = 0;
  uint32_t writes = o->access == (uint32_t)TENON_X86_64_WALK_STORE ? 1u : 0u;
  tenon_x86_64_set_paging(v, &paging);
  uint32_t cause = walk_to(v, &paging, linear, o->access, walk);
  if (cause != CAUSE(nested_access)) return cause;
  if (walk->state == (uint32_t)TENON_X86_64_WALK_NOT_CANONICAL) return refuse(v, o);
  if (walk->state == (uint32_t)TENON_X86_64_WALK_PAGE_FAULT) {
    tenon_x86_64_set_held(v, (uint32_t)TENON_X86_64_REGISTER_CR2, walk->linear);
    return raise(v, TENON_X86_64_VECTOR_PF, walk->error);
  }
  return locate(v, walk->gpa - walk->gpa % 8u, writes, &physical) == 1u ? CAUSE(nested_access)
                                                                        : CAUSE(operand_memory);
}

/* Where its bytes from `first` on lie, which are in another page. \return likewise. */
/*@ requires storage: \valid(v) && \valid_read(o) && \valid(gpa);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires apart: \separated(v, o) && \separated(o, gpa) &&
      \separated(gpa, v->cpu) && \separated(gpa, v->stage2) &&
      \separated(gpa, &v->frame, &v->cpu, &v->stage2, &v->vmx, &v->vmcb, &v->known[0 .. 5],
                 &v->event, &v->waiting[0 .. 3], &v->nmi, &v->over, &v->changed);
    requires access: o->access <= TENON_X86_64_WALK_STORE;
    terminates \true; exits \false;
    assigns *gpa, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {CAUSE(nested_access), CAUSE(operand_fault), CAUSE(operand_memory),
                                CAUSE(changed_instruction)};
    ensures fault: \result == CAUSE(operand_fault) ==> v->changed == 1;
    ensures stays: \result != CAUSE(operand_fault) ==>
      v->changed == \old(v->changed) && v->over == \old(v->over) && v->event == \old(v->event); */
static uint32_t find_rest(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_in_memory *o,
                          uint64_t base, uint32_t first, uint64_t *gpa) {
  struct tenon_x86_64_walk walk;
  uint64_t rest = tenon_value_add(o->offset, first);
  uint32_t cause = find_page(v, o, tenon_x86_64_linear(o->mode, o->segment, base, rest), &walk);
  *gpa = walk.gpa;
  return cause;
}

uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place) {
  struct tenon_x86_64_walk walk;
  const struct tenon_svm_segment *s = segment_of(&v->vmcb, o->segment);
  uint64_t base = s->base;
  if (o->mode != 64u && segment_allows(v, s, o) == 0u) return refuse(v, o);
  uint32_t cause =
      find_page(v, o, tenon_x86_64_linear(o->mode, o->segment, base, o->offset), &walk);
  if (cause != CAUSE(nested_access)) return cause;
  uint32_t first = walk.left < o->width ? (uint32_t)walk.left : o->width;
  place->gpa[0] = walk.gpa;
  place->gpa[1] = 0;
  place->bytes[0] = first;
  place->bytes[1] = o->width - first;
  //@ assert whole: 1 <= place->bytes[0] && place->bytes[0] + place->bytes[1] == o->width;
  /*@ assert stays: v->changed == \at(v->changed, Pre) && v->over == \at(v->over, Pre) &&
        v->event == \at(v->event, Pre); */
  return first == o->width ? cause : find_rest(v, o, base, first, &place->gpa[1]);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures least: \result == (a < b ? a : b); */
static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* The first of these bytes that lie in one word: how many. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures inside: gpa % 8 + \result <= 8 && \result <= bytes;
    ensures most: \result == bytes || gpa % 8 + \result == 8; */
static uint32_t in_word(uint64_t gpa, uint32_t bytes) {
  uint32_t room = 8u - (uint32_t)(gpa % 8u);
  return least(bytes, room);
}

/*@ requires bytes: bytes <= 8;
    terminates \true; exits \false; assigns \nothing;
    ensures low: \result == value % x86_byte_power(bytes);
    ensures range: \result < x86_byte_power(bytes); */
static uint64_t low_bytes(uint64_t value, uint32_t bytes) {
  return bytes < 8u ? value % power(bytes) : value;
}

/* Bytes behind others. */
/*@ requires bytes: at + bytes <= 8 && at <= 8 && bytes <= 8;
    requires low: low < x86_byte_power(at);
    requires high: high < x86_byte_power(bytes);
    terminates \true; exits \false; assigns \nothing;
    ensures joined: \result == low + high * x86_byte_power(at);
    ensures range: \result < x86_byte_power(at + bytes); */
static uint64_t join(uint64_t low, uint32_t at, uint64_t high, uint32_t bytes) {
  return bytes == 0u ? low : low + high * power(at);
}

/* `bytes` of them, which lie in one word. */
/*@ requires storage: \valid_read(v) && x86_vcpu_staged(v);
    requires inside: gpa % 8 + bytes <= 8 && bytes <= 8;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < x86_byte_power(bytes); */
static uint64_t load(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes) {
  uint64_t word = 0;
  if (tenon_x86_64_read_guest(v->stage2->common.root, v->vmx.loaded, gpa - gpa % 8u, &word) == 0u)
    return 0;
  return low_bytes(word / power((uint32_t)(gpa % 8u)), bytes);
}

/* `word` with `bytes` of it, from byte `at` on, as in `value`. */
/*@ requires inside: at + bytes <= 8 && at < 8 && bytes <= 8;
    terminates \true; exits \false; assigns \nothing;
    ensures replaced: \result == word - word % x86_byte_power(at + bytes) +
      word % x86_byte_power(at) + value % x86_byte_power(bytes) * x86_byte_power(at); */
static uint64_t replace(uint64_t word, uint32_t at, uint32_t bytes, uint64_t value) {
  uint64_t above = word - low_bytes(word, at + bytes);
  return above + join(low_bytes(word, at), at, low_bytes(value, bytes), bytes);
}

/*@ requires storage: \valid_read(v) && x86_vcpu_staged(v);
    requires inside: gpa % 8 + bytes <= 8 && bytes <= 8;
    terminates \true; exits \false; assigns \nothing; */
static void store(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes, uint64_t value) {
  uint64_t physical = 0;
  uint64_t word = 0;
  uint32_t done = 0;
  if (locate(v, gpa - gpa % 8u, 1, &physical) == 0u) return;
  /*@ loop invariant tries: i <= TRIES;
      loop assigns i, word, done;
      loop variant TRIES - i; */
  for (uint32_t i = 0; i < TRIES && done == 0u; i++) {
    if (tenon_hal_read_memory(physical, &word) == 0u) return;
    done =
        tenon_hal_change_memory(physical, word, replace(word, (uint32_t)(gpa % 8u), bytes, value));
  }
}

/* `bytes` of them, in one word or two. */
/*@ requires storage: \valid_read(v) && x86_vcpu_staged(v);
    requires bytes: bytes <= 8;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < x86_byte_power(bytes); */
static uint64_t load_part(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes) {
  uint32_t first = in_word(gpa, bytes);
  uint64_t low = first == 0u ? 0u : load(v, gpa, first);
  uint64_t high = first == bytes ? 0u : load(v, tenon_value_add(gpa, first), bytes - first);
  return join(low, first, high, bytes - first);
}

/*@ requires storage: \valid_read(v) && x86_vcpu_staged(v);
    requires bytes: bytes <= 8;
    terminates \true; exits \false; assigns \nothing; */
static void store_part(const struct tenon_x86_64_vcpu *v, uint64_t gpa, uint32_t bytes,
                       uint64_t value) {
  uint32_t first = in_word(gpa, bytes);
  if (first != 0u) store(v, gpa, first, value);
  if (first != bytes) store(v, tenon_value_add(gpa, first), bytes - first, value / power(first));
}

uint64_t tenon_x86_64_load_operand(const struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_place *place) {
  uint32_t first = least(place->bytes[0], 8u);
  uint32_t second = least(place->bytes[1], 8u - first);
  uint64_t low = load_part(v, place->gpa[0], first);
  return join(low, first, load_part(v, place->gpa[1], second), second);
}

void tenon_x86_64_store_operand(const struct tenon_x86_64_vcpu *v,
                                const struct tenon_x86_64_place *place, uint64_t value) {
  uint32_t first = least(place->bytes[0], 8u);
  uint32_t second = least(place->bytes[1], 8u - first);
  store_part(v, place->gpa[0], first, value);
  if (second != 0u) store_part(v, place->gpa[1], second, value / power(first));
}
