/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The shape of nested page tables: pages of entries, what is known of each page, and the walk.
///
/// A tree is handed around by value: nothing that is written through it can change the tree itself.
#ifndef TENON_CORE_NESTED_TREE_H
#define TENON_CORE_NESTED_TREE_H

#include "tenon/core/base.h"

/// Entries of a table.
#define TENON_NESTED_ENTRIES 512u
/// Host-physical page numbers have at most 40 bits.
#define TENON_NESTED_NUMBERS 0x10000000000u

/// A table, aligned to its size, where the hardware reads it.
struct tenon_nested_page {
  uint64_t entry[TENON_NESTED_ENTRIES];
};

/// What is known of one page of the pool. The height counts from the leaves: a table of height 1
/// maps 4 KiB pages; one of height 2, 2 MiB blocks or tables of height 1; one of height 3, 1 GiB
/// blocks or tables; one of height 4, tables only. 0 is a free page.
struct tenon_nested_table {
  uint32_t height;   ///< 0 to 4
  uint32_t root;     ///< the root table that this table is reached from
  uint32_t owner;    ///< the VM that the tree belongs to
  uint32_t parent;   ///< the table whose entry points here; its own index for a root
  uint32_t tag;      ///< guest-physical address / bytes that the table covers
  uint32_t stack;    ///< belongs to the pool: the n-th free page, for element n
  uint32_t position; ///< of this free page in the stack
  uint32_t reserved;
};

/// Tables and how the ISA writes their entries. An invalid entry is 0.
struct tenon_nested_tree {
  struct tenon_nested_page *page;
  struct tenon_nested_table *table;
  uint64_t first;   ///< host-physical page number of page[0]
  uint32_t count;   ///< pages
  uint32_t low;     ///< 1: an entry's page number starts at bit 10 (RISC-V), 0: at bit 12
  uint32_t pointer; ///< bits 9:0 of an entry that points to a table; no block has them
  uint32_t small;   ///< added to the attributes in a leaf of 4 KiB
  uint32_t large;   ///< added to the attributes in a leaf of 2 MiB or 1 GiB
  uint32_t reserved;
};

TENON_BEGIN_C

/// Bytes that one entry of a table of `height` 1 to 4 maps.
uint64_t tenon_nested_span(uint32_t height);

/// The entry of a table of `height` 1 to 4 that `gpa` goes through.
uint32_t tenon_nested_slot(uint32_t height, uint64_t gpa);

/// The host-physical page number in an entry.
uint64_t tenon_nested_number(struct tenon_nested_tree tree, uint64_t entry);

/// The entry that points to table `index`.
uint64_t tenon_nested_pointer(struct tenon_nested_tree tree, uint32_t index);

/// The entry of a table of `height` that maps host-physical page `number` with `attributes`.
uint64_t tenon_nested_leaf(struct tenon_nested_tree tree, uint32_t height, uint64_t number,
                           uint64_t attributes);

/// The attributes in a leaf of a table of `height`.
uint64_t tenon_nested_attributes(struct tenon_nested_tree tree, uint32_t height, uint64_t entry);

/// The table in which the walk of `gpa` from `root` ends.
uint32_t tenon_nested_walk(struct tenon_nested_tree tree, uint32_t root, uint64_t gpa);

/// The entry with which the walk of `gpa` ends in `table`.
uint64_t tenon_nested_entry(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa);

TENON_END_C

#endif
