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

#include "tenon/core/nested_terms.h"

TENON_BEGIN_C

/// A pool of `count` free pages at `page`, which is host-physical `base` and 4 KiB aligned.
/// \return TENON_OK; invalid_argument if count is 0 or the format contradicts itself; unaligned;
/// out_of_range.
/*@ requires memory: \valid(pool) && \valid(page + (0 .. count - 1)) &&
      \valid(table + (0 .. count - 1)) && \valid_read(format);
    requires apart: \separated(pool, page + (0 .. count - 1), table + (0 .. count - 1), format);
    terminates \true;
    exits \false;
    assigns *pool, page[0 .. count - 1], table[0 .. count - 1];
    behavior invalid:
      assumes count == 0 || count == TENON_NONE || !nested_format(format);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes 0 < count < TENON_NONE && nested_format(format) && base % 4096 != 0;
      assigns \nothing;
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes 0 < count < TENON_NONE && nested_format(format) && base % 4096 == 0;
      assumes !nested_reachable(format, count, base);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior done:
      assumes 0 < count < TENON_NONE && nested_format(format) && base % 4096 == 0;
      assumes nested_reachable(format, count, base);
      ensures result: \result == TENON_OK;
      ensures pool: nested_pool(pool);
      ensures pages: pool->tree.page == page && pool->tree.table == table &&
        pool->tree.count == count && pool->tree.first * 4096 == base && pool->free == count;
      ensures format: pool->tree.low == \old(format->low) &&
        pool->tree.pointer == \old(format->pointer) &&
        pool->tree.small == \old(format->small) && pool->tree.large == \old(format->large) &&
        pool->limit == \old(format->limit) && pool->guest == \old(format->guest);
      ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == \old(format->attribute[i]);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_pool_init(struct tenon_nested_pool *pool, struct tenon_nested_page *page,
                                struct tenon_nested_table *table, uint32_t count, uint64_t base,
                                const struct tenon_nested_format *format);

/// Takes a page as an empty root of `height` 3 or 4 (guest-physical addresses of 39 or 48 bits)
/// that belongs to `owner`. \return its index, or TENON_NONE: no page is free.
/*@ requires pool: nested_pool(pool);
    requires height: 3 <= height <= 4;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    behavior none:
      assumes pool->free == 0;
      ensures result: \result == TENON_NONE;
      ensures free: pool->free == 0;
    behavior some:
      assumes 0 < pool->free;
      ensures new: \result < pool->tree.count && \old(pool->tree.table[\at(\result, Post)].height) == 0;
      ensures root: nested_root(\old(pool->tree), \result);
      ensures height: pool->tree.table[\result].height == height;
      ensures owner: pool->tree.table[\result].owner == owner;
      ensures empty: nested_zero(\old(pool->tree), \result);
      ensures free: pool->free == \old(pool->free) - 1;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_root_new(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner);

/// Gives every table of the tree back, zeroed.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures gone: nested_gone(\old(pool->tree), root);
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root); */
void tenon_nested_root_free(struct tenon_nested_pool *pool, uint32_t root);

/// Guest-physical addresses of the tree at `root` lie below.
/*@ requires pool: nested_pool(pool);
    requires root: root < pool->tree.count;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures limit: \result == nested_limit(pool, root); */
uint64_t tenon_nested_limit(const struct tenon_nested_pool *pool, uint32_t root);

