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
#include "tenon/core/bits.h"
#include "tenon/core/debt.h"
#include "tenon/core/error.h"

/// The most identifiers, 0 included: 2^16.
#define TENON_VMID_MAX 65536u

/// Words of each of the two bitmaps for `limit` identifiers.
#define TENON_VMID_WORDS(limit) (((limit) + 63u) / 64u)

struct tenon_vmid_allocator {
  uint64_t *idle;      ///< bit n: no VM has identifier n
  uint64_t *fresh;     ///< bit n: nor had one in this generation
  uint32_t limit;      ///< identifiers are 1 to limit - 1
  uint32_t words;      ///< of each bitmap
  uint64_t generation; ///< from 1
};

/*@ predicate tenon_vmid_in(uint64_t *map, integer n) = tenon_bit(map[n / 64], n % 64);

    predicate tenon_vmid_memory(struct tenon_vmid_allocator *a) =
      \valid(a) && 2 <= a->limit <= TENON_VMID_MAX && a->words == (a->limit + 63) / 64 &&
      \valid(a->idle + (0 .. a->words - 1)) && \valid(a->fresh + (0 .. a->words - 1)) &&
      \separated(a, a->idle + (0 .. a->words - 1), a->fresh + (0 .. a->words - 1));

    // A fresh identifier is idle, and an idle one is an identifier.
    predicate tenon_vmid_bitmaps(uint64_t *idle, uint64_t *fresh, integer words, integer limit) =
      \forall integer n; 0 <= n < 64 * words ==>
        (tenon_vmid_in(fresh, n) ==> tenon_vmid_in(idle, n)) &&
        (tenon_vmid_in(idle, n) ==> 1 <= n < limit);

    // No VM has `n`; no VM has had it since the generation began either.
    predicate tenon_vmid_idle(struct tenon_vmid_allocator *a, integer n) =
      1 <= n < a->limit && tenon_vmid_in(a->idle, n);
    predicate tenon_vmid_fresh(struct tenon_vmid_allocator *a, integer n) =
      1 <= n < a->limit && tenon_vmid_in(a->fresh, n);

    predicate tenon_vmid_valid(struct tenon_vmid_allocator *a) =
      tenon_vmid_memory(a) && tenon_vmid_bitmaps(a->idle, a->fresh, a->words, a->limit) &&
      a->generation >= 1;

    // Of what no VM has, no CPU has translations that the tables no longer hold.
    predicate tenon_vmid_settled(struct tenon_vmid_allocator *a) =
      \forall integer n; tenon_vmid_idle(a, n) ==> tenon_no_debt(n); */

TENON_BEGIN_C

