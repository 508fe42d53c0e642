/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Nested page tables (Arm stage 2, RISC-V G-stage, Intel EPT, AMD NPT) over a pool of 4 KiB pages
/// that the caller hands in. How an ISA writes entries is data: struct tenon_nested_format.
///
/// These functions write tables and never touch the hardware. Every operation checks first and then
/// acts: a refusal changes no translation. An ISA's nested.c adds what its TLBs need: see
/// `tenon_nested_break`, and invalidation after clear, protect and a map that failed, before anything
/// else.
#ifndef TENON_CORE_NESTED_TABLE_H
#define TENON_CORE_NESTED_TABLE_H

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

    // What is known of page p stays.
    predicate nested_kept{A, B}(struct tenon_nested_tree t, integer p) =
      \at(t.table[p].height, A) == \at(t.table[p].height, B) &&
      \at(t.table[p].root, A) == \at(t.table[p].root, B) &&
      \at(t.table[p].owner, A) == \at(t.table[p].owner, B) &&
      \at(t.table[p].parent, A) == \at(t.table[p].parent, B) &&
      \at(t.table[p].tag, A) == \at(t.table[p].tag, B); */

/// Where a guest-physical address leads.
struct tenon_nested_translation {
  uint64_t hpa;    ///< host-physical address
  uint64_t bytes;  ///< from `hpa` to the end of the page or block
  uint32_t access; ///< TENON_ACCESS_*
  uint32_t memory; ///< enum tenon_memory
  uint32_t height; ///< of the table that holds the leaf: 1, 2 or 3
  uint32_t reserved;
};

TENON_BEGIN_C

/// A pool of `count` free pages at `page`, which is host-physical `base` and 4 KiB aligned.
/// \return TENON_OK; invalid_argument if count is 0 or the format contradicts itself; unaligned;
/// out_of_range.
uint32_t tenon_nested_pool_init(struct tenon_nested_pool *pool, struct tenon_nested_page *page,
                                struct tenon_nested_table *table, uint32_t count, uint64_t base,
                                const struct tenon_nested_format *format);

/// Takes a page as an empty root of `height` 3 or 4 (guest-physical addresses of 39 or 48 bits)
/// that belongs to `owner`. \return its index, or TENON_NONE: no page is free.
uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner);

/// Gives every table of the tree back, zeroed.
void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root);

/// Guest-physical addresses of the tree at `root` lie below.
uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root);

/// Maps `bytes` at `gpa` to `hpa`, in the largest leaves that fit.
/// \return TENON_OK; invalid_argument (empty, access, memory); unsupported; unaligned;
/// out_of_range; already_mapped; out_of_tables. After the last two the caller invalidates as after
/// clear: tables that the map began with have been given back.
uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory);

/// May unmap or protect work on `bytes` at `gpa`? \return TENON_OK; invalid_argument (empty);
/// unaligned; out_of_range; not_mapped; out_of_tables: dividing blocks takes more than are free.
uint32_t tenon_nested_check(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                            uint64_t bytes);

/// If a block lies across `gpa`, takes the block out of the tree and makes a table that maps the
/// same; the caller invalidates the block, then calls tenon_nested_make with that table, and breaks
/// again. \return the table, or TENON_NONE: no block lies across `gpa`, or no page is free.
uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa);

/// Puts the table that tenon_nested_break made where the block was.
void tenon_nested_make(struct tenon_nested_tree tree, uint32_t table);

/// Unmaps `from` to `to` - 1, which no block lies across the ends of, and gives back the tables that
/// map nothing any more.
void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to);

/// Sets what the guest may do with `from` to `to` - 1, which no block lies across the ends of.
void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access);

/// Where `gpa` leads. \return TENON_OK; not_mapped or out_of_range, and *out all zero.
uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out);

TENON_END_C

#endif
