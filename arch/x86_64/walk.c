/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/walk.h"

#include "tenon/core/x86_64/walk_entry.h"

/* Asks for the entry of `linear` in the table at `table`. */
/*@ requires walk: \valid(walk);
    requires levels: levels \in {2, 3, 4, 5} && 1 <= level <= levels;
    requires table: table < 0x10000000000000 && table % 0x20 == 0;
    terminates \true; exits \false;
    assigns walk->next, walk->entry, walk->level, walk->state;
    ensures read: walk->state == TENON_X86_64_WALK_READ && walk->level == level;
    ensures entry: walk->entry == x86_entry_address(levels, level, walk->linear, table);
    ensures word: walk->next % 8 == 0 && walk->next == walk->entry - walk->entry % 8;
*/
static void ask(struct tenon_x86_64_walk *walk, uint32_t levels, uint32_t level, uint64_t table) {
  uint32_t narrow = levels == 2u ? 1u : 0u;
  uint64_t number = walk->linear / tenon_x86_64_entry_span(narrow, level);
  if (narrow == 1u) {
    walk->entry = table + number % 0x400u * 4u;
  } else if (levels == 3u && level == 3u) {
    walk->entry = table + number % 4u * 8u;
  } else {
    walk->entry = table + number % 0x200u * 8u;
  }
  walk->next = walk->entry - walk->entry % 8u;
  walk->level = level;
  walk->state = TENON_X86_64_WALK_READ;
}

/*@ requires walk: \valid(walk);
    requires left: 1 <= left <= 0x40000000;
    terminates \true; exits \false;
    assigns walk->gpa, walk->left, walk->state;
    ensures done: walk->state == TENON_X86_64_WALK_DONE && walk->gpa == gpa && walk->left == left;
*/
static void finish(struct tenon_x86_64_walk *walk, uint64_t gpa, uint64_t left) {
  walk->gpa = gpa;
  walk->left = left;
  walk->state = TENON_X86_64_WALK_DONE;
}

/*@ requires walk: \valid(walk);
    requires rights: walk->user <= 1 && walk->writable <= 1 && walk->executable <= 1;
    requires access: walk->access <= TENON_X86_64_WALK_FETCH;
    requires error: error < 0x20;
    terminates \true; exits \false;
    assigns walk->error, walk->state, walk->mark;
    ensures sane: x86_walk_sane(walk);
    ensures fault: x86_faulted(walk, error) && walk->mark == 0;
*/
static void fault(struct tenon_x86_64_walk *walk, uint32_t error) {
  walk->mark = 0;
  walk->error = error;
  walk->state = TENON_X86_64_WALK_PAGE_FAULT;
}

/* The root: 4 KiB, but 32 bytes of PAE; below 4 GiB outside of long mode. */
/*@ requires paging: \valid_read(p);
    requires levels: levels \in {2, 3, 4, 5};
    terminates \true; exits \false; assigns \nothing;
    ensures root: \result == x86_root(levels, p->cr3);
    ensures table: \result < 0x10000000000000 && \result % 0x20 == 0;
*/
static uint64_t root(const struct tenon_x86_64_paging *p, uint32_t levels) {
  uint64_t low = p->cr3 % 0x100000000u;
  uint64_t all = p->cr3 % 0x10000000000000u;
  if (levels == 2u) {
    return low - low % 0x1000u;
  }
  return levels == 3u ? low - low % 0x20u : all - all % 0x1000u;
}

/* How far an address lies in what an entry is in charge of. */
/*@ requires level: narrow <= 1 && 1 <= level <= 3;
    terminates \true; exits \false; assigns \nothing;
    ensures inside: \result == linear % x86_span(narrow, level);
    ensures range: \result < x86_span(narrow, level);
*/
static uint64_t inside(uint64_t linear, uint32_t narrow, uint32_t level) {
  if (level == 1u) {
    return linear % 0x1000u;
  }
  if (level == 3u) {
    return linear % 0x40000000u;
  }
  return narrow == 1u ? linear % 0x400000u : linear % 0x200000u;
}

/* The entry of the eight bytes that the walk asked for. */
/*@ requires walk: \valid_read(walk);
    terminates \true; exits \false; assigns \nothing;
    ensures entry: \result == (levels != 2 ? word :
      walk->entry % 8 == 0 ? word % 0x100000000 : word / 0x100000000);
*/
static uint64_t entry_of(const struct tenon_x86_64_walk *walk, uint32_t levels, uint64_t word) {
  if (levels != 2u) {
    return word;
  }
  return walk->entry % 8u == 0u ? word % 0x100000000u : word / 0x100000000u;
}

