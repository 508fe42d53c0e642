/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of a tree goes on while nothing of it changes. Each lemma is proved on its own, away
   from the code that uses it: that is what keeps the proofs of the code short. */
#ifndef TENON_ARCH_COMMON_NESTED_KEPT_H
#define TENON_ARCH_COMMON_NESTED_KEPT_H

#include "tenon/core/nested_table.h"

/*@ lemma kept_heights{A, B}: \forall struct tenon_nested_tree t;
      nested_heights{A}(t) ==> nested_tables_kept{A, B}(t) ==> nested_heights{B}(t);
    lemma kept_children{A, B}: \forall struct tenon_nested_tree t;
      nested_children{A}(t) ==> nested_tables_kept{A, B}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_children{B}(t);
    lemma kept_leaves{A, B}: \forall struct tenon_nested_tree t;
      nested_leaves{A}(t) ==> nested_tables_kept{A, B}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_leaves{B}(t);
    lemma kept_clean{A, B}: \forall struct tenon_nested_tree t;
      nested_clean{A}(t) ==> nested_tables_kept{A, B}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_clean{B}(t);
    lemma kept_stack{A, B}: \forall struct tenon_nested_tree t, integer free;
      nested_stack{A}(t, free) ==> nested_tables_kept{A, B}(t) ==> nested_order_kept{A, B}(t) ==>
        nested_stack{B}(t, free); */

#endif
