/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Which host-physical memory belongs to which VM: page ranges, each with the VM that it is given to
/// and at most one more that it is shared with, in memory of the caller.
///
/// A range belongs to nobody else until it is taken back, and it is not taken back while a table of
/// the pool still maps any of it, nor while any CPU may still have a translation that the tables no
/// longer hold: unmap and destroy of each ISA invalidate before they return.
#ifndef TENON_CORE_MEMORY_GRANTS_H
#define TENON_CORE_MEMORY_GRANTS_H

#include "tenon/core/base.h"
#include "tenon/core/debt.h"
#include "tenon/core/error.h"
#include "tenon/core/nested_tree.h"

/// The host-physical pages `first` to `last`, both included.
struct tenon_grant {
  uint64_t first;
  uint64_t last;
  uint32_t owner;  ///< the VM that they are given to
  uint32_t sharer; ///< a second VM that may map them; TENON_NONE: none
};

struct tenon_grants {
  struct tenon_grant *grant; ///< `capacity` elements, the first `count` in use, in no order
  uint32_t capacity;
  uint32_t count;
};

/*@ predicate grants_memory{L}(struct tenon_grants *g) =
      \valid(g) && \valid(g->grant + (0 .. g->capacity - 1)) && g->count <= g->capacity &&
      \separated(g, g->grant + (0 .. g->capacity - 1));
    // Two grants have no page in common: two VMs have one only where a grant names them both.
    predicate grants_apart{L}(struct tenon_grant *r, integer n) =
      (\forall integer i; 0 <= i < n ==> r[i].first <= r[i].last < TENON_NESTED_NUMBERS) &&
      (\forall integer i; 0 <= i < n ==> r[i].owner != TENON_NONE) &&
      \forall integer i, j; 0 <= i < n ==> 0 <= j < n ==> i != j ==>
        r[i].last < r[j].first || r[j].last < r[i].first;
    predicate grants_valid{L}(struct tenon_grants *g) =
      grants_memory(g) && grants_apart(g->grant, g->count);
    predicate grants_page{L}(struct tenon_grant *r, integer n, integer i, integer page) =
      0 <= i < n && r[i].first <= page <= r[i].last;
    predicate grants_touch{L}(struct tenon_grant *r, integer n, integer first, integer last) =
      \exists integer i; 0 <= i < n && r[i].first <= last && first <= r[i].last;
    predicate grants_of{L}(struct tenon_grant *r, integer i, integer vm) =
      r[i].owner == vm || r[i].sharer == vm;
    // One grant has the pages `first` to `last`, and names `vm`.
    predicate grants_hold{L}(struct tenon_grant *r, integer n, integer first, integer last,
                             integer vm) =
      \exists integer i; 0 <= i < n && r[i].first <= first && last <= r[i].last &&
        grants_of(r, i, vm);
    predicate grants_kept{A, B}(struct tenon_grant *r, integer n) =
      \forall integer i; 0 <= i < n ==>
        \at(r[i].first, A) == \at(r[i].first, B) && \at(r[i].last, A) == \at(r[i].last, B) &&
        \at(r[i].owner, A) == \at(r[i].owner, B) && \at(r[i].sharer, A) == \at(r[i].sharer, B);
    predicate grant_same{A, B}(struct tenon_grant *r, integer i, integer j) =
      \at(r[i].first, A) == \at(r[j].first, B) && \at(r[i].last, A) == \at(r[j].last, B) &&
      \at(r[i].owner, A) == \at(r[j].owner, B) && \at(r[i].sharer, A) == \at(r[j].sharer, B);
    // Of `n` grants, those that do not begin at `first` are among the `n` - 1 that are left.
    predicate grant_left{A, B}(struct tenon_grant *r, integer n, integer i) =
      \exists integer j; 0 <= j < n - 1 && grant_same{A, B}(r, i, j);
    predicate grants_left{A, B}(struct tenon_grant *r, integer n, integer first) =
      \forall integer i; 0 <= i < n ==> \at(r[i].first, A) != first ==>
        grant_left{A, B}(r, n, i);
    predicate grants_range(integer first, integer last) =
      first <= last < TENON_NESTED_NUMBERS;

    // Entry i of table p maps one of the pages `first` to `last`.
    predicate leaf_touches{L}(struct tenon_nested_tree t, integer p, integer i, integer first,
                              integer last) =
      1 <= t.table[p].height && t.page[p].entry[i] != 0 &&
      !nested_points(t, t.table[p].height, t.page[p].entry[i]) &&
      nested_number(t, t.page[p].entry[i]) <= last &&
      first < nested_number(t, t.page[p].entry[i]) + nested_bytes(t.table[p].height) / 4096;
    predicate nested_unmapped{L}(struct tenon_nested_tree t, integer first, integer last) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        !leaf_touches(t, p, i, first, last); */

TENON_BEGIN_C

/// Nothing is given yet. `grant` has `capacity` elements.
/*@ requires memory: \valid(grants) && \valid(grant + (0 .. capacity - 1));
    requires apart: \separated(grants, grant + (0 .. capacity - 1));
    terminates \true;
    exits \false;
    assigns *grants;
    ensures grants: grants_valid(grants);
    ensures size: grants->grant == grant && grants->capacity == capacity;
    ensures none: grants->count == 0; */
void tenon_grants_init(struct tenon_grants *grants, struct tenon_grant *grant, uint32_t capacity);

