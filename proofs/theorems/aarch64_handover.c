/* SPDX-License-Identifier: Apache-2.0 */
#include "aarch64_handover.h"

/*@ predicate heights_kept{A, B}(struct tenon_nested_tree t) =
      \forall integer p; 0 <= p < t.count ==>
        \at(t.table[p].height, A) == \at(t.table[p].height, B);
    lemma touches_still{A, B}: \forall struct tenon_nested_tree t, integer p, i, first, last;
      nested_entries_kept{A, B}(t) ==> heights_kept{A, B}(t) ==> 0 <= p < t.count ==>
        0 <= i < 512 ==> leaf_touches{B}(t, p, i, first, last) ==>
        leaf_touches{A}(t, p, i, first, last);
    lemma unmapped_still{A, B}: \forall struct tenon_nested_tree t, integer first, last;
      nested_entries_kept{A, B}(t) ==> heights_kept{A, B}(t) ==>
        nested_unmapped{A}(t, first, last) ==> nested_unmapped{B}(t, first, last);
    lemma touches_part{A}: \forall struct tenon_nested_tree t, integer p, i, first, last, all;
      nested_unmapped{A}(t, first, all) ==> last <= all ==>
        leaf_touches{A}(t, p, i, first, last) ==> leaf_touches{A}(t, p, i, first, all);
    lemma unmapped_part{A}: \forall struct tenon_nested_tree t, integer first, last, all;
      nested_unmapped{A}(t, first, all) ==> last <= all ==> nested_unmapped{A}(t, first, last);
    lemma grants_still{A, B}: \forall struct tenon_grant *r, integer n;
      grants_kept{A, B}(r, n) ==> grants_apart{A}(r, n) ==> grants_apart{B}(r, n); */

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

/* Takes back; what no table maps stays so. */
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
    ensures unmapped: \result == TENON_OK ==> nested_unmapped(tree, first, last); */
static uint32_t take_back(struct tenon_grants *grants, struct tenon_nested_tree tree,
                          uint64_t first, uint64_t last) {
  const uint32_t error = tenon_grants_take(grants, tree, first);
  /*@ assert range: error == TENON_OK ==> \exists integer k; 0 <= k < \at(grants->count, Pre) &&
        \at(grants->grant[k].first, Pre) == first && last <= \at(grants->grant[k].last, Pre) &&
        nested_unmapped{Pre}(tree, first, \at(grants->grant[k].last, Pre)); */
  //@ assert part: error == TENON_OK ==> nested_unmapped{Pre}(tree, first, last);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert heights: heights_kept{Pre, Here}(tree);
  return error;
}

/* Gives; what no table maps stays so. */
/*@ requires grants: grants_valid(grants);
    requires apart: \separated(grants, grants->grant + (0 .. grants->capacity - 1),
      tree.page + (0 .. tree.count - 1), tree.table + (0 .. tree.count - 1));
    requires unmapped: nested_unmapped(tree, first, last);
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures unmapped: nested_unmapped(tree, first, last);
    ensures given: \result == TENON_OK ==>
      grants_hold(grants->grant, grants->count, first, last, next); */
static uint32_t give(struct tenon_grants *grants, struct tenon_nested_tree tree, uint64_t first,
                     uint64_t last, uint32_t next) {
  const uint32_t error = tenon_grants_give(grants, first, last, next);
  //@ assert entries: nested_entries_kept{Pre, Here}(tree);
  //@ assert heights: heights_kept{Pre, Here}(tree);
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
  /*@ assert sharer: \forall integer i; 0 <= i < grants->count ==>
        grants->grant[i].sharer == \at(grants->grant[i].sharer, Pre); */
  //@ assert kept: grants_kept{Pre, Here}(grants->grant, grants->count);
  //@ assert apart: grants_apart(grants->grant, grants->count);
  if (error != TENON_OK) return error;
  error = take_back(grants, tree, first, last);
  if (error != TENON_OK) return error;
  error = give(grants, tree, first, last, next);
  //@ assert same: pool->tree == tree;
  return error;
}
