/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A pool of nested tables, the format of their entries, and the terms in which the contracts of
/// nested_table.h say what becomes of translations.
#ifndef TENON_CORE_NESTED_TERMS_H
#define TENON_CORE_NESTED_TERMS_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/nested_tree.h"

/// What kind of memory a guest sees at a mapping.
enum tenon_memory {
  TENON_MEMORY_NORMAL = 0,        ///< write-back cacheable
  TENON_MEMORY_DEVICE = 1,        ///< no gathering, no reordering
  TENON_MEMORY_NON_CACHEABLE = 2, ///< normal, not cached
  TENON_MEMORY_KINDS = 3
};

/// Attributes of leaves: element memory * 8 + access (TENON_ACCESS_* bits).
#define TENON_NESTED_ATTRIBUTES 24u

/// How an ISA writes entries.
struct tenon_nested_format {
  /// Bits of a leaf but its address and size; 0 where the ISA cannot express that access.
  uint64_t attribute[TENON_NESTED_ATTRIBUTES];
  uint64_t limit;   ///< host-physical addresses lie below, at most 2^52
  uint64_t guest;   ///< guest-physical addresses lie below
  uint32_t low;     ///< as in struct tenon_nested_tree
  uint32_t pointer; ///< as in struct tenon_nested_tree
  uint32_t small;   ///< as in struct tenon_nested_tree
  uint32_t large;   ///< as in struct tenon_nested_tree
};

/// Tables of any number of trees. One caller at a time.
struct tenon_nested_pool {
  struct tenon_nested_tree tree;
  uint32_t free; ///< free pages
  uint32_t reserved;
  uint64_t limit;                              ///< as in struct tenon_nested_format
  uint64_t guest;                              ///< as in struct tenon_nested_format
  uint64_t attribute[TENON_NESTED_ATTRIBUTES]; ///< as in struct tenon_nested_format
};

