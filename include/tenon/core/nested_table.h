/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Nested page tables (Arm stage 2, RISC-V G-stage, Intel EPT, AMD NPT) over a pool of 4 KiB pages
/// that the caller hands in. The ISA's description of an entry is data: struct
/// tenon_nested_format.
#ifndef TENON_CORE_NESTED_TABLE_H
#define TENON_CORE_NESTED_TABLE_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"
#include "tenon/core/exit.h"

/// Entries of a table.
#define TENON_NESTED_ENTRIES 512u

/// What kind of memory a guest sees at a mapping.
enum tenon_memory {
  TENON_MEMORY_NORMAL = 0,        ///< write-back cacheable
  TENON_MEMORY_DEVICE = 1,        ///< no gathering, no reordering
  TENON_MEMORY_NON_CACHEABLE = 2, ///< normal, not cached
  TENON_MEMORY_KINDS = 3
};

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
  uint32_t tag;      ///< which part of the guest-physical space: address / 512 entries' bytes
  uint32_t stack;    ///< belongs to the pool: the n-th free page, for element n
  uint32_t position; ///< of this free page in the stack
  uint32_t reserved;
};

/// How an ISA writes entries. An invalid entry is 0.
struct tenon_nested_format {
  /// Bits of a leaf but its address and level: [memory kind][TENON_ACCESS_* bits]; 0 where the ISA
  /// cannot express that access.
  uint64_t attribute[TENON_MEMORY_KINDS][8];
  uint64_t limit; ///< host-physical addresses lie below, a multiple of 1 GiB
  uint32_t low;   ///< 1: the page number starts at bit 10 (RISC-V), 0: at bit 12
  uint32_t table; ///< bits 9:0 of an entry that points to a table; no block has them
  uint32_t page;  ///< added to the attribute in a leaf of 4 KiB
  uint32_t block; ///< added to the attribute in a leaf of 2 MiB or 1 GiB
};

struct tenon_nested_pool {
  struct tenon_nested_page *page;
  struct tenon_nested_table *table;
  uint64_t base;  ///< host-physical address of page[0]
  uint32_t count; ///< pages
  uint32_t free;  ///< free pages
  struct tenon_nested_format format;
};

#endif
