/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// AArch64 stage 2: 4 KiB granule, 3 levels (39-bit guest-physical addresses, start level 1) or 4
/// (48 bits, start level 0). DDI 0487 D8.
///
/// One caller at a time for one pool. While unmap or protect divides a block, the block is invalid
/// for a moment (break-before-make, DDI 0487 D8.16.1): another CPU that runs a vCPU of the VM may
/// then take a stage-2 fault on an address that `tenon_aarch64_stage2_translate` finds mapped; it
/// enters the guest again.
#ifndef TENON_CORE_AARCH64_NESTED_H
#define TENON_CORE_AARCH64_NESTED_H

#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/hardware_nested.h"
#include "tenon/core/aarch64/vttbr.h"
#include "tenon/core/nested_table.h"
#include "tenon/core/stage2.h"

/*@ // MemAttr 5:2 (DDI 0487 D8.6.5, FWB off), S2AP 7:6 (D8.4.3), SH 9:8, AF 10, XN 54 (D8.4.6).
    logic integer stage2_memattr(integer memory) =
      memory == TENON_MEMORY_DEVICE ? 1 : memory == TENON_MEMORY_NON_CACHEABLE ? 5 : 15;
    logic integer stage2_sh(integer memory) = memory == TENON_MEMORY_DEVICE ||
      memory == TENON_MEMORY_NON_CACHEABLE ? 2 : 3;
    logic integer stage2_attributes(integer access, integer memory) =
      stage2_memattr(memory) * 0x4 + access % 4 * 0x40 + stage2_sh(memory) * 0x100 + 0x400 +
      (access / 4 % 2 == 0 ? 0x40000000000000 : 0);

    // A pool of stage-2 tables: every access can be expressed, and 48 bits are enough.
    predicate stage2_pool{L}(struct tenon_nested_pool *pool) =
      nested_pool(pool) && pool->limit <= 0x1000000000000 &&
      (pool->tree.first + pool->tree.count) * 4096 <= pool->limit &&
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==> pool->attribute[i] != 0;
    // A second stage that has its root in the pool, and its identifier.
    predicate stage2_rooted{L}(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2) =
      \valid_read(stage2) && nested_root(pool->tree, stage2->table) &&
      stage2->vmid <= 0xffff && stage2->root < 0x1000000000000;
    predicate stage2_apart{L}(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2) =
      \separated(stage2, pool, pool->tree.page + (0 .. pool->tree.count - 1),
                 pool->tree.table + (0 .. pool->tree.count - 1)); */

TENON_BEGIN_C

/// The attributes of a stage-2 leaf that allows `access` (TENON_ACCESS_*) to `memory` (enum
/// tenon_memory): MemAttr, S2AP, SH, AF, XN (DDI 0487 D8.3.2). Contiguous and DBM are off.
/*@ requires access: access <= 7;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures attributes: \result == stage2_attributes(access, memory); */
uint64_t tenon_aarch64_stage2_attributes(uint32_t access, uint32_t memory);

/// A pool of `count` tables for stage 2 on CPUs with `features`. `pages` lies at host-physical
/// `base`, 4 KiB aligned; the pool zeroes it.
/// \return TENON_OK; invalid_argument if count is 0; unaligned; out_of_range.
/*@ requires memory: \valid(pool) && \valid(pages + (0 .. count - 1)) &&
      \valid(tables + (0 .. count - 1)) && \valid_read(features);
    requires apart: \separated(pool, pages + (0 .. count - 1), tables + (0 .. count - 1));
    terminates \true;
    exits \false;
    assigns *pool, pages[0 .. count - 1], tables[0 .. count - 1];
    ensures result: \result == TENON_OK || \result == TENON_ERROR_invalid_argument ||
      \result == TENON_ERROR_unaligned || \result == TENON_ERROR_out_of_range;
    ensures empty: \result == TENON_ERROR_invalid_argument <==> count == 0 || count == TENON_NONE;
    ensures unaligned: \result == TENON_ERROR_unaligned ==> base % 4096 != 0;
    ensures pool: \result == TENON_OK ==> stage2_pool(pool) && pool->free == count &&
      pool->tree.page == pages && pool->tree.table == tables && pool->tree.count == count; */
uint32_t tenon_aarch64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base,
                                        const struct tenon_aarch64_features *features);