void tenon_x86_64_walk_begin(const struct tenon_x86_64_paging *p, uint64_t linear, uint32_t access,
                             struct tenon_x86_64_walk *walk) {
  uint32_t levels = tenon_x86_64_paging_levels(p);
  uint32_t in_long_mode = tenon_x86_64_control(p->efer, TENON_X86_64_EFER_LMA);
  uint64_t address = in_long_mode == 1u ? linear : linear % 0x100000000u;
  walk->linear = address;
  walk->next = 0;
  walk->entry = 0;
  walk->gpa = 0;
  walk->left = 0;
  walk->mark = 0;
  walk->error = 0;
  walk->access = access;
  walk->level = 0;
  walk->user = 1;
  walk->writable = 1;
  walk->executable = 1;
  walk->reserved = 0;
  if (levels == 0u) {
    finish(walk, address, 0x1000u - address % 0x1000u);
  } else if (in_long_mode == 1u && tenon_x86_64_canonical(address, levels == 5u ? 1u : 0u) == 0u) {
    walk->state = TENON_X86_64_WALK_NOT_CANONICAL;
  } else {
    ask(walk, levels, levels, root(p, levels));
  }
}

/* The rights that are left behind an entry. The first level of PAE has none. */
/*@ requires paging: \valid_read(p);
    requires walk: \valid(walk) && \separated(p, walk);
    requires rights: walk->user <= 1 && walk->writable <= 1 && walk->executable <= 1;
    requires levels: levels \in {2, 3, 4, 5};
    terminates \true; exits \false;
    assigns walk->user, walk->writable, walk->executable;
    ensures rights: walk->user <= 1 && walk->writable <= 1 && walk->executable <= 1;
    ensures user: walk->user == x86_right_left(levels, walk->level, \old(walk->user), entry,
                                               TENON_X86_64_ENTRY_USER);
    ensures writable: walk->writable == x86_right_left(
      levels, walk->level, \old(walk->writable), entry, TENON_X86_64_ENTRY_WRITABLE);
    ensures executable: walk->executable == x86_executable_left(
      p->efer, levels, walk->level, \old(walk->executable), entry);
*/
static void restrict_to(const struct tenon_x86_64_paging *p, uint32_t levels, uint64_t entry,
                        struct tenon_x86_64_walk *walk) {
  if (levels == 3u && walk->level == 3u) {
    return;
  }
  if (tenon_x86_64_control(entry, TENON_X86_64_ENTRY_USER) == 0u) {
    walk->user = 0;
  }
  if (tenon_x86_64_control(entry, TENON_X86_64_ENTRY_WRITABLE) == 0u) {
    walk->writable = 0;
  }
  if (tenon_x86_64_control(p->efer, TENON_X86_64_EFER_NXE) == 1u && levels > 2u &&
      tenon_x86_64_control(entry, TENON_X86_64_ENTRY_NO_EXECUTE) == 1u) {
    walk->executable = 0;
  }
}

/* Accessed, and dirty if a page is written; what is set already is no news. */
/*@ requires walk: \valid_read(walk);
    requires levels: levels \in {2, 3, 4, 5};
    terminates \true; exits \false; assigns \nothing;
    ensures mark: \result == x86_mark(levels, walk->level, walk->access, entry, is_page);
*/
static uint64_t marks(const struct tenon_x86_64_walk *walk, uint32_t levels, uint64_t entry,
                      uint32_t is_page) {
  uint64_t mark = 0;
  if (levels == 3u && walk->level == 3u) {
    return 0;
  }
  if (tenon_x86_64_control(entry, TENON_X86_64_ENTRY_ACCESSED) == 0u) {
    mark = TENON_X86_64_ENTRY_ACCESSED;
  }
  if (is_page == 1u && walk->access == (uint32_t)TENON_X86_64_WALK_STORE &&
      tenon_x86_64_control(entry, TENON_X86_64_ENTRY_DIRTY) == 0u) {
    mark += TENON_X86_64_ENTRY_DIRTY;
  }
  return mark;
}

