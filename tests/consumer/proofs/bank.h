/* SPDX-License-Identifier: Apache-2.0 */
/* A bank of 32-bit registers that lies somewhere in a guest's memory. */
#ifndef CONSUMER_BANK_H
#define CONSUMER_BANK_H

#include "tenon/core/range_map.h"

#define BANK_REGISTERS 8u

struct bank {
  uint32_t claim; /* the number of its window in the range map */
  uint64_t start; /* of its window */
  uint32_t value[BANK_REGISTERS];
};

enum bank_answer { BANK_NOT_MINE = 0, BANK_DONE = 1, BANK_FAULT = 2 };

/*@ predicate bank_world(struct tenon_range_map *map, struct bank *bank) =
      tenon_range_map_memory(map) && tenon_ranges_sorted(map->range, map->count) &&
      \valid(bank) && \separated(bank, map, map->range + (0 .. map->capacity - 1));

    predicate bank_has(struct bank *bank, integer address, integer width) =
      width == 4 && bank->start <= address < bank->start + 4 * BANK_REGISTERS &&
      (address - bank->start) % 4 == 0;

    predicate bank_owns(struct tenon_range_map *map, struct bank *bank, integer address) =
      tenon_range_claimed(map->range, map->count, address, bank->claim); */

TENON_BEGIN_C

/* Tells the hypervisor that register `index` was written. It changes nothing that C sees: this is
 * assumed, and listed in ASSUMPTIONS.md. */
/*@ requires index: index < BANK_REGISTERS;
    terminates \true;
    exits \false;
    assigns \nothing; */
void bank_bell(uint32_t index);

/* A guest's write. It changes one register, and only if every byte lies in the bank's window. */
/*@ requires world: bank_world(map, bank);
    terminates \true;
    exits \false;
    assigns bank->value[0 .. BANK_REGISTERS - 1];
    ensures answer: \result <= BANK_FAULT;
    ensures owned: \result != BANK_NOT_MINE ==>
      \forall integer a; address <= a < address + width ==> bank_owns(map, bank, a);
    ensures done: \result == BANK_DONE <==> \result != BANK_NOT_MINE &&
      bank_has(bank, address, width);
    ensures written: \result == BANK_DONE ==>
      bank->value[(address - bank->start) / 4] == value;
    ensures others: \forall integer i; 0 <= i < BANK_REGISTERS &&
      (\result != BANK_DONE || i != (address - bank->start) / 4) ==>
        bank->value[i] == \old(bank->value[i]); */
uint32_t bank_write(const struct tenon_range_map* map, struct bank* bank, uint64_t address,
                    uint64_t width, uint32_t value);

TENON_END_C

#endif
