/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VM identifiers (Arm VMID, RISC-V VMID, Intel VPID, AMD ASID): never 0, never two live VMs with
/// one identifier, never one that a CPU may still have entries of from another VM.
///
/// An identifier that was given back is not given again in the same generation. When only such
/// identifiers are left, a new generation begins, in which they are free again. A CPU that is about
/// to run a VM whose identifier is of a younger generation than the CPU has seen forgets all
/// identifiers first (tenon_stage2_bind); so nobody has to interrupt other CPUs when a VM ends.
#ifndef TENON_CORE_VMID_H
#define TENON_CORE_VMID_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"

/// The most identifiers, 0 included: 2^16.
#define TENON_VMID_MAX 65536u

/// Words of each of the two bitmaps for `limit` identifiers.
#define TENON_VMID_WORDS(limit) (((limit) + 63u) / 64u)

struct tenon_vmid_allocator {
  uint64_t *live;      ///< bit n: a VM has identifier n
  uint64_t *used;      ///< bit n: a VM has or had identifier n in this generation
  uint32_t limit;      ///< identifiers are 1 to limit - 1
  uint32_t next;       ///< no identifier below is free in this generation
  uint64_t generation; ///< from 1
};

TENON_BEGIN_C

/// An allocator of the identifiers 1 to `limit` - 1: `limit` is 2^8 or 2^16 on AArch64, up to 2^14
/// on RISC-V, the number of ASIDs on AMD. `live` and `used` are memory of
/// TENON_VMID_WORDS(limit) words each that belongs to the allocator from now on.
/// \return TENON_OK, or invalid_argument if limit < 2 or limit > TENON_VMID_MAX.
uint32_t tenon_vmid_init(struct tenon_vmid_allocator *a, uint64_t *live, uint64_t *used,
                         uint32_t limit);

/// Takes an identifier. \return TENON_OK, *vmid and *generation for struct tenon_stage2; or
/// no_vmid: every identifier belongs to a live VM.
uint32_t tenon_vmid_acquire(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation);

/// Gives `vmid` back. No CPU may run a vCPU with it from now on. \return TENON_OK, or
/// invalid_argument if no VM has it.
uint32_t tenon_vmid_release(struct tenon_vmid_allocator *a, uint32_t vmid);

TENON_END_C

#endif
