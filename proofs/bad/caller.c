/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: call_callee_requires_small is not proved */
#include <stdint.h>

/*@ requires small: value < 8; terminates \true; exits \false; assigns \nothing; */
static uint32_t callee(uint32_t value) { return value; }

/*@ terminates \true; exits \false; assigns \nothing; */
uint32_t caller(uint32_t value) { return callee(value); }
