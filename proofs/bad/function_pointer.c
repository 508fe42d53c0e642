/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: a function pointer */
#include <stdint.h>

struct function_pointer_table {
  uint32_t (*entry)(uint32_t value);
};

/*@ requires valid: \valid_read(table); terminates \true; exits \false; assigns \nothing; */
uint32_t function_pointer(const struct function_pointer_table *table, uint32_t value) {
  return table->entry != 0 ? value : 0u;
}
