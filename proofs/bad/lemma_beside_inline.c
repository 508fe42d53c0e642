/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: lemma_everything is not proved */
#include "tenon/core/value.h"

/* Beside a function that is proved with another file: a lemma must not slip through with it. */
/*@ lemma everything: \forall integer x, y; x == y; */

/*@ terminates \true; exits \false; assigns \nothing;
    ensures impossible: \result == value + 1; */
uint64_t impossible(uint64_t value) { return value; }
