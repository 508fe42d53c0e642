/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: no_contract has no contract */
#include <stdint.h>

uint32_t no_contract(uint32_t value) { return value; }
