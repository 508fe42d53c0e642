/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// One VM's tables against another's. Whatever is done to the tree at `root`, the walk of every
/// guest-physical address from every other root ends in the same table, with the same entry: the
/// same memory, kind and permission, for any number of trees in one pool. And a page that is free
/// is zero, and no walk comes by it. Nothing here is called: the arguments `other` and `at` stand
/// for every other root and every address.
#ifndef TENON_PROOFS_NESTED_ISOLATION_H
#define TENON_PROOFS_NESTED_ISOLATION_H

#include "tenon/core/nested_table.h"

/// What tenon_nested_map leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires other: nested_root(pool->tree, other) && other != root;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_maps(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint64_t hpa,
                    uint64_t bytes, uint32_t access, uint32_t memory, uint32_t other, uint64_t at);

/// What tenon_nested_clear leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && to <= nested_reach(pool->tree, root);
    requires other: nested_root(pool->tree, other) && other != root;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_unmaps(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                      uint32_t other, uint64_t at);

/// What tenon_nested_protect leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root) && to <= nested_reach(pool->tree, root);
    requires access: access <= 7;
    requires supported: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      i % 8 == access ==> pool->attribute[i] != 0;
    requires other: nested_root(pool->tree, other) && other != root;
    terminates \true;
    exits \false;
    assigns pool->tree.page[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_protects(struct tenon_nested_pool *pool, uint32_t root, uint64_t from, uint64_t to,
                        uint32_t access, uint32_t other, uint64_t at);

/// What tenon_nested_break leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires gpa: gpa % 4096 == 0;
    requires other: nested_root(pool->tree, other) && other != root;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_breaks(struct tenon_nested_pool *pool, uint32_t root, uint64_t gpa, uint32_t other,
                      uint64_t at);

/// What tenon_nested_root_free leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires root: nested_root(pool->tree, root);
    requires other: nested_root(pool->tree, other) && other != root;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_ends(struct tenon_nested_pool *pool, uint32_t root, uint32_t other, uint64_t at);

/// What tenon_nested_make leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires waits: nested_waits(pool->tree, table);
    requires root: nested_root(pool->tree, pool->tree.table[table].root);
    requires gap: nested_gap(pool->tree, pool->tree.table[table].root, table);
    requires leaves: nested_no_pointers(pool->tree, table);
    requires other: nested_root(pool->tree, other) && other != pool->tree.table[table].root;
    terminates \true;
    exits \false;
    assigns pool->tree.page[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_makes(struct tenon_nested_pool *pool, uint32_t table, uint32_t other, uint64_t at);

/// What tenon_nested_root_new leaves as it is.
/*@ requires pool: nested_pool(pool);
    requires height: 3 <= height <= 4;
    requires other: nested_root(pool->tree, other);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures same: nested_same_translation{Pre, Post}(\old(pool->tree), other, at); */
void while_one_begins(struct tenon_nested_pool *pool, uint32_t height, uint32_t owner,
                      uint32_t other, uint64_t at);

/// A free page: its number, `page`, and any walk that might come by.
/*@ requires pool: nested_pool(pool);
    requires page: page < pool->tree.count && pool->tree.table[page].height == 0;
    requires root: nested_root(pool->tree, root);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures zero: nested_zero(pool->tree, page);
    ensures unlinked: nested_unlinked(pool->tree, page);
    ensures unreached: root != page &&
      nested_step(pool->tree, root, at) != page &&
      nested_step(pool->tree, nested_step(pool->tree, root, at), at) != page &&
      nested_last(pool->tree, root, at) != page; */
void what_is_free(const struct tenon_nested_pool *pool, uint32_t page, uint32_t root, uint64_t at);

#endif
