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
      0xd1 + access % 2 * 2 + access / 2 % 2 * 4 + access / 4 % 2 * 8;

    // A pool of second-stage tables.
    predicate rv_stage2_pool{L}(struct tenon_nested_pool *pool) =
      nested_pool(pool) && pool->guest <= 0x1000000000000 &&
      \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        pool->attribute[i] == rv_gstage_attributes(i % 8);
    // A second stage that has its tree in the pool, its root beside it, and its identifier.
    predicate rv_stage2_rooted{L}(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2) =
      \valid_read(stage2) && \valid(stage2->root) &&
      nested_root(pool->tree, stage2->common.table) && stage2->common.vmid <= 0x3fff;
    predicate rv_root_apart{L}(struct tenon_nested_pool *pool, struct tenon_riscv64_root *root) =
      \separated(root, pool, pool->tree.page + (0 .. pool->tree.count - 1),
                 pool->tree.table + (0 .. pool->tree.count - 1));
    predicate rv_stage2_apart{L}(struct tenon_nested_pool *pool,
                                 struct tenon_riscv64_stage2 *stage2,
                                 struct tenon_riscv64_root *root) =
      rv_root_apart(pool, root) &&
      \separated(stage2, root, pool, pool->tree.page + (0 .. pool->tree.count - 1),
                 pool->tree.table + (0 .. pool->tree.count - 1));
    // What harts walk: the tree's first table, and nothing above it.
    predicate rv_first{L}(struct tenon_nested_tree t, integer table,
                          struct tenon_riscv64_root *root) =
      \forall integer i; 0 <= i < 512 ==> root->page[0].entry[i] == t.page[table].entry[i];
    predicate rv_rest{L}(struct tenon_riscv64_root *root) =
      \forall integer k, i; 1 <= k < 4 ==> 0 <= i < 512 ==> root->page[k].entry[i] == 0;
    predicate rv_shown{L}(struct tenon_nested_pool *pool, struct tenon_riscv64_stage2 *stage2) =
      rv_first(pool->tree, stage2->common.table, stage2->root) && rv_rest(stage2->root); */

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
    ensures result: \result == TENON_OK || \result == TENON_ERROR_invalid_argument ||
      \result == TENON_ERROR_unaligned || \result == TENON_ERROR_out_of_range;
    ensures empty: \result == TENON_ERROR_invalid_argument <==> count == 0 || count == TENON_NONE;
    ensures unaligned: \result == TENON_ERROR_unaligned ==> base % 4096 != 0;
    ensures pool: \result == TENON_OK ==> rv_stage2_pool(pool) && pool->free == count &&
      pool->tree.page == pages && pool->tree.table == tables && pool->tree.count == count; */
uint32_t tenon_riscv64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base);

/// Copies table `table` of the pool into the first page of the root.
/*@ requires pool: nested_pool(pool);
    requires table: table < pool->tree.count;
    requires root: \valid(root) && rv_root_apart(pool, root);
    terminates \true; exits \false;
    assigns root->page[0].entry[0 .. 511];
    ensures same: rv_first(pool->tree, table, root); */
void tenon_riscv64_stage2_mirror(const struct tenon_nested_pool *pool, uint32_t table,
                                 struct tenon_riscv64_root *root);

/// An empty second stage of 3 levels (Sv39x4) or 4 (Sv48x4) that belongs to VM `owner`, without a
/// VM identifier. `root` lies at host-physical `base`, 16 KiB aligned, and is zeroed.
/// \return TENON_OK; invalid_argument for other levels; unaligned; out_of_tables.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: \valid(stage2) && \valid(root) && rv_stage2_apart(pool, stage2, root);
    terminates \true; exits \false;
    assigns *stage2, root->page[0 .. 3], pool->free, pool->tree.table[0 .. pool->tree.count - 1];
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), -1);
    behavior invalid:
      assumes levels != 3 && levels != 4;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes (levels == 3 || levels == 4) && base % 0x4000 != 0;
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_tables:
      assumes (levels == 3 || levels == 4) && base % 0x4000 == 0;
      assumes pool->free == 0;
      ensures result: \result == TENON_ERROR_out_of_tables;
    behavior created:
      assumes (levels == 3 || levels == 4) && base % 0x4000 == 0;
      assumes pool->free != 0;
      ensures result: \result == TENON_OK;
      ensures rooted: rv_stage2_rooted(pool, stage2) && stage2->root == root;
      ensures shown: rv_shown(pool, stage2);
      ensures base: stage2->common.root == base && stage2->common.levels == levels;
      ensures no_identifier: stage2->common.vmid == 0 && stage2->common.generation == 0;
      ensures empty: nested_zero(\old(pool->tree), stage2->common.table);
      ensures owner: pool->tree.table[stage2->common.table].owner == owner;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_riscv64_stage2_create(struct tenon_nested_pool *pool,
                                     struct tenon_riscv64_stage2 *stage2,
                                     struct tenon_riscv64_root *root, uint64_t base,
                                     uint32_t levels, uint32_t owner);

