/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: does not say what it assigns */
#include <stdint.h>

/*@ terminates \true; exits \false; ensures same: \result == value; */
uint32_t no_assigns(uint32_t value) { return value; }
