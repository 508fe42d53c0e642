/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/nested_tree.h"

/*@ // An address that lies below another's table lies below one entry of it.
    lemma nested_tags: \forall integer h, g; 2 <= h <= 4 ==> 0 <= g < 0x10000000000000000 ==>
      nested_tag(h - 1, g) == nested_tag(h, g) * 512 + nested_slot(h, g);

    // Bits that leave the address free lie below and above it.
    lemma nested_free: \forall integer b; 0 <= b < 0x10000000000000000 ==>
      b / 4096 % 0x10000000000 == 0 ==>
      b == b % 4096 + b / 0x10000000000000 * 0x10000000000000 && b / 0x10000000000000 < 4096;
    lemma nested_low_free: \forall integer b; 0 <= b < 0x10000000000000000 ==>
      b / 1024 % 0x100000000000 == 0 ==>
      b == b % 1024 + b / 0x40000000000000 * 0x40000000000000 && b / 0x40000000000000 < 1024;
    lemma nested_join: \forall integer n, low, high; 0 <= n < 0x10000000000 ==>
      0 <= low < 4096 ==> 0 <= high < 4096 ==>
      n * 4096 + (low + high * 0x10000000000000) < 0x10000000000000000 &&
      (n * 4096 + (low + high * 0x10000000000000)) / 4096 % 0x10000000000 == n &&
      (n * 4096 + (low + high * 0x10000000000000)) % 1024 == low % 1024;
    lemma nested_low_join: \forall integer n, low, high; 0 <= n < 0x10000000000 ==>
      0 <= low < 1024 ==> 0 <= high < 1024 ==>
      n * 1024 + (low + high * 0x40000000000000) < 0x10000000000000000 &&
      (n * 1024 + (low + high * 0x40000000000000)) / 1024 % 0x10000000000 == n &&
      (n * 1024 + (low + high * 0x40000000000000)) % 1024 == low;
    lemma nested_numbers: \forall struct tenon_nested_tree t, integer h, n, b;
      nested_leaf_bits(t, h, b) ==> 0 <= n < 0x10000000000 ==>
        nested_field(t, n) + b < 0x10000000000000000 &&
        nested_number(t, nested_field(t, n) + b) == n &&
        (nested_field(t, n) + b) % 1024 == b % 1024;

    lemma nested_slots: \forall integer h, g; 0 <= g ==> 0 <= nested_slot(h, g) < 512;
    lemma nested_down{L}: \forall struct tenon_nested_tree t, integer p, g;
      nested_children(t) ==> 0 <= p < t.count ==> 0 <= g ==>
        nested_points(t, t.table[p].height, nested_entry(t, p, g)) ==>
        nested_child(t, p, nested_slot(t.table[p].height, g), nested_step(t, p, g)); */

uint64_t tenon_nested_span(uint32_t height) {
  if (height == 1u) return 0x1000u;
  if (height == 2u) return 0x200000u;
  if (height == 3u) return 0x40000000u;
  return 0x8000000000u;
}

uint32_t tenon_nested_slot(uint32_t height, uint64_t gpa) {
  if (height == 1u) return (uint32_t)(gpa / 0x1000u % 512u);
  if (height == 2u) return (uint32_t)(gpa / 0x200000u % 512u);
  if (height == 3u) return (uint32_t)(gpa / 0x40000000u % 512u);
  return (uint32_t)(gpa / 0x8000000000u % 512u);
}

uint64_t tenon_nested_number(struct tenon_nested_tree tree, uint64_t entry) {
  if (tree.low != 0) return entry / 1024u % TENON_NESTED_NUMBERS;
  return entry / 4096u % TENON_NESTED_NUMBERS;
}

uint64_t tenon_nested_end(uint32_t height, uint64_t gpa) {
  if (height == 1u) return gpa / 0x1000u * 0x1000u + 0x1000u;
  if (height == 2u) return gpa / 0x200000u * 0x200000u + 0x200000u;
  if (height == 3u) return gpa / 0x40000000u * 0x40000000u + 0x40000000u;
  return gpa / 0x8000000000u * 0x8000000000u + 0x8000000000u;
}

/* A page number where the entries of this tree have it. */
/*@ requires number: number < TENON_NESTED_NUMBERS;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures field: \result == nested_field(tree, number); */
static uint64_t field(struct tenon_nested_tree tree, uint64_t number) {
  if (tree.low != 0) return number * 1024u;
  return number * 4096u;
}

uint64_t tenon_nested_pointer(struct tenon_nested_tree tree, uint32_t index) {
  return field(tree, tree.first + index) + tree.pointer;
}

uint64_t tenon_nested_leaf(struct tenon_nested_tree tree, uint32_t height, uint64_t number,
                           uint64_t attributes) {
  const uint64_t bits = attributes + (height == 1u ? tree.small : tree.large);
  //@ assert bits: nested_leaf_bits(tree, height == 1 ? 1 : 2, bits);
  //@ assert plain: height >= 2 ==> bits % 1024 != tree.pointer;
  const uint64_t leaf = field(tree, number) + bits;
  //@ assert low: leaf % 1024 == bits % 1024;
  //@ assert attributes: nested_attributes(tree, height, leaf) == attributes;
  return leaf;
}

uint64_t tenon_nested_attributes(struct tenon_nested_tree tree, uint32_t height, uint64_t entry) {
  return entry - field(tree, tenon_nested_number(tree, entry)) -
         (height == 1u ? tree.small : tree.large);
}

uint32_t tenon_nested_step(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa) {
  const uint32_t height = tree.table[table].height;
  const uint64_t entry = tree.page[table].entry[tenon_nested_slot(height, gpa)];
  if (height < 2u || entry % 1024u != tree.pointer) return table;
  //@ assert points: nested_points(tree, height, nested_entry(tree, table, gpa));
  const uint64_t child = tenon_nested_number(tree, entry) - tree.first;
  //@ assert step: child == nested_step(tree, table, gpa);
  //@ assert child: nested_child(tree, table, nested_slot(height, gpa), child);
  return (uint32_t)child;
}

uint32_t tenon_nested_walk(struct tenon_nested_tree tree, uint32_t root, uint64_t gpa) {
  const uint32_t second = tenon_nested_step(tree, root, gpa);
  const uint32_t third = tenon_nested_step(tree, second, gpa);
  return tenon_nested_step(tree, third, gpa);
}

uint64_t tenon_nested_entry(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa) {
  return tree.page[table].entry[tenon_nested_slot(tree.table[table].height, gpa)];
}