/*@ // The pages in some order, the free ones first.
    predicate nested_stack{L}(struct tenon_nested_tree t, integer free) =
      0 <= free <= t.count &&
      (\forall integer i; 0 <= i < t.count ==>
        0 <= t.table[i].stack < t.count && t.table[t.table[i].stack].position == i) &&
      (\forall integer p; 0 <= p < t.count ==>
        0 <= t.table[p].position < t.count && t.table[t.table[p].position].stack == p &&
        (t.table[p].height == 0 <==> t.table[p].position < free));
    predicate nested_words{L}(struct tenon_nested_pool *pool) =
      pool->limit <= 0x10000000000000 &&
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==> pool->attribute[i] == 0 ||
        nested_word(pool->tree, pool->attribute[i]);
    predicate nested_apart{L}(struct tenon_nested_pool *pool) =
      \separated(pool, pool->tree.page + (0 .. pool->tree.count - 1),
                 pool->tree.table + (0 .. pool->tree.count - 1));
    predicate nested_pool{L}(struct tenon_nested_pool *pool) =
      \valid(pool) && nested_apart(pool) && nested_valid(pool->tree) &&
      nested_stack(pool->tree, pool->free) && nested_words(pool);
    // What init settles stays.
    predicate nested_same_tree(struct tenon_nested_tree a, struct tenon_nested_tree b) = a == b;
    predicate nested_settled{A, B}(struct tenon_nested_pool *pool) =
      nested_same_tree(\at(pool->tree, A), \at(pool->tree, B)) &&
      \at(pool->limit, A) == \at(pool->limit, B) &&
      \at(pool->guest, A) == \at(pool->guest, B) &&
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        \at(pool->attribute[i], A) == \at(pool->attribute[i], B);
    // Guest-physical addresses of a tree lie below.
    logic integer nested_limit{L}(struct tenon_nested_pool *pool, integer root) =
      \min(pool->guest, nested_reach(pool->tree, root));

    // Why an operation on `bytes` at `gpa` is refused, or a map of them to `hpa`.
    predicate nested_outside{L}(struct tenon_nested_pool *pool, integer root, integer gpa,
                                integer bytes) =
      gpa >= nested_limit(pool, root) || bytes > nested_limit(pool, root) - gpa;
    predicate nested_map_invalid(integer bytes, integer access, integer memory) =
      bytes == 0 || access > 7 || memory >= TENON_MEMORY_KINDS;
    predicate nested_map_unaligned(integer gpa, integer hpa, integer bytes) =
      gpa % 4096 != 0 || hpa % 4096 != 0 || bytes % 4096 != 0;
    predicate nested_map_outside{L}(struct tenon_nested_pool *pool, integer root, integer gpa,
                                    integer hpa, integer bytes) =
      nested_outside(pool, root, gpa, bytes) || hpa >= pool->limit || bytes > pool->limit - hpa;
    // Table c is what a broken block becomes: its parent's entry may point to it.
    predicate nested_waits{L}(struct tenon_nested_tree t, integer c) =
      0 <= c < t.count && 1 <= t.table[c].height && t.table[c].parent < t.count &&
      nested_child(t, t.table[c].parent, t.table[c].tag % 512, c);

    // What protect makes of an entry: the same memory with other rights; of what map has not
    // written it makes nothing.
    predicate nested_reentered{L}(struct tenon_nested_pool *pool, integer height, integer access,
                                  integer before, integer after) =
      (before == 0 ==> after == 0) &&
      (before != 0 ==> after != 0 &&
        nested_number(pool->tree, after) == nested_number(pool->tree, before) &&
        (after == before &&
           (\forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
             pool->attribute[i] != nested_attributes(pool->tree, height, before)) ||
         \exists integer i; 0 <= i < TENON_NESTED_ATTRIBUTES &&
           pool->attribute[i] == nested_attributes(pool->tree, height, before) &&
           pool->attribute[i / 8 * 8 + access] == nested_attributes(pool->tree, height, after)));
    predicate nested_protected{A, B}(struct tenon_nested_pool *pool, integer root, integer from,
                                     integer to, integer access) =
      \forall integer g; nested_reaches{A}(\at(pool->tree, A), root, g) ==> from <= g < to ==>
        nested_depth{A}(\at(pool->tree, A), root, g) ==
          nested_depth{B}(\at(pool->tree, A), root, g) &&
        nested_reentered{A}(pool, nested_depth{A}(\at(pool->tree, A), root, g), access,
                            nested_found{A}(\at(pool->tree, A), root, g),
                            nested_found{B}(\at(pool->tree, A), root, g));

    // As walks see it: each page stays, and its rights are those of `access` in the same memory.
    predicate nested_rights_set{L}(struct tenon_nested_pool *pool, integer access, integer before,
                                   integer after) =
      (after == before && \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] != before) ||
      \exists integer i; 0 <= i < TENON_NESTED_ATTRIBUTES && pool->attribute[i] == before &&
        pool->attribute[i / 8 * 8 + access] == after;
    predicate nested_pages_protected{A, B}(struct tenon_nested_pool *pool, integer root,
                                           integer from, integer to, integer access) =
      \forall integer g; nested_reaches{A}(\at(pool->tree, A), root, g) ==> from <= g < to ==>
        nested_page{A}(\at(pool->tree, A), root, g) ==
          nested_page{B}(\at(pool->tree, A), root, g) &&
        (nested_page{A}(\at(pool->tree, A), root, g) != -1 ==>
          nested_rights_set{A}(pool, access, nested_rights{A}(\at(pool->tree, A), root, g),
                               nested_rights{B}(\at(pool->tree, A), root, g)));

    // How many tables it takes until no leaf lies across `gpa`.
    logic integer nested_divisions{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      !(0 <= gpa < nested_reach(t, root)) || nested_found(t, root, gpa) == 0 ? 0 :
      nested_depth(t, root, gpa) == 3 && gpa % 0x200000 != 0 ? 2 :
      gpa % nested_bytes(nested_depth(t, root, gpa)) != 0 ? 1 : 0;
    // How many of those at `a` serve `b`, too: both lie across one block, or one 2 MiB of it.
    logic integer nested_shared{L}(struct tenon_nested_tree t, integer root, integer a, integer b) =
      nested_divisions(t, root, a) == 0 || nested_divisions(t, root, b) == 0 ||
      a / nested_bytes(nested_depth(t, root, a)) != b / nested_bytes(nested_depth(t, root, a)) ? 0 :
      nested_divisions(t, root, a) == 2 && nested_divisions(t, root, b) == 2 &&
      a / 0x200000 == b / 0x200000 ? 2 : 1;
    // No address takes more of them than before.
    predicate nested_divisions_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer g; nested_divisions{B}(t, root, g) <= nested_divisions{A}(t, root, g);
    // Table c covers `gpa`, and maps it to a page with some attributes.
    predicate nested_covers{L}(struct tenon_nested_tree t, integer c, integer gpa) =
      t.table[c].tag == nested_tag(t.table[c].height, gpa);
    predicate nested_part{L}(struct tenon_nested_tree t, integer c, integer gpa, integer page,
                             integer attributes) =
      nested_entry(t, c, gpa) != 0 &&
      !nested_points(t, t.table[c].height, nested_entry(t, c, gpa)) &&
      nested_number(t, nested_entry(t, c, gpa)) +
        gpa % nested_bytes(t.table[c].height) / 4096 == page &&
      nested_attributes(t, t.table[c].height, nested_entry(t, c, gpa)) == attributes;
    // What the block mapped that was taken out, the table that waits maps; where it will be, walks
    // find nothing; and everything else is as it was.
    predicate nested_moved{A, B}(struct tenon_nested_tree t, integer root, integer c) =
      \forall integer g; nested_reaches{A}(t, root, g) ==>
        (!nested_covers{B}(t, c, g) ==> nested_same_leaf{A, B}(t, root, g)) &&
        (nested_covers{B}(t, c, g) ==> nested_found{A}(t, root, g) != 0 &&
          nested_depth{A}(t, root, g) == \at(t.table[c].height, B) + 1 &&
          nested_part{B}(t, c, g, nested_page{A}(t, root, g), nested_rights{A}(t, root, g)));
    predicate nested_no_pointers{L}(struct tenon_nested_tree t, integer c) =
      \forall integer i; 0 <= i < 512 ==>
        !nested_points(t, t.table[c].height, t.page[c].entry[i]);
    predicate nested_gap{L}(struct tenon_nested_tree t, integer root, integer c) =
      t.page[t.table[c].parent].entry[t.table[c].tag % 512] == 0 &&
      \forall integer g; nested_reaches(t, root, g) ==> nested_covers(t, c, g) ==>
        nested_found(t, root, g) == 0 && nested_last(t, root, g) == t.table[c].parent;
    // The entry that may point to table c does.
    predicate nested_made{L}(struct tenon_nested_tree t, integer c) =
      nested_points(t, t.table[t.table[c].parent].height,
                    t.page[t.table[c].parent].entry[t.table[c].tag % 512]) &&
      nested_number(t, t.page[t.table[c].parent].entry[t.table[c].tag % 512]) == t.first + c;
    // The table that waited is part of the tree.
    predicate nested_placed{A, B}(struct tenon_nested_tree t, integer root, integer c) =
      \forall integer g; nested_reaches{A}(t, root, g) ==>
        (!nested_covers{A}(t, c, g) ==> nested_same_leaf{A, B}(t, root, g)) &&
        (nested_covers{A}(t, c, g) ==>
          nested_depth{B}(t, root, g) == \at(t.table[c].height, A) &&
          nested_found{B}(t, root, g) == nested_entry{A}(t, c, g));

    // A format that does not contradict itself: leaf bits that leave the address free, and that no
    // block shares with a pointer.
    predicate nested_leaves_address(integer low, integer bits) =
      bits != 0 && (low != 0 ? bits / 1024 % 0x100000000000 : bits / 4096 % 0x10000000000) == 0;
    predicate nested_attribute_fits{L}(struct tenon_nested_format *f, integer attribute) =
      attribute <= 0xffffffffffffffff - 1024 &&
      nested_leaves_address(f->low, attribute + f->small) &&
      nested_leaves_address(f->low, attribute + f->large) &&
      (attribute + f->large) % 1024 != f->pointer;
    predicate nested_attributes_fit{L}(struct tenon_nested_format *f) =
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==> f->attribute[i] == 0 ||
        nested_attribute_fits(f, f->attribute[i]);
    predicate nested_format{L}(struct tenon_nested_format *f) =
      0 < f->pointer < 1024 && f->small < 1024 && f->large < 1024 &&
      f->limit <= 0x10000000000000 && nested_attributes_fit(f);
    predicate nested_reachable{L}(struct tenon_nested_format *f, integer count, integer base) =
      base <= f->limit && count <= (f->limit - base) / 4096; */