/// An allocator of the identifiers 1 to `limit` - 1: `limit` is 2^8 or 2^16 on AArch64, up to 2^14
/// on RISC-V, the number of ASIDs on AMD. `idle` and `fresh` are memory of
/// TENON_VMID_WORDS(limit) words each that belongs to the allocator from now on.
/// \return TENON_OK, or invalid_argument if limit < 2 or limit > TENON_VMID_MAX.
/*@ requires memory: \valid(a);
    requires no_debt: \forall integer n; 0 <= n < TENON_VMID_MAX ==> tenon_no_debt(n);
    requires bitmaps: 2 <= limit <= TENON_VMID_MAX ==>
      \valid(idle + (0 .. (limit + 63) / 64 - 1)) && \valid(fresh + (0 .. (limit + 63) / 64 - 1)) &&
      \separated(a, idle + (0 .. (limit + 63) / 64 - 1), fresh + (0 .. (limit + 63) / 64 - 1));
    terminates \true;
    exits \false;
    assigns *a, idle[0 .. (limit + 63) / 64 - 1], fresh[0 .. (limit + 63) / 64 - 1];
    behavior refused:
      assumes limit < 2 || limit > TENON_VMID_MAX;
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior made:
      assumes 2 <= limit <= TENON_VMID_MAX;
      ensures result: \result == TENON_OK;
      ensures valid: tenon_vmid_valid(a);
      ensures fields: a->limit == limit && a->idle == idle && a->fresh == fresh &&
        a->generation == 1;
      ensures all: \forall integer n; 1 <= n < limit ==>
        tenon_vmid_idle(a, n) && tenon_vmid_fresh(a, n);
      ensures settled: tenon_vmid_settled(a);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_vmid_init(struct tenon_vmid_allocator *a, uint64_t *idle, uint64_t *fresh,
                         uint32_t limit);

/// Takes an identifier. \return TENON_OK, *vmid and *generation for struct tenon_stage2; or
/// no_vmid: every identifier belongs to a live VM.
/*@ requires valid: tenon_vmid_valid(a);
    requires memory: \valid(vmid) && \valid(generation);
    requires apart: \separated(vmid, generation, a, a->idle + (0 .. a->words - 1),
      a->fresh + (0 .. a->words - 1));
    requires time: a->generation < 0xffffffffffffffff;
    requires settled: tenon_vmid_settled(a);
    terminates \true;
    exits \false;
    assigns *vmid, *generation, a->generation, a->idle[0 .. a->words - 1],
      a->fresh[0 .. a->words - 1];
    ensures valid: tenon_vmid_valid(a);
    ensures settled: tenon_vmid_settled(a);
    behavior none:
      assumes \forall integer n; 1 <= n < a->limit ==> !tenon_vmid_idle(a, n);
      ensures result: \result == TENON_ERROR_no_vmid;
      ensures kept: a->generation == \old(a->generation) && \forall integer n;
        (tenon_vmid_idle(a, n) <==> \old(tenon_vmid_idle(a, n))) &&
        (tenon_vmid_fresh(a, n) <==> \old(tenon_vmid_fresh(a, n)));
    behavior some:
      assumes \exists integer n; 1 <= n < a->limit && tenon_vmid_idle(a, n);
      ensures result: \result == TENON_OK;
      ensures never_zero: 1 <= *vmid < a->limit;
      ensures no_debt: tenon_no_debt(*vmid);
      ensures was_idle: \old(tenon_vmid_idle(a, \at(*vmid, Post)));
      ensures taken: \forall integer n; tenon_vmid_idle(a, n) <==>
        \old(tenon_vmid_idle(a, n)) && n != *vmid;
      ensures generation: *generation == a->generation;
      ensures same: a->generation == \old(a->generation) ==>
        \old(tenon_vmid_fresh(a, \at(*vmid, Post))) &&
        \forall integer n; tenon_vmid_fresh(a, n) <==>
          \old(tenon_vmid_fresh(a, n)) && n != *vmid;
      ensures next: a->generation != \old(a->generation) ==>
        a->generation == \old(a->generation) + 1;
      ensures only_when_used_up: a->generation != \old(a->generation) ==>
        \forall integer n; !\old(tenon_vmid_fresh(a, n));
      ensures renewed: a->generation != \old(a->generation) ==>
        \forall integer n; tenon_vmid_fresh(a, n) <==> tenon_vmid_idle(a, n);
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_vmid_acquire(struct tenon_vmid_allocator *a, uint32_t *vmid, uint64_t *generation);

/// Gives `vmid` back, of which every CPU has forgotten what the tables no longer hold
/// (tenon_aarch64_stage2_destroy). No CPU may run a vCPU with it from now on. \return TENON_OK, or
/// invalid_argument if no VM has it.
/*@ requires valid: tenon_vmid_valid(a);
    requires settled: tenon_vmid_settled(a);
    requires paid: 1 <= vmid < a->limit ==> tenon_no_debt(vmid);
    terminates \true;
    exits \false;
    assigns a->idle[0 .. a->words - 1];
    ensures valid: tenon_vmid_valid(a);
    ensures settled: tenon_vmid_settled(a);
    ensures not_again: \forall integer n; tenon_vmid_fresh(a, n) <==>
      \old(tenon_vmid_fresh(a, n));
    behavior refused:
      assumes vmid < 1 || vmid >= a->limit || tenon_vmid_idle(a, vmid);
      ensures result: \result == TENON_ERROR_invalid_argument;
      ensures kept: \forall integer n; tenon_vmid_idle(a, n) <==> \old(tenon_vmid_idle(a, n));
    behavior released:
      assumes 1 <= vmid < a->limit && !tenon_vmid_idle(a, vmid);
      ensures result: \result == TENON_OK;
      ensures idle: \forall integer n; tenon_vmid_idle(a, n) <==>
        \old(tenon_vmid_idle(a, n)) || n == vmid;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_vmid_release(struct tenon_vmid_allocator *a, uint32_t vmid);

TENON_END_C

#endif
