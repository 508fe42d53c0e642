/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the engine share and nobody else calls. */
#ifndef TENON_ARCH_COMMON_NESTED_POOL_H
#define TENON_ARCH_COMMON_NESTED_POOL_H

#include "nested_steps.h"
#include "tenon/core/nested_table.h"

/* Ends an operation on the tree of the pool: so many pages are free now. */
/*@ requires memory: \valid(pool) && nested_apart(pool) && nested_words(pool);
    requires tree: nested_valid(pool->tree) && nested_stack(pool->tree, free);
    terminates \true;
    exits \false;
    assigns pool->free;
    ensures pool: nested_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures free: pool->free == free;
    ensures tables: nested_tables_kept{Pre, Post}(\old(pool->tree));
    ensures entries: nested_entries_kept{Pre, Post}(\old(pool->tree));
    ensures foreign: \forall integer r; nested_others_kept{Pre, Post}(\old(pool->tree), r);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures leaves: nested_all_leaves_kept{Pre, Post}(\old(pool->tree));
    ensures turned: nested_turned_none{Pre, Post}(\old(pool->tree));
    ensures gone: \forall integer root; nested_gone{Pre}(\old(pool->tree), root) ==>
      nested_gone{Post}(\old(pool->tree), root); */
void tenon_nested_set_free(struct tenon_nested_pool *pool, uint32_t free);

/* Gives back the tables of the tree at `root` that map nothing from `from` to `to` - 1. Returns how
   many pages are free now. */
/*@ requires tree: nested_valid(tree) && nested_stack(tree, free);
    requires root: nested_root(tree, root) && to <= nested_reach(tree, root);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, \result);
    ensures roots: nested_roots{Pre, Post}(tree);
    ensures leaves: nested_all_leaves_kept{Pre, Post}(tree);
    ensures foreign: nested_others_kept{Pre, Post}(tree, root); */
uint32_t tenon_nested_prune(struct tenon_nested_tree tree, uint32_t free, uint32_t root,
                            uint64_t from, uint64_t to);

/* Which of the pool's attributes these are; TENON_NESTED_ATTRIBUTES: none. */
/*@ requires memory: \valid_read(pool);
    terminates \true;
    exits \false;
    assigns \nothing;
    behavior none:
      assumes \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] != attributes;
      ensures result: \result == TENON_NESTED_ATTRIBUTES;
    behavior one:
      assumes \exists integer i; 0 <= i < TENON_NESTED_ATTRIBUTES &&
        pool->attribute[i] == attributes;
      ensures result: \result < TENON_NESTED_ATTRIBUTES;
      ensures there: pool->attribute[\result] == attributes;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_nested_index(const struct tenon_nested_pool *pool, uint64_t attributes);

#endif
