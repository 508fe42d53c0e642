/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: everything_small is assumed */
#include <stdint.h>

/*@ axiomatic small { axiom everything_small: \forall integer x; x < 7; } */

/*@ terminates \true; exits \false; assigns \nothing; ensures wrong: \result < 7; */
uint32_t axiom(uint32_t value) { return value; }