/// Gives all tables back; on return every hart has forgotten the VM's translations. No vCPU of the
/// VM is bound any more.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: rv_stage2_rooted(pool, stage2) &&
      rv_stage2_apart(pool, stage2, stage2->root);
    requires shown: rv_rest(stage2->root);
    requires no_debt: tenon_no_debt(stage2->common.vmid);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], stage2->root->page[0].entry[0 .. 511],
            TENON_DEBT(stage2->common.vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures gone: nested_gone(\old(pool->tree), \old(stage2->common.table));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    ensures nothing: \forall integer k, i; 0 <= k < 4 ==> 0 <= i < 512 ==>
      stage2->root->page[k].entry[i] == 0;
    ensures forgotten: tenon_no_debt(stage2->common.vmid); */
void tenon_riscv64_stage2_destroy(struct tenon_nested_pool *pool,
                                  struct tenon_riscv64_stage2 *stage2);

/// Maps `bytes` at guest-physical `gpa` to host-physical `hpa`, all multiples of 4 KiB, in the
/// largest blocks that fit. `access`: TENON_ACCESS_*; `memory`: enum tenon_memory.
/// \return TENON_OK; invalid_argument; unsupported: no access, or write without read; unaligned;
/// out_of_range; already_mapped; out_of_tables. A refusal changes no translation. The memory kinds
/// are mapped alike: PBMT is off, and the memory's own attributes count. Every hart is told to forget
/// the VM's translations, for it may keep what it has not found: the firmware needs RFENCE here already,
/// before a hart is enabled.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: rv_stage2_rooted(pool, stage2) &&
      rv_stage2_apart(pool, stage2, stage2->root);
    requires shown: rv_shown(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->common.vmid);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], stage2->root->page[0].entry[0 .. 511],
            TENON_DEBT(stage2->common.vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    ensures shown: rv_shown(pool, stage2);
    ensures forgotten: tenon_no_debt(stage2->common.vmid);
    ensures leads: \result == TENON_OK ==> nested_leads(\old(pool->tree), \old(stage2->common.table), gpa,
      gpa + bytes, hpa, pool->attribute[memory * 8 + access]);
    ensures kept: nested_leaves_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->common.table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    behavior invalid:
      assumes nested_map_invalid(bytes, access, memory);
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unsupported:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes rv_gstage_attributes(access) == 0;
      ensures result: \result == TENON_ERROR_unsupported;
    behavior unaligned:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes rv_gstage_attributes(access) != 0;
      assumes nested_map_unaligned(gpa, hpa, bytes);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes rv_gstage_attributes(access) != 0;
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes nested_map_outside(pool, stage2->common.table, gpa, hpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior tried:
      assumes !nested_map_invalid(bytes, access, memory);
      assumes rv_gstage_attributes(access) != 0;
      assumes !nested_map_unaligned(gpa, hpa, bytes);
      assumes !nested_map_outside(pool, stage2->common.table, gpa, hpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_already_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_riscv64_stage2_map(struct tenon_nested_pool *pool,
                                  const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                  uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory);

/// Unmaps `bytes` at `gpa`; blocks that stick out are divided. \return TENON_OK; invalid_argument;
/// unaligned; out_of_range; not_mapped; out_of_tables. A refusal changes no translation. On return
/// no hart uses what was unmapped.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: rv_stage2_rooted(pool, stage2) &&
      rv_stage2_apart(pool, stage2, stage2->root);
    requires shown: rv_shown(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->common.vmid);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], stage2->root->page[0].entry[0 .. 511],
            TENON_DEBT(stage2->common.vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    ensures shown: rv_shown(pool, stage2);
    ensures forgotten: tenon_no_debt(stage2->common.vmid);
    ensures gone: \result == TENON_OK ==>
      nested_nothing(\old(pool->tree), \old(stage2->common.table), gpa, gpa + bytes);
    ensures kept: nested_pages_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->common.table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    behavior empty:
      assumes bytes == 0;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unaligned:
      assumes bytes != 0 && (gpa % 4096 != 0 || bytes % 4096 != 0);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes nested_outside(pool, stage2->common.table, gpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes bytes != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes !nested_outside(pool, stage2->common.table, gpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_riscv64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes);

/// Changes what the guest may do with `bytes` at `gpa`; errors as unmap, and unsupported.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: rv_stage2_rooted(pool, stage2) &&
      rv_stage2_apart(pool, stage2, stage2->root);
    requires shown: rv_shown(pool, stage2);
    requires no_debt: tenon_no_debt(stage2->common.vmid);
    terminates \true; exits \false;
    assigns pool->free, pool->tree.page[0 .. pool->tree.count - 1],
            pool->tree.table[0 .. pool->tree.count - 1], stage2->root->page[0].entry[0 .. 511],
            TENON_DEBT(stage2->common.vmid);
    ensures pool: rv_stage2_pool(pool);
    ensures settled: nested_settled{Pre, Post}(pool);
    ensures roots: nested_roots{Pre, Post}(\old(pool->tree));
    ensures others: nested_others_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    ensures shown: rv_shown(pool, stage2);
    ensures forgotten: tenon_no_debt(stage2->common.vmid);
    ensures protected: \result == TENON_OK ==> nested_pages_protected{Pre, Post}(pool,
      \old(stage2->common.table), gpa, gpa + bytes, access);
    ensures kept: nested_pages_kept_but{Pre, Post}(\old(pool->tree), \old(stage2->common.table), gpa,
      gpa + bytes);
    ensures refused: \result != TENON_OK ==>
      nested_leaves_kept{Pre, Post}(\old(pool->tree), \old(stage2->common.table));
    behavior empty:
      assumes access > 7 || (rv_gstage_attributes(access) != 0 && bytes == 0);
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior unsupported:
      assumes access <= 7 && rv_gstage_attributes(access) == 0;
      ensures result: \result == TENON_ERROR_unsupported;
    behavior unaligned:
      assumes bytes != 0 && access <= 7 && rv_gstage_attributes(access) != 0 && (gpa % 4096 != 0 || bytes % 4096 != 0);
      ensures result: \result == TENON_ERROR_unaligned;
    behavior out_of_range:
      assumes bytes != 0 && access <= 7 && rv_gstage_attributes(access) != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes nested_outside(pool, stage2->common.table, gpa, bytes);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes bytes != 0 && access <= 7 && rv_gstage_attributes(access) != 0 && gpa % 4096 == 0 && bytes % 4096 == 0;
      assumes !nested_outside(pool, stage2->common.table, gpa, bytes);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped ||
        \result == TENON_ERROR_out_of_tables;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_riscv64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access);

/// Where `gpa` leads. \return TENON_OK; not_mapped or out_of_range, and *out all zero.
/*@ requires pool: rv_stage2_pool(pool);
    requires stage2: rv_stage2_rooted(pool, stage2);
    requires out: \valid(out) && \separated(out, stage2, pool,
      pool->tree.page + (0 .. pool->tree.count - 1),
      pool->tree.table + (0 .. pool->tree.count - 1));
    terminates \true; exits \false;
    assigns *out;
    ensures pool: rv_stage2_pool(pool);
    ensures reserved: out->reserved == 0;
    ensures nowhere: \result != TENON_OK ==> nested_nowhere(out);
    ensures somewhere: \result == TENON_OK ==> 1 <= out->height <= 3 &&
      0 < out->bytes <= nested_bytes(out->height) && out->access <= 7 &&
      out->memory < TENON_MEMORY_KINDS && out->hpa + out->bytes <= 0x10000000000000;
    ensures leads: \result == TENON_OK ==> nested_leads_to{Pre}(pool,
      \old(stage2->common.table), gpa, out->hpa, out->bytes, out->height,
      out->memory * 8 + out->access);
    behavior out_of_range:
      assumes gpa >= nested_limit(pool, stage2->common.table);
      ensures result: \result == TENON_ERROR_out_of_range;
    behavior looked:
      assumes gpa < nested_limit(pool, stage2->common.table);
      ensures result: \result == TENON_OK || \result == TENON_ERROR_not_mapped;
      ensures nothing: \result != TENON_OK ==>
        nested_leads_nowhere{Pre}(pool, \old(stage2->common.table), gpa);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_riscv64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_riscv64_stage2 *stage2, uint64_t gpa,
                                        struct tenon_nested_translation *out);

TENON_END_C

#endif