/// Where a guest-physical address leads.
struct tenon_nested_translation {
  uint64_t hpa;    ///< host-physical address
  uint64_t bytes;  ///< from `hpa` to the end of the page or block
  uint32_t access; ///< TENON_ACCESS_*
  uint32_t memory; ///< enum tenon_memory
  uint32_t height; ///< of the table that holds the leaf: 1, 2 or 3
  uint32_t reserved;
};

/*@ predicate nested_nowhere{L}(struct tenon_nested_translation *out) =
      out->hpa == 0 && out->bytes == 0 && out->access == 0 && out->memory == 0 &&
      out->height == 0;
    // What a walk of `gpa` finds, as host-physical address, bytes to the leaf's end, height of its
    // table and index of its attributes; and that it finds no leaf with attributes of the pool.
    predicate nested_leads_to{L}(struct tenon_nested_pool *pool, integer root, integer gpa,
                                 integer hpa, integer bytes, integer height, integer index) =
      nested_found(pool->tree, root, gpa) != 0 && height == nested_depth(pool->tree, root, gpa) &&
      hpa == nested_page(pool->tree, root, gpa) * 4096 + gpa % 4096 &&
      bytes == nested_bytes(height) - gpa % nested_bytes(height) &&
      pool->attribute[index] == nested_rights(pool->tree, root, gpa);
    predicate nested_leads_nowhere{L}(struct tenon_nested_pool *pool, integer root, integer gpa) =
      nested_found(pool->tree, root, gpa) == 0 ||
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] != nested_rights(pool->tree, root, gpa); */

#endif
