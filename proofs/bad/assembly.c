/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: inline assembly */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; */
uint32_t assembly(uint32_t value) {
  __asm__ volatile("" ::: "memory");
  return value;
}
