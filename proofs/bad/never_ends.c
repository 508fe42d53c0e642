/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: does not say `terminates \true` */
#include <stdint.h>

/*@ terminates \false; exits \false; assigns \nothing; */
uint32_t never_ends(uint32_t value) { return value; }
