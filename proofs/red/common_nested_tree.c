/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of nested_tree.h: none of these may prove. */
#define tenon_nested_slot tenon_nested_slot__red_1     /* must fail: slot */
#define tenon_nested_end tenon_nested_end__red_1       /* must fail: aligned */
#define tenon_nested_walk tenon_nested_walk__red_1     /* must fail: end */
#define tenon_nested_number tenon_nested_number__red_1 /* must fail: number */
#include "tenon/core/nested_tree.h"

/* Heights 3 and 4 taken for one. */
uint32_t tenon_nested_slot(uint32_t height, uint64_t gpa) {
  if (height == 1u) return (uint32_t)(gpa / 0x1000u % 512u);
  if (height == 2u) return (uint32_t)(gpa / 0x200000u % 512u);
  return (uint32_t)(gpa / 0x40000000u % 512u);
}

/* As far as an entry reaches, but from the address on. */
uint64_t tenon_nested_end(uint32_t height, uint64_t gpa) { return gpa + tenon_nested_span(height); }

/* RISC-V's place of the page number forgotten. */
uint64_t tenon_nested_number(struct tenon_nested_tree tree, uint64_t entry) {
  return entry / (tree.low != 0 ? 4096u : 4096u) % TENON_NESTED_NUMBERS;
}

/* A step short. */
uint32_t tenon_nested_walk(struct tenon_nested_tree tree, uint32_t root, uint64_t gpa) {
  const uint32_t second = tenon_nested_step(tree, root, gpa);
  return tenon_nested_step(tree, second, gpa);
}
