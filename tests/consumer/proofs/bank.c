/* SPDX-License-Identifier: Apache-2.0 */
#include "bank.h"

/*@ requires bank: \valid_read(bank);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures has: \result == 1 <==> bank_has(bank, address, width);
    ensures bit: \result <= 1; */
static uint32_t has_register(const struct bank* bank, uint64_t address, uint64_t width) {
  if (width != 4u || address < bank->start) {
    return 0u;
  }
  uint64_t offset = address - bank->start;
  return offset < 4u * BANK_REGISTERS && offset % 4u == 0u ? 1u : 0u;
}

uint32_t bank_write(const struct tenon_range_map* map, struct bank* bank, uint64_t address,
                    uint64_t width, uint32_t value) {
  uint32_t claim = 0;
  if (tenon_range_map_find(map, address, width, &claim) != (uint32_t)TENON_RANGE_INSIDE ||
      claim != bank->claim) {
    return (uint32_t)BANK_NOT_MINE;
  }
  if (has_register(bank, address, width) == 0u) {
    return (uint32_t)BANK_FAULT;
  }
  uint32_t index = (uint32_t)((address - bank->start) / 4u);
  bank->value[index] = value;
  bank_bell(index);
  return (uint32_t)BANK_DONE;
}
