/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: Cast with incompatible pointers types */
#include <stdint.h>

/*@ requires valid: \valid_read(word); terminates \true; exits \false; assigns \nothing; */
uint16_t pointer_cast(const uint32_t *word) { return *(const uint16_t *)word; }
