/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: bank_shift_ensures_next is not proved */
#include "bank.h"

/* One register too far, and none after the last one. */
/*@ requires bank: \valid_read(bank);
    requires index: index < BANK_REGISTERS;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures next: \result == bank->value[index]; */
uint32_t bank_shift(const struct bank* bank, uint32_t index) {
  return bank->value[(index + 1u) % BANK_REGISTERS];
}
