/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: bank_oracle is assumed, but the project lists no assumptions */
#include <stdint.h>

/*@ terminates \true; exits \false; assigns \nothing; ensures lucky: \result == 7; */
uint32_t bank_oracle(void);

/*@ terminates \true; exits \false; assigns \nothing; ensures lucky: \result == 7; */
uint32_t bank_ask(void) { return bank_oracle(); }
