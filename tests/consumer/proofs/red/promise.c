/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: tenon_range_map_find has another contract than in tenon */
#include "bank.h"

/* More than tenon has proved. */
/*@ ensures always: \result == TENON_RANGE_INSIDE; */
uint32_t tenon_range_map_find(const struct tenon_range_map* map, uint64_t address, uint64_t width,
                              uint32_t* claim);

/*@ requires world: bank_world(map, bank);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures inside: \result == 1; */
uint32_t bank_inside(const struct tenon_range_map* map, const struct bank* bank) {
  uint32_t claim = 0;
  uint32_t found = tenon_range_map_find(map, bank->start, 4, &claim);
  return found == (uint32_t)TENON_RANGE_INSIDE ? 1u : 0u;
}
