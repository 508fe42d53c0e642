/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A VM's nested page tables: four levels over the common engine. A backend gives the form of the
/// entries (svm/nested.c: AMD APM volume 2, 15.25).
///
/// No CPU of x86 can make another one forget a translation. After unmap or protect each vCPU of the
/// VM forgets all of them at its next entry (the epoch). One that is in its guest on another CPU goes on
/// with the old ones, and with tables that the pool gives to others: the caller stops it first.
#ifndef TENON_CORE_X86_64_NESTED_H
#define TENON_CORE_X86_64_NESTED_H

#include "tenon/core/nested_table.h"
#include "tenon/core/stage2.h"

/// A VM's second stage: what its vCPUs see.
struct tenon_x86_64_stage2 {
  struct tenon_stage2 common;
  uint64_t epoch; ///< counts what entries must forget; word-sized, read at each entry
};

TENON_BEGIN_C

/// A pool of `count` tables. `pages` lies at host-physical `base`, 4 KiB aligned; the pool zeroes
/// it. \return TENON_OK; invalid_argument if count is 0; unaligned; out_of_range.
uint32_t tenon_x86_64_stage2_pool_init(struct tenon_nested_pool *pool,
                                       struct tenon_nested_page *pages,
                                       struct tenon_nested_table *tables, uint32_t count,
                                       uint64_t base);

/// An empty second stage that belongs to VM `owner`, without a VM identifier.
/// \return TENON_OK; out_of_tables.
uint32_t tenon_x86_64_stage2_create(struct tenon_nested_pool *pool,
                                    struct tenon_x86_64_stage2 *stage2, uint32_t owner);

/// Gives all tables back. No vCPU of the VM is bound any more. Its identifier is not to be given
/// to another VM within its generation (vmid.h).
void tenon_x86_64_stage2_destroy(struct tenon_nested_pool *pool,
                                 struct tenon_x86_64_stage2 *stage2);

/// Maps `bytes` at guest-physical `gpa` to host-physical `hpa`, all multiples of 4 KiB, in the
/// largest blocks that fit; of 4 KiB on an Intel CPU that a guest could stop by the size of its own pages
/// (CVE-2018-12207). `access`: TENON_ACCESS_*; `memory`: enum tenon_memory.
/// \return TENON_OK; invalid_argument; unsupported: no read; unaligned; out_of_range;
/// already_mapped; out_of_tables. A refusal changes no translation.
uint32_t tenon_x86_64_stage2_map(struct tenon_nested_pool *pool, struct tenon_x86_64_stage2 *stage2,
                                 uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                 uint32_t memory);

/// Unmaps `bytes` at `gpa`; blocks that stick out are divided. \return TENON_OK; invalid_argument;
/// unaligned; out_of_range; not_mapped; out_of_tables. A refusal changes no translation.
uint32_t tenon_x86_64_stage2_unmap(struct tenon_nested_pool *pool,
                                   struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                   uint64_t bytes);

/// Changes what the guest may do with `bytes` at `gpa`; errors as unmap, and unsupported.
uint32_t tenon_x86_64_stage2_protect(struct tenon_nested_pool *pool,
                                     struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                     uint64_t bytes, uint32_t access);

/// Where `gpa` leads. \return TENON_OK; not_mapped or out_of_range, and *out all zero.
uint32_t tenon_x86_64_stage2_translate(const struct tenon_nested_pool *pool,
                                       const struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                       struct tenon_nested_translation *out);

TENON_END_C

#endif
