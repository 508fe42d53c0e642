/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: the proof reads */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures zero: \result == 0; */
uint32_t other_source(uint32_t value) {
#ifdef __FRAMAC__
  return 0u * value;
#else
  return value;
#endif
}
