/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: calls itself */
#include <stdint.h>

/*@ terminates \true; decreases value; exits \false; assigns \nothing; */
uint32_t recursion(uint32_t value) { return value == 0u ? 0u : recursion(value - 1u); }