/* The end of a walk at the page `frame`, if the rights that are left allow the access. */
/*@ requires paging: \valid_read(p);
    requires walk: \valid(walk) && \separated(p, walk);
    requires rights: walk->user <= 1 && walk->writable <= 1 && walk->executable <= 1;
    requires access: walk->access <= TENON_X86_64_WALK_FETCH;
    requires levels: levels \in {2, 3, 4, 5} && 1 <= walk->level <= 3;
    requires frame: frame < 0x10000000000000;
    requires error: error \in {0, 2, 4, 6, 0x10, 0x14};
    terminates \true; exits \false;
    assigns walk->gpa, walk->left, walk->mark, walk->error, walk->state;
    behavior denied:
      assumes !x86_allowed(p, walk->access, walk->user, walk->writable, walk->executable);
      ensures fault: x86_faulted(walk, error + TENON_X86_64_FAULT_PRESENT);
      ensures mark: walk->mark == 0;
    behavior allowed:
      assumes x86_allowed(p, walk->access, walk->user, walk->writable, walk->executable);
      ensures done: walk->state == TENON_X86_64_WALK_DONE && walk->error == \old(walk->error);
      ensures gpa: walk->gpa ==
        frame + walk->linear % x86_span(levels == 2 ? 1 : 0, walk->level);
      ensures left: walk->left == x86_span(levels == 2 ? 1 : 0, walk->level) -
                                  walk->linear % x86_span(levels == 2 ? 1 : 0, walk->level);
      ensures range: 1 <= walk->left <= 0x40000000;
      ensures mark: walk->mark == x86_mark(levels, walk->level, walk->access, entry, 1);
    complete behaviors; disjoint behaviors;
*/
static void reach(const struct tenon_x86_64_paging *p, uint32_t levels, uint64_t entry,
                  uint64_t frame, uint32_t error, struct tenon_x86_64_walk *walk) {
  uint32_t narrow = levels == 2u ? 1u : 0u;
  uint64_t at = inside(walk->linear, narrow, walk->level);
  if (tenon_x86_64_walk_allowed(p, walk->access, walk->user, walk->writable, walk->executable) ==
      0u) {
    fault(walk, error + TENON_X86_64_FAULT_PRESENT);
    return;
  }
  walk->mark = marks(walk, levels, entry, 1u);
  finish(walk, frame + at, tenon_x86_64_entry_span(narrow, walk->level) - at);
}

/* Goes on behind an entry that is present and has no reserved bit set. */
/*@ requires paging: \valid_read(p);
    requires walk: \valid(walk) && \separated(p, walk);
    requires rights: walk->user <= 1 && walk->writable <= 1 && walk->executable <= 1;
    requires access: walk->access <= TENON_X86_64_WALK_FETCH && walk->error < 0x20;
    requires levels: levels \in {2, 3, 4, 5} && 1 <= walk->level <= levels;
    requires error: error \in {0, 2, 4, 6, 0x10, 0x14};
    terminates \true; exits \false;
    assigns walk->next, walk->entry, walk->gpa, walk->left, walk->mark, walk->state, walk->error,
            walk->level, walk->user, walk->writable, walk->executable;
    ensures sane: x86_walk_sane(walk);
    ensures lower: walk->state == TENON_X86_64_WALK_READ ==> walk->level == \old(walk->level) - 1;
    behavior table:
      assumes x86_is_page(p->cr4, levels, walk->level, entry) == 0;
      ensures read: walk->state == TENON_X86_64_WALK_READ &&
                    walk->level == \old(walk->level) - 1;
      ensures entry: walk->entry == x86_entry_address(levels, walk->level, walk->linear,
        x86_frame(levels, \old(walk->level), entry, 0));
      ensures user: walk->user == x86_right_left(
        levels, \old(walk->level), \old(walk->user), entry, TENON_X86_64_ENTRY_USER);
      ensures writable: walk->writable == x86_right_left(
        levels, \old(walk->level), \old(walk->writable), entry, TENON_X86_64_ENTRY_WRITABLE);
      ensures executable: walk->executable == x86_executable_left(
        \old(p->efer), levels, \old(walk->level), \old(walk->executable), entry);
      ensures mark: walk->mark == x86_mark(levels, \old(walk->level), walk->access, entry, 0);
    behavior denied:
      assumes x86_is_page(p->cr4, levels, walk->level, entry) == 1;
      assumes !x86_allowed(
        p, walk->access,
        x86_right_left(levels, walk->level, walk->user, entry, TENON_X86_64_ENTRY_USER),
        x86_right_left(levels, walk->level, walk->writable, entry, TENON_X86_64_ENTRY_WRITABLE),
        x86_executable_left(p->efer, levels, walk->level, walk->executable, entry));
      ensures fault: x86_faulted(walk, error + TENON_X86_64_FAULT_PRESENT) && walk->mark == 0;
    behavior page:
      assumes x86_is_page(p->cr4, levels, walk->level, entry) == 1;
      assumes x86_allowed(
        p, walk->access,
        x86_right_left(levels, walk->level, walk->user, entry, TENON_X86_64_ENTRY_USER),
        x86_right_left(levels, walk->level, walk->writable, entry, TENON_X86_64_ENTRY_WRITABLE),
        x86_executable_left(p->efer, levels, walk->level, walk->executable, entry));
      ensures done: walk->state == TENON_X86_64_WALK_DONE;
      ensures gpa: walk->gpa == x86_frame(levels, \old(walk->level), entry, 1) +
        walk->linear % x86_span(levels == 2 ? 1 : 0, \old(walk->level));
      ensures left: walk->left == x86_span(levels == 2 ? 1 : 0, \old(walk->level)) -
        walk->linear % x86_span(levels == 2 ? 1 : 0, \old(walk->level));
      ensures mark: walk->mark == x86_mark(levels, \old(walk->level), walk->access, entry, 1);
    complete behaviors; disjoint behaviors;
*/
static void follow(const struct tenon_x86_64_paging *p, uint32_t levels, uint64_t entry,
                   uint32_t error, struct tenon_x86_64_walk *walk) {
  uint32_t page = tenon_x86_64_entry_is_page(p, levels, walk->level, entry);
  uint64_t frame = tenon_x86_64_entry_frame(levels, walk->level, entry, page);
  restrict_to(p, levels, entry, walk);
  if (page == 1u) {
    reach(p, levels, entry, frame, error, walk);
    return;
  }
  walk->mark = marks(walk, levels, entry, 0u);
  ask(walk, levels, walk->level - 1u, frame);
}

