/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: Neither code nor specification */
#include <stdint.h>

uint32_t unspecified(void);

/*@ terminates \true; exits \false; assigns \nothing; */
uint32_t no_specification(void) { return unspecified(); }
