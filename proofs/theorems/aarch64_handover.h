/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Memory goes from one VM to another: when the second one gets it, no table maps any of it, and no
/// CPU has a translation that the tables no longer hold. Nothing here is called.
#ifndef TENON_PROOFS_AARCH64_HANDOVER_H
#define TENON_PROOFS_AARCH64_HANDOVER_H

#include "tenon/core/aarch64/nested.h"
#include "tenon/core/memory_grants.h"

/// What a VM manager does: takes `bytes` at guest-physical `gpa` out of the VM of `stage2`, takes
/// back the range that begins at host-physical page `first`, and gives its pages up to `last` to VM
/// `next`.
/// \return TENON_OK, or the error of what was refused
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires grants: grants_valid(grants);
    requires apart: \separated(grants, grants->grant + (0 .. grants->capacity - 1), pool, stage2,
      pool->tree.page + (0 .. pool->tree.count - 1),
      pool->tree.table + (0 .. pool->tree.count - 1));
    requires within: \forall integer i; 0 <= i < grants->count ==>
      grants->grant[i].first == first ==> last <= grants->grant[i].last;
    requires nothing_owed: tenon_nothing_owed;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures grants: grants_valid(grants);
    ensures paid: tenon_nothing_owed;
    ensures unmapped: \result == TENON_OK ==> nested_unmapped(\old(pool->tree), first, last);
    ensures given: \result == TENON_OK ==>
      grants_hold(grants->grant, grants->count, first, last, next); */
uint32_t memory_goes_over(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                          struct tenon_grants *grants, uint64_t gpa, uint64_t bytes, uint64_t first,
                          uint64_t last, uint32_t next);

#endif
