/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: seven is assumed */
#include <stdint.h>

/*@ admit lemma seven: \forall uint32_t x; x == 7; */

/*@ terminates \true; exits \false; assigns \nothing; ensures wrong: \result == 7; */
uint32_t admitted_lemma(uint32_t value) { return value; }
