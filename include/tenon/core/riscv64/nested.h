/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// RISC-V second stage (G-stage): Sv39x4 and Sv48x4, whose root has four times the entries of a
/// table (privileged specification, "Two-stage address translation").
///
/// A pool knows tables of one page. So the tree in the pool begins with a table of one page, and
/// the root that the hart walks is a second one, of 16 KiB, that the caller gives: its first page
/// repeats the tree's first table after each change, its other three pages stay zero.
/// Guest-physical
/// addresses lie below 2^39 (Sv39x4) or 2^48 (Sv48x4), a quarter of what the modes could reach.
///
/// One caller at a time for one pool. While unmap or protect divides a block, the block is invalid
/// for a moment: another hart that runs a vCPU of the VM may then take a guest-page fault on an
/// address that `tenon_riscv64_stage2_translate` finds mapped; it enters the guest again.
#ifndef TENON_CORE_RISCV64_NESTED_H
#define TENON_CORE_RISCV64_NESTED_H

#include "tenon/core/nested_table.h"
#include "tenon/core/riscv64/cpu.h"
#include "tenon/core/riscv64/hardware_nested.h"
#include "tenon/core/riscv64/hgatp.h"
#include "tenon/core/stage2.h"

/// The root that the hart walks: 16 KiB, aligned to its size.
struct tenon_riscv64_root {
  struct tenon_nested_page page[4];
};

/// A VM's second stage: what its vCPUs see, and its root.
struct tenon_riscv64_stage2 {
  struct tenon_stage2 common;
  struct tenon_riscv64_root *root;
};

/*@ // Bits of a leaf (privileged specification, "Sv39: page-table entry"): V 0, R 1, W 2, X 3, U 4,
    // A 6, D 7. U is set in every leaf of a second stage; A and D are set, so that no hart has to
    // set them. W without R is reserved. PBMT stays 0: the memory's own attributes.
    logic integer rv_gstage_attributes(integer access) =
      access == 0 || access % 4 == 2 ? 0 :
      0xd1 + access % 2 * 2 + access / 2 % 2 * 4 + access / 4 % 2 * 8; */

TENON_BEGIN_C

/// The attributes of a leaf that allows `access` (TENON_ACCESS_*); 0: it cannot be expressed.
/*@ requires access: access <= 7;
    terminates \true; exits \false; assigns \nothing;
    ensures attributes: \result == rv_gstage_attributes(access); */
uint64_t tenon_riscv64_stage2_attributes(uint32_t access);

/// A pool of `count` tables. `pages` lies at host-physical `base`, 4 KiB aligned; the pool zeroes
/// it. \return TENON_OK; invalid_argument if count is 0; unaligned; out_of_range.
/*@ requires memory: \valid(pool) && \valid(pages + (0 .. count - 1)) &&
      \valid(tables + (0 .. count - 1));
    requires apart: \separated(pool, pages + (0 .. count - 1), tables + (0 .. count - 1));
    terminates \true; exits \false;
    assigns *pool, pages[0 .. count - 1], tables[0 .. count - 1];
    ensures pool: \result == TENON_OK ==> nested_pool(pool) && pool->free == count; */
uint32_t tenon_riscv64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base);

/// Copies table `table` of the pool into the first page of the root.
/*@ requires pool: nested_pool(pool);
    requires table: table < pool->tree.count;
    requires root: \valid(root) && \separated(root, pool,
      pool->tree.page + (0 .. pool->tree.count - 1),
      pool->tree.table + (0 .. pool->tree.count - 1));
    terminates \true; exits \false;
    assigns root->page[0].entry[0 .. 511];
    ensures same: \forall integer i; 0 <= i < 512 ==>
      root->page[0].entry[i] == pool->tree.page[table].entry[i]; */
void tenon_riscv64_stage2_mirror(const struct tenon_nested_pool *pool, uint32_t table,
                                 struct tenon_riscv64_root *root);

/// An empty second stage of 3 levels (Sv39x4) or 4 (Sv48x4) that belongs to VM `owner`, without a
/// VM identifier. `root` lies at host-physical `base`, 16 KiB aligned, and is zeroed.
/// \return TENON_OK; invalid_argument for other levels; unaligned; out_of_tables.
uint32_t tenon_riscv64_stage2_create(struct tenon_nested_pool *pool,
                                     struct tenon_riscv64_stage2 *stage2,
                                     struct tenon_riscv64_root *root, uint64_t base,
                                     uint32_t levels, uint32_t owner);

/// Gives all tables back; on return every hart has forgotten the VM's translations. No vCPU of the
/// VM is bound any more.
void tenon_riscv64_stage2_destroy(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2);

/// Maps `bytes` at guest-physical `gpa` to host-physical `hpa`, all multiples of 4 KiB, in the
/// largest blocks that fit. `access`: TENON_ACCESS_*; `memory`: enum tenon_memory.
/// \return TENON_OK; invalid_argument; unsupported: no access, or write without read; unaligned;
/// out_of_range; already_mapped; out_of_tables. A refusal changes no translation. The memory kinds
/// are mapped alike: PBMT is off, and the memory's own attributes count.
uint32_t tenon_riscv64_stage2_map(struct tenon_nested_pool *pool,
                                  const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                  uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory);

/// Unmaps `bytes` at `gpa`; blocks that stick out are divided. \return TENON_OK; invalid_argument;
/// unaligned; out_of_range; not_mapped; out_of_tables. A refusal changes no translation. On return
/// no hart uses what was unmapped.
uint32_t tenon_riscv64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes);

/// Changes what the guest may do with `bytes` at `gpa`; errors as unmap, and unsupported.
uint32_t tenon_riscv64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access);

/// Where `gpa` leads. \return TENON_OK; not_mapped or out_of_range, and *out all zero.
uint32_t tenon_riscv64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out);

TENON_END_C

#endif
