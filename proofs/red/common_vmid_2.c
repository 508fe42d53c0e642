/* SPDX-License-Identifier: Apache-2.0 */
/* More wrong bodies under the true contracts of vmid.h. */
#define tenon_vmid_acquire tenon_vmid_acquire__red_2 /* must fail: was_idle */
#define tenon_vmid_release tenon_vmid_release__red_2 /* must fail: not_again */
#include "tenon/core/vmid.h"

/* The same one for every VM. */
uint32_t tenon_vmid_acquire(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation) {
  *vmid = 1;
  *generation = a->generation;
  return TENON_OK;
}

/* At once for the next VM, while CPUs still have its entries. */
uint32_t tenon_vmid_release(struct tenon_vmid_allocator *a, uint32_t vmid) {
  if (vmid < 1u || vmid >= a->limit) return TENON_ERROR_invalid_argument;
  a->fresh[vmid / 64u] |= (uint64_t)1 << (vmid % 64u);
  return TENON_OK;
}
