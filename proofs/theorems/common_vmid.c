/* SPDX-License-Identifier: Apache-2.0 */
#include "common_vmid.h"

void vmid_widths(struct tenon_vmid_allocator *a, uint64_t *idle, uint64_t *fresh, uint32_t bits) {
  const uint32_t limit = bits == 8u ? 256u : bits == 14u ? 16384u : 65536u;
  (void)tenon_vmid_init(a, idle, fresh, limit);
}

/* One turn of the others. 1: they were given `mine`, or 0. */
/*@ requires ready: vmid_ready(a, 1);
    requires apart: vmid_apart(a, vmid, generation);
    requires live: 1 <= mine < a->limit && !tenon_vmid_idle(a, mine) && gone != mine;
    terminates \true; exits \false;
    assigns *vmid, *generation, a->generation, a->idle[0 .. a->words - 1],
            a->fresh[0 .. a->words - 1];
    ensures valid: tenon_vmid_valid(a);
    ensures live: !tenon_vmid_idle(a, mine);
    ensures time: a->generation <= \old(a->generation) + 1;
    ensures never: \result == 0; */
static uint32_t turn(struct tenon_vmid_allocator *a, uint32_t mine, uint32_t gone, uint32_t *vmid,
                     uint64_t *generation) {
  if (gone != 0u) {
    (void)tenon_vmid_release(a, gone);
    return 0;
  }
  if (tenon_vmid_acquire(a, vmid, generation) != TENON_OK) return 0;
  return *vmid == 0u || *vmid == mine ? 1u : 0u;
}

uint32_t vmid_stays(struct tenon_vmid_allocator *a, uint32_t mine, const uint32_t *gone,
                    uint32_t count, uint32_t *vmid, uint64_t *generation) {
  uint32_t wrong = 0;
  /*@ loop invariant range: 0 <= i <= count;
      loop invariant valid: tenon_vmid_valid(a);
      loop invariant live: !tenon_vmid_idle(a, mine);
      loop invariant time: a->generation <= \at(a->generation, Pre) + i;
      loop invariant never: wrong == 0;
      loop assigns i, wrong, *vmid, *generation, a->generation, a->idle[0 .. a->words - 1],
                   a->fresh[0 .. a->words - 1];
      loop variant count - i; */
  for (uint32_t i = 0; i < count; i++) {
    if (turn(a, mine, gone[i], vmid, generation) != 0u) wrong = 1;
  }
  return wrong;
}
