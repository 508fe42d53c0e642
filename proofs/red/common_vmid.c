/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmid.h: none of these may prove. */
#define tenon_vmid_acquire tenon_vmid_acquire__red_1 /* must fail: never_zero */
#define tenon_vmid_release tenon_vmid_release__red_1 /* must fail: idle */
#include "tenon/core/vmid.h"

/* The identifier that is nobody's. */
uint32_t tenon_vmid_acquire(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation) {
  *vmid = 0;
  *generation = a->generation;
  return TENON_OK;
}

/* Keeps it for ever. */
uint32_t tenon_vmid_release(struct tenon_vmid_allocator *a, uint32_t vmid) {
  return vmid < 1u || vmid >= a->limit ? TENON_ERROR_invalid_argument : TENON_OK;
}
