/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Which ports and MSRs a VM's guests reach without an exit: none but those of msrs.def and of an
/// allow-list. The bitmaps are the CPU's form of it, in memory that the caller gives, one for all
/// vCPUs of a VM.
#ifndef TENON_CORE_X86_64_POLICY_H
#define TENON_CORE_X86_64_POLICY_H

#include "tenon/core/bits.h"
#include "tenon/core/error.h"

#define TENON_X86_64_IOPM_BYTES 0x3000u
#define TENON_X86_64_MSRPM_BYTES 0x2000u
#define TENON_X86_64_VMX_MSR_BYTES 0x1000u

/// A set bit exits. Ports: bit n is port n (SVM; the first 8 KiB are VMX's two bitmaps). MSRs as
/// SVM has them: read and write bit of each, in three ranges of 2 KiB, and a fourth that is not used;
/// and as VMX has them: 1 KiB of reads of 0 to 0x1fff, 1 KiB from 0xc0000000 on, then the writes.
struct tenon_x86_64_policy {
  uint8_t port[TENON_X86_64_IOPM_BYTES];
  uint8_t msr[TENON_X86_64_MSRPM_BYTES];
  uint8_t vmx_msr[TENON_X86_64_VMX_MSR_BYTES];
  uint32_t ready; ///< 1: made by tenon_x86_64_policy_init
} __attribute__((aligned(4096)));

/*@
  // A set bit exits.
  predicate x86_map_has(uint8_t *map, integer n) = tenon_bit(map[n / 8], n % 8);
  // Nothing but `n` of a map of `count` bits may have changed between two moments.
  predicate x86_map_only{A, B}(uint8_t *map, integer n, integer count) =
    \forall integer k; 0 <= k < count && k != n ==>
      (x86_map_has{A}(map, k) <==> x86_map_has{B}(map, k));

  // The first bit of an MSR in SVM's map; none lies beyond (APM volume 2, 15.11).
  predicate x86_msr_is_mapped(integer msr) =
    0 <= msr < 0x2000 || 0xc0000000 <= msr < 0xc0002000 || 0xc0010000 <= msr < 0xc0012000;
  logic integer x86_msr_place(integer msr) =
    msr < 0x2000 ? msr * 2 : msr < 0xc0002000 ? 0x4000 + (msr - 0xc0000000) * 2
                                              : 0x8000 + (msr - 0xc0010000) * 2;
  // The bit of its reads in VMX's map; that of its writes is 0x4000 further (SDM volume 3, 24.6.9).
  predicate vmx_msr_is_mapped(integer msr) =
    0 <= msr < 0x2000 || 0xc0000000 <= msr < 0xc0002000;
  logic integer vmx_msr_place(integer msr) = msr < 0x2000 ? msr : 0x2000 + (msr - 0xc0000000);

  // What msrs.def lets a guest have without an exit: SYSENTER, STAR to SFMASK, the bases of FS, GS
  // and KernelGS, TSC_AUX.
  predicate x86_msr_is_passed(integer msr) =
    0x174 <= msr <= 0x176 || 0xc0000081 <= msr <= 0xc0000084 || 0xc0000100 <= msr <= 0xc0000103;

  // Both maps let through what msrs.def passes, and nothing else.
  predicate x86_policy_keeps_msrs{L}(struct tenon_x86_64_policy *p) =
    (\forall integer msr; x86_msr_is_mapped(msr) ==>
      (x86_map_has{L}(&p->msr[0], x86_msr_place(msr)) <==> !x86_msr_is_passed(msr)) &&
      (x86_map_has{L}(&p->msr[0], x86_msr_place(msr) + 1) <==> !x86_msr_is_passed(msr))) &&
    (\forall integer msr; vmx_msr_is_mapped(msr) ==>
      (x86_map_has{L}(&p->vmx_msr[0], vmx_msr_place(msr)) <==> !x86_msr_is_passed(msr)) &&
      (x86_map_has{L}(&p->vmx_msr[0], 0x4000 + vmx_msr_place(msr)) <==> !x86_msr_is_passed(msr)));
*/

TENON_BEGIN_C

/// Every port exits, and every MSR but those that msrs.def passes.
/*@ requires writable: \valid(policy);
    terminates \true; exits \false;
    assigns *policy;
    ensures ready: policy->ready == 1;
    ensures ports: \forall integer k; 0 <= k < 0x18000 ==> x86_map_has(&policy->port[0], k);
    ensures msrs: x86_policy_keeps_msrs(policy); */
void tenon_x86_64_policy_init(struct tenon_x86_64_policy *policy);

/// Lets guests reach `count` ports from `first` themselves: for devices that they own.
/// TENON_ERROR_out_of_range.
/*@ requires writable: \valid(policy);
    terminates \true; exits \false;
    assigns policy->port[0 .. 0x1fff];
    ensures range: \result == (count > 0x10000 || first > 0x10000 - count ?
      TENON_ERROR_out_of_range : TENON_OK);
    ensures passed: \result == TENON_OK ==>
      \forall integer k; 0 <= k < 0x18000 ==> (x86_map_has(&policy->port[0], k) <==>
        \old(x86_map_has(&policy->port[0], k)) && !(first <= k < first + count));
    ensures refused: \result != TENON_OK ==>
      \forall integer i; 0 <= i < 0x2000 ==> policy->port[i] == \old(policy->port[i]); */
enum tenon_error tenon_x86_64_policy_pass_ports(struct tenon_x86_64_policy *policy, uint32_t first,
                                                uint32_t count);

/// 1: the port exits.
/*@ requires readable: \valid_read(policy);
    requires port: port < 0x10000;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures exits: \result == 1 <==> x86_map_has(&policy->port[0], port); */
uint32_t tenon_x86_64_policy_port_exits(const struct tenon_x86_64_policy *policy, uint32_t port);

/// 1: the read (or write) of this MSR exits.
/*@ requires readable: \valid_read(policy);
    requires write: write <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures beyond: !x86_msr_is_mapped(msr) ==> \result == 1;
    ensures exits: x86_msr_is_mapped(msr) ==>
      (\result == 1 <==> x86_map_has(&policy->msr[0], x86_msr_place(msr) + write)); */
uint32_t tenon_x86_64_policy_msr_exits(const struct tenon_x86_64_policy *policy, uint32_t msr,
                                       uint32_t write);

TENON_END_C

#endif
