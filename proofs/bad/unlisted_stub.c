/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: unlisted_stub_register is assumed */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures zero: \result == 0; */
uint32_t unlisted_stub_register(void);

/*@ terminates \true; exits \false; assigns \nothing; ensures zero: \result == 0; */
uint32_t unlisted_stub(void) { return unlisted_stub_register(); }
