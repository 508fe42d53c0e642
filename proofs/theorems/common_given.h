/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A VM reaches only memory which it was given, while more is given, some is shared and some is taken
/// back: see aarch64_given.h. Nothing here is called.
#ifndef TENON_PROOFS_COMMON_GIVEN_H
#define TENON_PROOFS_COMMON_GIVEN_H

#include "given_memory.h"

/*@ predicate grants_off{L}(struct tenon_grants *grants, struct tenon_nested_tree t) =
      grants_valid(grants) && nested_valid(t) &&
      \separated(grants, grants->grant + (0 .. grants->capacity - 1), t.page + (0 .. t.count - 1),
        t.table + (0 .. t.count - 1)); */

/// \return as tenon_grants_give
/*@ requires apart: grants_off(grants, tree);
    requires root: nested_root(tree, any);
    requires given: nested_given(grants->grant, grants->count, tree, any);
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures given: nested_given(grants->grant, grants->count, tree, any); */
uint32_t while_memory_is_given(struct tenon_grants *grants, struct tenon_nested_tree tree,
                               uint64_t first, uint64_t last, uint32_t owner, uint32_t any);

/// \return as tenon_grants_share
/*@ requires apart: grants_off(grants, tree);
    requires root: nested_root(tree, any) && tree.table[any].owner != TENON_NONE;
    requires given: nested_given(grants->grant, grants->count, tree, any);
    terminates \true;
    exits \false;
    assigns grants->grant[0 .. grants->capacity - 1];
    ensures given: nested_given(grants->grant, grants->count, tree, any); */
uint32_t while_memory_is_shared(struct tenon_grants *grants, struct tenon_nested_tree tree,
                                uint64_t first, uint32_t owner, uint32_t sharer, uint32_t any);

/// \return as tenon_grants_take
/*@ requires apart: grants_off(grants, tree);
    requires paid: tenon_nothing_owed;
    requires root: nested_root(tree, any);
    requires given: nested_given(grants->grant, grants->count, tree, any);
    terminates \true;
    exits \false;
    assigns grants->count, grants->grant[0 .. grants->capacity - 1];
    ensures given: nested_given(grants->grant, grants->count, tree, any); */
uint32_t while_memory_is_taken_back(struct tenon_grants *grants, struct tenon_nested_tree tree,
                                    uint64_t first, uint32_t any);

#endif
