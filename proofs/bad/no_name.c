/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: has 1 clauses without a name */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures \result == value; */
uint32_t no_name(uint32_t value) { return value; }
