/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: bank_nothing has no contract */
#include <stdint.h>

uint32_t bank_nothing(uint32_t index) { return index; }
