/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: a variable that can change */
#include <stdint.h>

static uint32_t counter;

/*@ terminates \true; exits \false; assigns counter; */
uint32_t variable(uint32_t value) {
  counter = value;
  return counter;
}
