/* SPDX-License-Identifier: Apache-2.0 */
#include "aarch64_given.h"

uint32_t aarch64_while_given_memory_is_mapped(const struct tenon_grants *grants,
                                              struct tenon_nested_pool *pool,
                                              const struct tenon_stage2 *stage2, uint64_t gpa,
                                              uint64_t hpa, uint64_t bytes, uint32_t access,
                                              uint32_t memory, uint32_t any) {
  (void)any;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ ghost uint32_t root = stage2->table;
  const uint32_t owner = pool->tree.table[stage2->table].owner;
  if (tenon_grants_cover(grants, hpa, bytes, owner) == 0) return TENON_ERROR_not_given;
  const uint32_t error = tenon_aarch64_stage2_map(pool, stage2, gpa, hpa, bytes, access, memory);
  /*@ assert list: grants->grant == \at(grants->grant, Pre) &&
        grants->count == \at(grants->count, Pre); */
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  //@ assert grants: grants_kept{Pre, Here}(grants->grant, grants->count);
  /*@ assert other: any != root ==> pages_within{Pre, Here}(tree, any) &&
        root_kept{Pre, Here}(tree, any); */
  //@ assert own: root_kept{Pre, Here}(tree, root);
  /*@ assert hold: grants_hold(grants->grant, grants->count, hpa / 4096,
        (hpa + (gpa + bytes - gpa) - 1) / 4096, tree.table[root].owner); */
  /*@ assert mapped: error == TENON_OK ==>
        nested_given(grants->grant, grants->count, tree, root); */
  //@ assert refused: error != TENON_OK ==> pages_within{Pre, Here}(tree, root);
  return error;
}

uint32_t aarch64_while_memory_is_unmapped(const struct tenon_grants *grants,
                                          struct tenon_nested_pool *pool,
                                          const struct tenon_stage2 *stage2, uint64_t gpa,
                                          uint64_t bytes, uint32_t any) {
  (void)grants;
  (void)any;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ ghost uint32_t root = stage2->table;
  const uint32_t error = tenon_aarch64_stage2_unmap(pool, stage2, gpa, bytes);
  /*@ assert list: grants->grant == \at(grants->grant, Pre) &&
        grants->count == \at(grants->count, Pre); */
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  //@ assert grants: grants_kept{Pre, Here}(grants->grant, grants->count);
  /*@ assert other: any != root ==> pages_within{Pre, Here}(tree, any) &&
        root_kept{Pre, Here}(tree, any); */
  //@ assert own: root_kept{Pre, Here}(tree, root);
  //@ assert unmapped: error == TENON_OK ==> pages_within{Pre, Here}(tree, root);
  //@ assert refused: error != TENON_OK ==> pages_within{Pre, Here}(tree, root);
  return error;
}

uint32_t aarch64_while_memory_is_protected(const struct tenon_grants *grants,
                                           struct tenon_nested_pool *pool,
                                           const struct tenon_stage2 *stage2, uint64_t gpa,
                                           uint64_t bytes, uint32_t access, uint32_t any) {
  (void)grants;
  (void)any;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  //@ ghost uint32_t root = stage2->table;
  const uint32_t error = tenon_aarch64_stage2_protect(pool, stage2, gpa, bytes, access);
  /*@ assert list: grants->grant == \at(grants->grant, Pre) &&
        grants->count == \at(grants->count, Pre); */
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  //@ assert grants: grants_kept{Pre, Here}(grants->grant, grants->count);
  /*@ assert other: any != root ==> pages_within{Pre, Here}(tree, any) &&
        root_kept{Pre, Here}(tree, any); */
  //@ assert own: root_kept{Pre, Here}(tree, root);
  //@ assert protected: error == TENON_OK ==> pages_within{Pre, Here}(tree, root);
  //@ assert refused: error != TENON_OK ==> pages_within{Pre, Here}(tree, root);
  return error;
}

/* What is needed of it here. */
/*@ requires pool: stage2_pool(pool);
    requires stage2: \valid(stage2) && stage2_apart(pool, stage2);
    requires grants: grants_beside(grants, pool, stage2);
    terminates \true;
    exits \false;
    assigns *stage2, pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: nested_valid(pool->tree) && pool->tree == \old(pool->tree);
    ensures grants: grants->grant == \old(grants->grant) &&
      grants->count == \old(grants->count) &&
      grants_kept{Pre, Post}(\old(grants->grant), \old(grants->count));
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    ensures empty: \result == TENON_OK ==> nested_root(pool->tree, stage2->table) &&
      nested_zero(pool->tree, stage2->table); */
static uint32_t begin(const struct tenon_grants *grants, struct tenon_nested_pool *pool,
                      struct tenon_stage2 *stage2, uint32_t levels, uint32_t owner) {
  (void)grants; /* which stay as they are */
  const uint32_t error = tenon_aarch64_stage2_create(pool, stage2, levels, owner);
  //@ assert list: grants->grant == \at(grants->grant, Pre);
  //@ assert count: grants->count == \at(grants->count, Pre);
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  return error;
}

uint32_t aarch64_while_a_vm_begins(const struct tenon_grants *grants,
                                   struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                   uint32_t levels, uint32_t owner, uint32_t any) {
  (void)any;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  const uint32_t error = begin(grants, pool, stage2, levels, owner);
  //@ assert other: pages_within{Pre, Here}(tree, any) && root_kept{Pre, Here}(tree, any);
  //@ assert empty: error == TENON_OK ==> nested_zero(tree, stage2->table);
  return error;
}

void aarch64_while_a_vm_ends(const struct tenon_grants *grants, struct tenon_nested_pool *pool,
                             struct tenon_stage2 *stage2, uint32_t any) {
  (void)grants;
  (void)any;
  //@ ghost struct tenon_nested_tree tree = pool->tree;
  tenon_aarch64_stage2_destroy(pool, stage2);
  /*@ assert list: grants->grant == \at(grants->grant, Pre) &&
        grants->count == \at(grants->count, Pre); */
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  //@ assert grants: grants_kept{Pre, Here}(grants->grant, grants->count);
  //@ assert other: pages_within{Pre, Here}(tree, any) && root_kept{Pre, Here}(tree, any);
  //@ assert root: nested_root(tree, any);
}
