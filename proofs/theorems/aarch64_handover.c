/* SPDX-License-Identifier: Apache-2.0 */
#include "aarch64_handover.h"

/* What is needed of it here. */
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires nothing_owed: tenon_nothing_owed;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures tree: nested_valid(pool->tree) && pool->tree == \old(pool->tree);
    ensures paid: tenon_nothing_owed; */
static uint32_t unmap(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                      uint64_t gpa, uint64_t bytes) {
  const uint32_t error = tenon_aarch64_stage2_unmap(pool, stage2, gpa, bytes);
  //@ assert mine: tenon_no_debt(stage2->vmid);
  /*@ assert others: \forall integer vmid; 0 <= vmid <= 0xffff ==> vmid != stage2->vmid ==>
        tenon_no_debt(vmid); */
  return error;
}

/* As above, and what no table maps stays so. */
/*@ requires grants: grants_valid(grants);
    requires tree: nested_valid(tree);
    requires apart: \separated(grants, grants->grant + (0 .. grants->capacity - 1),
      tree.page + (0 .. tree.count - 1), tree.table + (0 .. tree.count - 1));
    requires within: \forall integer i; 0 <= i < grants->count ==>
      grants->grant[i].first == first ==> last <= grants->grant[i].last;
    requires nothing_owed: tenon_nothing_owed;
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures unmapped: \result == TENON_OK ==> nested_unmapped{Pre}(tree, first, last); */
static uint32_t take_back(struct tenon_grants *grants, struct tenon_nested_tree tree,
                          uint64_t first, uint64_t last) {
  const uint32_t error = tenon_grants_take(grants, tree, first);
  /*@ assert range: error == TENON_OK ==> \exists integer k; 0 <= k < \at(grants->count, Pre) &&
        \at(grants->grant[k].first, Pre) == first && last <= \at(grants->grant[k].last, Pre) &&
        nested_unmapped{Pre}(tree, first, \at(grants->grant[k].last, Pre)); */
  return error;
}

uint32_t memory_goes_over(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                          struct tenon_grants *grants, uint64_t gpa, uint64_t bytes, uint64_t first,
                          uint64_t last, uint32_t next) {
  const struct tenon_nested_tree tree = pool->tree;
  uint32_t error = unmap(pool, stage2, gpa, bytes);
  /*@ assert list: grants->grant == \at(grants->grant, Pre) &&
        grants->count == \at(grants->count, Pre) && grants->capacity == \at(grants->capacity, Pre); */
  /*@ assert first: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].first == \at(grants->grant[i].first, Pre); */
  /*@ assert last: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].last == \at(grants->grant[i].last, Pre); */
  /*@ assert owner: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].owner == \at(grants->grant[i].owner, Pre); */
  //@ assert apart: grants_apart(grants->grant, grants->count);
  if (error != TENON_OK) return error;
  //@ ghost unmapped:;
  error = take_back(grants, tree, first, last);
  if (error != TENON_OK) return error;
  //@ assert gone: nested_unmapped{unmapped}(tree, first, last);
  error = tenon_grants_give(grants, first, last, next);
  //@ assert entries: nested_entries_kept{unmapped, Here}(tree);
  /*@ assert heights: \forall integer p; 0 <= p < tree.count ==>
        \at(tree.table[p].height, unmapped) == tree.table[p].height; */
  //@ assert still: nested_unmapped(tree, first, last);
  return error;
}
