/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: red_twin__red_1 is not refuted */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures small: \result <= 7; */
uint32_t red_twin__red_1(uint32_t value) { /* must fail: small */ return value % 8u; }