/// Maps `bytes` at `gpa` to `hpa`, in the largest leaves that fit.
/// \return TENON_OK; invalid_argument (empty, access, memory); unsupported; unaligned;
/// out_of_range; already_mapped; out_of_tables. After the last two the caller invalidates as after
/// clear: tables that the map began with have been given back.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures leads: \result == TENON_OK ==> nested_leads(\old(pool->tree), root, gpa, gpa + bytes,
      hpa, pool->attribute[memory * 8 + access]);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), root, gpa, gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), root);
    behavior invalid:
      assumes nested_map_invalid(bytes, access, memory);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unsupported:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes pool->attribute[memory * 8 + access] == 0;
      assigns \nothing;
      ensures result: \result == TENON_ERROR_unsupported;
    behavior unaligned:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes pool->attribute[memory * 8 + access] != 0;
      assumes nested_map_unaligned(gpa, hpa, bytes);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes pool->attribute[memory * 8 + access] != 0;
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes nested_map_outside(pool, root, gpa, hpa, bytes);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior tried:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes pool->attribute[memory * 8 + access] != 0;
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes !nested_map_outside(pool, root, gpa, hpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_already_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_map(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                          uint64_t bytes, uint32_t access, uint32_t memory);

/// May unmap or protect work on `bytes` at `gpa`? \return TENON_OK; invalid_argument (empty);
/// unaligned; out_of_range; not_mapped; out_of_tables: dividing the blocks at the ends takes
/// more than are free; a block that both ends lie in is divided once.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures tables: \result == TENON_OK ==>
      nested_divisions(pool->tree, root, gpa) + nested_divisions(pool->tree, root, gpa + bytes) -
        nested_shared(pool->tree, root, gpa, gpa + bytes) <= pool->free;
    behavior empty:
      assumes bytes == 0;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes bytes != 0 && (gpa % 4096 != 0 || bytes % 4096 != 0);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes nested_outside(pool, root, gpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes !nested_outside(pool, root, gpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_check(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                            uint64_t bytes);

/// If a block lies across `gpa`, takes the block out of the tree and makes a table that maps the
/// same; the caller invalidates the block, then calls tenon_nested_make with that table, and breaks
/// again. \return the table, or TENON_NONE: no block lies across `gpa`, or no page is free.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires gpa: gpa % 4096 == 0;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root);
    ensures waits: \result != TENON_NONE ==> nested_waits(\old(pool->tree), \result) &&
      pool->tree.table[\result].root == root && nested_covers(\old(pool->tree), \result, gpa);
    ensures moved: \result != TENON_NONE ==>
      nested_moved{Pre, Post}(\old(pool->tree), root, \result);
    ensures leaves: \result != TENON_NONE ==> nested_no_pointers(\old(pool->tree), \result);
    ensures low: \result != TENON_NONE ==> pool->tree.table[\result].height <= 2;
    ensures gap: \result != TENON_NONE ==> nested_gap(\old(pool->tree), root, \result);
    ensures kept: \result == TENON_NONE ==> nested_leaves_kept{Pre, Post}(\old(pool->tree), root);
    ensures even: \result == TENON_NONE ==>
      \old(pool->free) == 0 || nested_even(\old(pool->tree), root, gpa);
    ensures across: \result != TENON_NONE ==> !\old(nested_even(pool->tree, root, gpa));
    ensures free: pool->free == \old(pool->free) - (\result != TENON_NONE ? 1 : 0); */
uint32_t tenon_nested_break(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa);

/// Puts the table that tenon_nested_break made where the block was.
/*@ requires pool: nested_pool(pool);
    requires waits: nested_waits(pool->tree, table);
    requires root: nested_root(pool->tree, pool->tree.table[table].root);
    requires gap: nested_gap(pool->tree, pool->tree.table[table].root, table);
    requires leaves: nested_no_pointers(pool->tree, table);
    terminates \true;
    exits \false;
    assigns pool->tree.page[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree),
      \old(pool->tree.table[table].root));
    ensures placed: nested_placed{Pre, Post}(\old(pool->tree), \old(pool->tree.table[table].root),
      table);
    ensures made: nested_made(\old(pool->tree), table); */
void tenon_nested_make(const struct tenon_nested_pool *pool, uint32_t table);

/// Unmaps `from` to `to` - 1 and gives back the tables that map nothing any more. A block that lies
/// across an end is unmapped whole: divide it before.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && to <= nested_reach(pool->tree, root);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures cleared: \old(nested_even_ends(pool->tree, root, from, to)) ==>
      nested_nothing(\old(pool->tree), root, from, to);
    ensures kept: \old(nested_even_ends(pool->tree, root, from, to)) ==>
      nested_leaves_kept_but{Pre, Post}(\old(pool->tree), root, from, to);
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root); */
void tenon_nested_clear(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to);

/// Sets what the guest may do with `from` to `to` - 1, which no block lies across the ends of.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && to <= nested_reach(pool->tree, root);
    requires access: access <= 7;
    requires supported: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      i % 8 == access ==> pool->attribute[i] != 0;
    terminates \true;
    exits \false;
    assigns pool->tree.page[0 .. pool->tree.count - 1];
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures protected: \old(nested_even_ends(pool->tree, root, from, to)) ==>
      nested_protected{Pre, Post}(pool, root, from, to, access);
    ensures kept: \old(nested_even_ends(pool->tree, root, from, to)) ==>
      nested_leaves_kept_but{Pre, Post}(\old(pool->tree), root, from, to);
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), root); */
void tenon_nested_protect(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                          uint32_t access);

/// Where `gpa` leads. \return TENON_OK; not_mapped or out_of_range, and *out all zero.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires out: \valid(out) && \separated(out, pool,
      pool->tree.page + (0 .. pool->tree.count - 1),
      pool->tree.table + (0 .. pool->tree.count - 1));
    terminates \true;
    exits \false;
    assigns *out;
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures reserved: out->reserved == 0;
    behavior out_of_range:
      assumes gpa >= nested_limit(pool, root);
      ensures result: \result == TENON_ERROR_out_of_range;
      ensures out: nested_nowhere(out);
    behavior looked:
      assumes gpa < nested_limit(pool, root);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped;
      ensures not_mapped: \result != TENON_OK ==> nested_nowhere(out);
      ensures out: \result == TENON_OK ==> 1 <= out->height <= 3 &&
        0 < out->bytes <= nested_bytes(out->height) && out->access <= 7 &&
        out->memory < TENON_MEMORY_KINDS && out->hpa + out->bytes <= 0x10000000000000;
      ensures leads: \result == TENON_OK ==> nested_leads_to{Pre}(pool, root, gpa, out->hpa,
        out->bytes, out->height, out->memory * 8 + out->access);
      ensures nowhere: \result != TENON_OK ==> nested_leads_nowhere{Pre}(pool, root, gpa);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_translate(const struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa,
                                struct tenon_nested_translation *out);

TENON_END_C

#endif
