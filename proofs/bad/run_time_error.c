/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: assert_rte_unsigned_overflow is not proved */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; */
uint32_t run_time_error(uint32_t value) { return value + 1u; }
