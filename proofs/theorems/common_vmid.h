/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What follows from vmid.h for a hypervisor with any number of VMs.
#ifndef TENON_PROOFS_COMMON_VMID_H
#define TENON_PROOFS_COMMON_VMID_H

#include "tenon/core/vmid.h"

/* The allocator is well-formed, nothing is owed, and the generations last for `count` calls. */
/*@ predicate vmid_ready(struct tenon_vmid_allocator *a, integer count) =
      tenon_vmid_valid(a) && a->generation + count <= 0xffffffffffffffff &&
      \forall integer n; 0 <= n < TENON_VMID_MAX ==> tenon_no_debt(n);
    predicate vmid_apart(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation) =
      \valid(vmid) && \valid(generation) &&
      \separated(vmid, generation, a, a->idle + (0 .. a->words - 1),
                 a->fresh + (0 .. a->words - 1)); */

/// An allocator for `bits` bits, 8, 14 or 16: all identifiers but 0 are there to be had.
/*@ requires bits: bits == 8 || bits == 14 || bits == 16;
    requires memory: \valid(a) && \valid(idle + (0 .. 1023)) && \valid(fresh + (0 .. 1023)) &&
      \separated(a, idle + (0 .. 1023), fresh + (0 .. 1023));
    requires no_debt: \forall integer n; 0 <= n < TENON_VMID_MAX ==> tenon_no_debt(n);
    terminates \true; exits \false;
    assigns *a, idle[0 .. 1023], fresh[0 .. 1023];
    ensures ready: vmid_ready(a, 1);
    ensures least: bits == 8 ==> tenon_vmid_fresh(a, 255);
    ensures more: bits == 14 ==> tenon_vmid_fresh(a, 16383);
    ensures most: bits == 16 ==> tenon_vmid_fresh(a, 65535); */
void vmid_widths(struct tenon_vmid_allocator *a, uint64_t *idle, uint64_t *fresh, uint32_t bits);

/// While a VM has identifier `mine`, whatever others acquire and release, through any number of
/// generations: it stays the only one. `gone`: per turn an identifier to give back, 0 to take one.
/// \return 1 if another VM was given `mine` or 0.
/*@ requires ready: vmid_ready(a, count);
    requires apart: vmid_apart(a, vmid, generation);
    requires gone: \valid_read(gone + (0 .. count - 1)) &&
      \separated(gone + (0 .. count - 1), vmid, generation, a, a->idle + (0 .. a->words - 1),
                 a->fresh + (0 .. a->words - 1));
    requires live: 1 <= mine < a->limit && !tenon_vmid_idle(a, mine);
    requires others: \forall integer i; 0 <= i < count ==> gone[i] != mine;
    terminates \true; exits \false;
    assigns *vmid, *generation, a->generation, a->idle[0 .. a->words - 1],
            a->fresh[0 .. a->words - 1];
    ensures live: !tenon_vmid_idle(a, mine);
    ensures never: \result == 0; */
uint32_t vmid_stays(struct tenon_vmid_allocator *a, uint32_t mine, const uint32_t *gone,
                    uint32_t count, uint32_t *vmid, uint64_t *generation);

#endif
