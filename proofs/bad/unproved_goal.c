/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: ensures_wrong is not proved */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures wrong: \result == value + 1; */
uint32_t unproved_goal(uint32_t value) { return value; }