/// Gives the pages `first` to `last` to VM `owner`. \return TENON_OK; invalid_argument (no such
/// pages, or no VM); overlap: some of them are given; full. A refusal changes nothing.
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures kept: grants_kept{Pre, Post}(\old(grants->grant), \old(grants->count));
    behavior invalid:
      assumes !grants_range(first, last) || owner == TENON_NONE;
      ensures result: \result == TENON_ERROR_invalid_argument;
      ensures count: grants->count == \old(grants->count);
    behavior overlap:
      assumes grants_range(first, last) && owner != TENON_NONE;
      assumes grants_touch(grants->grant, grants->count, first, last);
      ensures result: \result == TENON_ERROR_overlap;
      ensures count: grants->count == \old(grants->count);
    behavior full:
      assumes grants_range(first, last) && owner != TENON_NONE;
      assumes !grants_touch(grants->grant, grants->count, first, last);
      assumes grants->count == grants->capacity;
      ensures result: \result == TENON_ERROR_full;
      ensures count: grants->count == \old(grants->count);
    behavior given:
      assumes grants_range(first, last) && owner != TENON_NONE;
      assumes !grants_touch(grants->grant, grants->count, first, last);
      assumes grants->count < grants->capacity;
      ensures result: \result == TENON_OK;
      ensures count: grants->count == \old(grants->count) + 1;
      ensures given: \let g = grants->grant[\old(grants->count)];
        g.first == first && g.last == last && g.owner == owner && g.sharer == TENON_NONE;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_grants_give(struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t owner);

/// Lets VM `sharer` map the range that begins at page `first` and belongs to VM `owner`.
/// \return TENON_OK; not_found: no range begins there, or it is another's; overlap: it is shared
/// already; invalid_argument: `sharer` is its owner or no VM. A refusal changes nothing.
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures result: \result == TENON_OK || \result == TENON_ERROR_not_found ||
      \result == TENON_ERROR_overlap || \result == TENON_ERROR_invalid_argument;
    ensures refused: \result != TENON_OK ==>
      grants_kept{Pre, Post}(grants->grant, grants->count);
    ensures shared: \result == TENON_OK ==> sharer != TENON_NONE && sharer != owner &&
      \exists integer k; 0 <= k < grants->count && grants->grant[k].first == first &&
        grants->grant[k].owner == owner && grants->grant[k].sharer == sharer &&
        \old(grants->grant[k].sharer) == TENON_NONE;
    ensures others: \forall integer i; 0 <= i < grants->count ==>
      grants->grant[i].first == \old(grants->grant[i].first) &&
      grants->grant[i].last == \old(grants->grant[i].last) &&
      grants->grant[i].owner == \old(grants->grant[i].owner) &&
      (grants->grant[i].sharer == \old(grants->grant[i].sharer) ||
       grants->grant[i].first == first && \old(grants->grant[i].sharer) == TENON_NONE); */
uint32_t tenon_grants_share(struct tenon_grants *grants, uint64_t first, uint32_t owner,
                            uint32_t sharer);

/// Takes back the range that begins at page `first`, from its owner and from whom it is shared with.
/// Looks at every entry of every table: rare. \return TENON_OK; not_found; still_mapped: a table of
/// `tree` maps some of it. A refusal changes nothing.
/*@ requires grants: grants_valid(grants);
    requires tree: nested_valid(tree);
    requires paid: tenon_nothing_owed;
    requires apart: \separated(grants, grants->grant + (0 .. grants->capacity - 1),
      tree.page + (0 .. tree.count - 1), tree.table + (0 .. tree.count - 1));
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures result: \result == TENON_OK || \result == TENON_ERROR_not_found ||
      \result == TENON_ERROR_still_mapped;
    ensures refused: \result != TENON_OK ==> grants->count == \old(grants->count) &&
      grants_kept{Pre, Post}(\old(grants->grant), \old(grants->count));
    ensures absent: \result == TENON_ERROR_not_found ==> \forall integer i;
      0 <= i < grants->count ==> grants->grant[i].first != first;
    ensures unmapped: \result == TENON_OK ==> \exists integer k; 0 <= k < \old(grants->count) &&
      \old(grants->grant[k].first) == first &&
      \old(nested_unmapped(tree, first, grants->grant[k].last));
    ensures count: \result == TENON_OK ==> grants->count == \old(grants->count) - 1;
    ensures rest: \result == TENON_OK ==> grants_left{Pre, Post}(\old(grants->grant),
      \old(grants->count), first); */
uint32_t tenon_grants_take(struct tenon_grants *grants, struct tenon_nested_tree tree,
                           uint64_t first);

/// 1 if one range has all of the pages `first` to `last` and is `vm`'s, or shared with it.
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures holds: \result == 1 <==> grants_hold(grants->grant, grants->count, first, last, vm); */
uint32_t tenon_grants_hold(const struct tenon_grants *grants, uint64_t first, uint64_t last,
                           uint32_t vm);

/// 1 if one range has all of the `bytes` at host-physical `hpa` and is `vm`'s, or shared with it. Of
/// nothing, or of bytes beyond the last address, no range has all.
/*@ requires grants: grants_valid(grants);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures covers: \result == 1 <==> bytes != 0 && hpa + bytes <= 0x10000000000000000 &&
      grants_hold(grants->grant, grants->count, hpa / 4096, (hpa + bytes - 1) / 4096, vm); */
uint32_t tenon_grants_cover(const struct tenon_grants *grants, uint64_t hpa, uint64_t bytes,
                            uint32_t vm);

TENON_END_C

#endif
