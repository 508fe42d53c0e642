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
#include "tenon/core/aarch64/vttbr.h"
#include "tenon/core/nested_table.h"
#include "tenon/core/stage2.h"

TENON_BEGIN_C

/// The attributes of a stage-2 leaf that allows `access` (TENON_ACCESS_*) to `memory` (enum
/// tenon_memory): MemAttr, S2AP, SH, AF, XN (DDI 0487 D8.3.2). Contiguous and DBM are off.
uint64_t tenon_aarch64_stage2_attributes(uint32_t access, uint32_t memory);

/// A pool of `count` tables for stage 2 on CPUs with `features`. `pages` lies at host-physical
/// `base`, 4 KiB aligned; the pool zeroes it.
/// \return TENON_OK; invalid_argument if count is 0; unaligned; out_of_range.
uint32_t tenon_aarch64_stage2_pool_init(struct tenon_nested_pool *pool,
                                        struct tenon_nested_page *pages,
                                        struct tenon_nested_table *tables, uint32_t count,
                                        uint64_t base,
                                        const struct tenon_aarch64_features *features);

/// An empty second stage of 3 or 4 levels that belongs to VM `owner`, without a VM identifier.
/// \return TENON_OK; invalid_argument for other levels; unsupported for 4 levels on a CPU of less
/// than 44 output bits; out_of_tables.
uint32_t tenon_aarch64_stage2_create(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2,
                                     uint32_t levels, uint32_t owner);

/// Gives all tables back; on return every CPU has forgotten the VM's translations. No vCPU of the VM
/// is bound any more.
void tenon_aarch64_stage2_destroy(struct tenon_nested_pool *pool, struct tenon_stage2 *stage2);

/// Maps `bytes` at guest-physical `gpa` to host-physical `hpa`, all multiples of 4 KiB, in the
/// largest blocks that fit. `access`: TENON_ACCESS_*; `memory`: enum tenon_memory. Guest-physical
/// addresses lie below 2^39 or 2^48, and below what the CPU can output (VTCR_EL2.T0SZ, traps.h).
/// \return TENON_OK; invalid_argument; unaligned; out_of_range; already_mapped; out_of_tables.
/// A refusal changes no translation.
uint32_t tenon_aarch64_stage2_map(struct tenon_nested_pool *pool, const struct tenon_stage2 *stage2,
                                  uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                  uint32_t memory);

/// Unmaps `bytes` at `gpa`; blocks that stick out are divided.
/// \return TENON_OK; invalid_argument; unaligned; out_of_range; not_mapped; out_of_tables.
/// A refusal changes no translation. On return no CPU uses what was unmapped.
uint32_t tenon_aarch64_stage2_unmap(struct tenon_nested_pool *pool,
                                    const struct tenon_stage2 *stage2, uint64_t gpa,
                                    uint64_t bytes);

/// Changes what the guest may do with `bytes` at `gpa`; errors as unmap.
uint32_t tenon_aarch64_stage2_protect(struct tenon_nested_pool *pool,
                                      const struct tenon_stage2 *stage2, uint64_t gpa,
                                      uint64_t bytes, uint32_t access);

/// Where a guest-physical address leads.
struct tenon_aarch64_translation {
  uint64_t hpa;    ///< host-physical address
  uint64_t bytes;  ///< from `hpa` to the end of the page or block
  uint32_t access; ///< TENON_ACCESS_*
  uint32_t memory; ///< enum tenon_memory
  uint32_t level;  ///< 1, 2 or 3, as the hardware counts
  uint32_t reserved;
};

/// \return TENON_OK and *translation; or not_mapped or out_of_range and *translation all zero.
uint32_t tenon_aarch64_stage2_translate(const struct tenon_nested_pool *pool,
                                        const struct tenon_stage2 *stage2, uint64_t gpa,
                                        struct tenon_aarch64_translation *translation);

TENON_END_C

#endif
