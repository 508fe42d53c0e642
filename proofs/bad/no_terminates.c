/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: does not say `terminates \true` */
#include <stdint.h>

/*@ exits \false; assigns \nothing; */
uint32_t no_terminates(uint32_t value) { return value; }