/* Whether an entry ends the walk: 1 without P, or in other paging than the walk began with; 2 for
   what is reserved; 0 if not. */
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires level: levels \in {0, 2, 3, 4, 5} && 1 <= level <= 5;
    terminates \true; exits \false; assigns \nothing;
    ensures absent: \result == 1 <==>
      levels < level || x86_control(entry, TENON_X86_64_ENTRY_PRESENT) == 0;
    ensures reserved: \result == 2 <==>
      !(levels < level || x86_control(entry, TENON_X86_64_ENTRY_PRESENT) == 0) &&
      x86_reserved(p, levels, level, entry);
    ensures range: \result <= 2;
*/
static uint32_t refusal(const struct tenon_x86_64_paging *p, uint32_t levels, uint32_t level,
                        uint64_t entry) {
  if (levels < level || tenon_x86_64_control(entry, TENON_X86_64_ENTRY_PRESENT) == 0u) {
    return 1;
  }
  return tenon_x86_64_entry_reserved(p, levels, level, entry) == 1u ? 2u : 0u;
}

void tenon_x86_64_walk_step(const struct tenon_x86_64_paging *p, uint64_t word,
                            struct tenon_x86_64_walk *walk) {
  uint32_t levels = tenon_x86_64_paging_levels(p);
  uint32_t error = tenon_x86_64_walk_error(p, walk->access);
  uint64_t entry = entry_of(walk, levels, word);
  uint32_t refused = refusal(p, levels, walk->level, entry);
  //@ assert entry: entry == x86_step_entry(p, walk, word);
  //@ assert absent: refused == 1 <==> x86_step_absent(p, walk, word);
  /*@ assert reserved: refused == 2 <==>
        !x86_step_absent(p, walk, word) && x86_step_reserved(p, walk, word); */
  //@ assert levels: levels == x86_levels_of(p);
  if (refused == 0u) {
    follow(p, levels, entry, error, walk);
    /*@ assert next: x86_step_page{Pre}(p, walk, word) == 0 ==>
          walk->entry == x86_entry_address(levels, walk->level, walk->linear,
                                           x86_step_frame{Pre}(p, walk, word)); */
  } else {
    fault(walk,
          refused == 1u ? error : error + TENON_X86_64_FAULT_PRESENT + TENON_X86_64_FAULT_RESERVED);
  }
}
