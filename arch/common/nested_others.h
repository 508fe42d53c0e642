/* SPDX-License-Identifier: Apache-2.0 */
/* What other trees do not notice twice they do not notice at all. */
#ifndef TENON_ARCH_COMMON_NESTED_OTHERS_H
#define TENON_ARCH_COMMON_NESTED_OTHERS_H

#include "tenon/core/nested_tree.h"

/*@ lemma foreign_then{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_others_kept{A, B}(t, root) ==> nested_others_kept{B, C}(t, root) ==>
        nested_others_kept{A, C}(t, root); */

#endif
