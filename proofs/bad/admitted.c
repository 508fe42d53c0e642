/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: an admitted clause */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures wrong: \result == 7; */
uint32_t admitted(uint32_t value) {
  //@ admit value == 7;
  return value;
}