/// An empty second stage of 3 or 4 levels that belongs to VM `owner`, without a VM identifier.
/// \return TENON_OK; invalid_argument for other levels; unsupported for 4 levels on a CPU of less
/// than 44 output bits; out_of_tables.
/*@ requires pool: stage2_pool(pool);
    requires stage2: \valid(stage2) && stage2_apart(pool, stage2);
    terminates \true;
    exits \false;
    assigns *stage2, pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    behavior invalid:
      assumes levels != 3 && levels != 4;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unsupported:
      assumes levels == 4 && pool->guest < 0x100000000000;
      ensures result: \result == TENON_ERROR_unsupported;
    behavior out_of_tables:
      assumes levels == 3 || (levels == 4 && pool->guest >= 0x100000000000);
      assumes pool->free == 0;
      ensures result: \result == TENON_ERROR_out_of_tables;
    behavior created:
      assumes levels == 3 || (levels == 4 && pool->guest >= 0x100000000000);
      assumes pool->free != 0;
      ensures result: \result == TENON_OK;
      ensures rooted: stage2_rooted(pool, stage2);
      ensures root: stage2->root == (pool->tree.first + stage2->table) * 4096;
      ensures levels: stage2->levels == levels;
      ensures no_identifier: stage2->vmid == 0 && stage2->generation == 0;
      ensures empty: nested_zero(\old(pool->tree), stage2->table);
      ensures owner: pool->tree.table[stage2->table].owner == owner;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner);

/// Gives all tables back; on return every CPU has forgotten the VM's translations. No vCPU of the VM
/// is bound any more.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures gone: nested_gone(\old(pool->tree), \old(stage2->table));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    ensures forgotten: tenon_no_debt(stage2->vmid); */
void tenon_aarch64_stage2_destroy(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2);

/// Maps `bytes` at guest-physical `gpa` to host-physical `hpa`, all multiples of 4 KiB, in the
/// largest blocks that fit. `access`: TENON_ACCESS_*; `memory`: enum tenon_memory. Guest-physical
/// addresses lie below 2^39 or 2^48, and below what the CPU can output (VTCR_EL2.T0SZ, traps.h).
/// \return TENON_OK; invalid_argument; unaligned; out_of_range; already_mapped; out_of_tables.
/// A refusal changes no translation.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    ensures forgotten: tenon_no_debt(stage2->vmid);
    ensures leads: \result == TENON_OK ==> nested_leads(\old(pool->tree), \old(stage2->table), gpa,
      gpa + bytes, hpa, pool->attribute[memory * 8 + access]);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    behavior invalid:
      assumes nested_map_invalid(bytes, access, memory);
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes nested_map_unaligned(gpa, hpa, bytes);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes nested_map_outside(pool, stage2->table, gpa, hpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior tried:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes !nested_map_outside(pool, stage2->table, gpa, hpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_already_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory);

/// Unmaps `bytes` at `gpa`; blocks that stick out are divided.
/// \return TENON_OK; invalid_argument; unaligned; out_of_range; not_mapped; out_of_tables.
/// A refusal changes no translation. On return no CPU uses what was unmapped.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    ensures forgotten: tenon_no_debt(stage2->vmid);
    ensures gone: \result == TENON_OK ==>
      nested_nothing(\old(pool->tree), \old(stage2->table), gpa, gpa + bytes);
    ensures kept: nested_pages_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    behavior empty:
      assumes bytes == 0;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes bytes != 0 && (gpa % 4096 != 0 || bytes % 4096 != 0);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes nested_outside(pool, stage2->table, gpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes !nested_outside(pool, stage2->table, gpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes);

/// Changes what the guest may do with `bytes` at `gpa`; errors as unmap.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2) && stage2_apart(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->vmid);
    terminates \true;
    exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], TENON_DEBT(stage2->vmid);
    ensures pool: stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    ensures forgotten: tenon_no_debt(stage2->vmid);
    ensures protected: \result == TENON_OK ==> nested_pages_protected{Pre, Post}(pool,
      \old(stage2->table), gpa, gpa + bytes, access);
    ensures kept: nested_pages_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->table));
    behavior empty:
      assumes bytes == 0 || access > 7;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes bytes != 0 && access <= 7 && (gpa % 4096 != 0 || bytes % 4096 != 0);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes bytes != 0 && access <= 7 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes nested_outside(pool, stage2->table, gpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes bytes != 0 && access <= 7 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes !nested_outside(pool, stage2->table, gpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access);

/// Where `gpa` leads; height 1, 2 and 3 are the hardware's levels 3, 2 and 1. \return TENON_OK;
/// not_mapped or out_of_range, and *out all zero.
/*@ requires pool: stage2_pool(pool);
    requires stage2: stage2_rooted(pool, stage2);
    requires out: \valid(out) && \separated(out, pool,
      pool->tree.page + (0 .. pool->tree.count - 1),
      pool->tree.table + (0 .. pool->tree.count - 1));
    requires apart: \separated(out, stage2);
    terminates \true;
    exits \false;
    assigns *out;
    ensures pool: stage2_pool(pool);
    ensures reserved: out->reserved == 0;
    ensures nowhere: \result != TENON_OK ==> nested_nowhere(out);
    ensures somewhere: \result == TENON_OK ==> 1 <= out->height <= 3 &&
      0 < out->bytes <= nested_bytes(out->height) && out->access <= 7 &&
      out->memory < TENON_MEMORY_KINDS && out->hpa + out->bytes <= 0x10000000000000;
    ensures leads: \result == TENON_OK ==> nested_leads_to{Pre}(pool, \old(stage2->table), gpa,
      out->hpa, out->bytes, out->height, out->memory * 8 + out->access);
    behavior out_of_range:
      assumes gpa >= nested_limit(pool, stage2->table);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes gpa < nested_limit(pool, stage2->table);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped;
      ensures nothing: \result != TENON_OK ==>
        nested_leads_nowhere{Pre}(pool, \old(stage2->table), gpa);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out);

TENON_END_C

#endif
