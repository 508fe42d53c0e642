/* SPDX-License-Identifier: Apache-2.0 */
/* No caller can fulfil this contract, and so everything is proved of it.
 * must be refused: doomed */
#include <stdint.h>

uint32_t doomed(uint32_t x);

/*@ requires small: x < 10;
    requires large: x > 20;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures nonsense: \result == x + 1; */
uint32_t doomed(uint32_t x) { return x; }
