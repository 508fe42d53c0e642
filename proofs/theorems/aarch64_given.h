/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A VM reaches only memory which it was given. Whatever is mapped, unmapped, protected, begun or
/// ended: each translation of the VM whose tree begins at `any` leads to a page that a grant gives
/// to its owner, or shares with it, if it was so before. `any` is any root, the one that is worked on
/// too. Nothing here is called; common_given.h says the same of what changes the grants.
#ifndef TENON_PROOFS_AARCH64_GIVEN_H
#define TENON_PROOFS_AARCH64_GIVEN_H

#include "given_memory.h"
#include "tenon/core/aarch64/nested.h"

/*@ predicate grants_beside{L}(struct tenon_grants *grants, struct tenon_nested_pool *pool,
                               struct tenon_stage2 *stage2) =
      grants_valid(grants) &&
      \separated(grants, grants->grant + (0 .. grants->capacity - 1), pool, stage2,
        pool->tree.page + (0 .. pool->tree.count - 1),
        pool->tree.table + (0 .. pool->tree.count - 1));
    predicate all_given{L}(struct tenon_grants *grants, struct tenon_nested_pool *pool,
                           integer root) =
      nested_root(pool->tree, root) &&
      nested_given(grants->grant, grants->count, pool->tree, root); */

/// As SecondStage::map of second_stage.hpp maps. \return not_given, or as tenon_aarch64_stage2_map
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    requires grants: grants_beside(grants, pool, stage2);
    requires given: all_given(grants, pool, any);
    requires own: all_given(grants, pool, stage2->table);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures given: all_given(grants, pool, any); */
uint32_t aarch64_while_given_memory_is_mapped(const struct tenon_grants *grants,
                                              struct tenon_nested_pool *pool,
                                              const struct tenon_stage2 *stage2, uint64_t gpa,
                                              uint64_t hpa, uint64_t bytes, uint32_t access,
                                              uint32_t memory, uint32_t any);

/// \return as tenon_aarch64_stage2_unmap
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    requires grants: grants_beside(grants, pool, stage2);
    requires given: all_given(grants, pool, any);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures given: all_given(grants, pool, any); */
uint32_t aarch64_while_memory_is_unmapped(const struct tenon_grants *grants,
                                          struct tenon_nested_pool *pool,
                                          const struct tenon_stage2 *stage2, uint64_t gpa,
                                          uint64_t bytes, uint32_t any);

/// \return as tenon_aarch64_stage2_protect
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    requires grants: grants_beside(grants, pool, stage2);
    requires given: all_given(grants, pool, any);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures given: all_given(grants, pool, any); */
uint32_t aarch64_while_memory_is_protected(const struct tenon_grants *grants,
                                           struct tenon_nested_pool *pool,
                                           const struct tenon_stage2 *stage2, uint64_t gpa,
                                           uint64_t bytes, uint32_t access, uint32_t any);

/// What begins reaches nothing. \return as tenon_aarch64_stage2_create
/*@ requires pool: stage2_pool(pool);
    requires stage2: \valid(stage2) && stage2_apart(pool, stage2);
    requires grants: grants_beside(grants, pool, stage2);
    requires given: all_given(grants, pool, any);
    terminates \true;
    exits \false;
    assigns *stage2, pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures given: all_given(grants, pool, any);
    ensures begun: \result == TENON_OK ==> all_given(grants, pool, stage2->table); */
uint32_t aarch64_while_a_vm_begins(const struct tenon_grants *grants,
                                   struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                   uint32_t levels, uint32_t owner, uint32_t any);

/// `any` is another root.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    requires grants: grants_beside(grants, pool, stage2);
    requires given: all_given(grants, pool, any) && any != stage2->table;
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures given: all_given(grants, pool, any); */
void aarch64_while_a_vm_ends(const struct tenon_grants *grants, struct tenon_nested_pool *pool,
                             struct tenon_stage2 *stage2, uint32_t any);

#endif
