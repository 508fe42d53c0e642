/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Which ports and MSRs a VM's guests reach without an exit: none but those of msrs.def and of an
/// allow-list. The bitmaps are the CPU's form of it, in memory that the caller gives, one for all
/// vCPUs of a VM.
#ifndef TENON_CORE_X86_64_POLICY_H
#define TENON_CORE_X86_64_POLICY_H

#include "tenon/core/base.h"
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
  // The first bit of an MSR in the map; none lies beyond (APM volume 2, 15.11).
  predicate x86_msr_is_mapped(integer msr) =
    msr < 0x2000 || 0xc0000000 <= msr < 0xc0002000 || 0xc0010000 <= msr < 0xc0012000;
  logic integer x86_msr_place(integer msr) =
    msr < 0x2000 ? msr * 2 : msr < 0xc0002000 ? 0x4000 + (msr - 0xc0000000) * 2
                                              : 0x8000 + (msr - 0xc0010000) * 2;
*/

TENON_BEGIN_C

/// Every port exits, and every MSR but those that msrs.def passes.
/*@ requires writable: \valid(policy);
    terminates \true; exits \false;
    assigns *policy;
    ensures ready: policy->ready == 1;
    ensures ports: \forall integer i; 0 <= i < TENON_X86_64_IOPM_BYTES ==>
      policy->port[i] == 0xff; */
void tenon_x86_64_policy_init(struct tenon_x86_64_policy *policy);

/// Lets guests reach `count` ports from `first` themselves: for devices that they own.
/// TENON_ERROR_out_of_range.
/*@ requires writable: \valid(policy);
    terminates \true; exits \false;
    assigns policy->port[0 .. 0x1fff];
    ensures range: \result == (count > 0x10000 || first > 0x10000 - count ?
      TENON_ERROR_out_of_range : TENON_OK); */
enum tenon_error tenon_x86_64_policy_pass_ports(struct tenon_x86_64_policy *policy, uint32_t first,
                                                uint32_t count);

/// 1: the port exits.
/*@ requires readable: \valid_read(policy);
    requires port: port < 0x10000;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_policy_port_exits(const struct tenon_x86_64_policy *policy, uint32_t port);

/// 1: the read (or write) of this MSR exits.
/*@ requires readable: \valid_read(policy);
    requires write: write <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures beyond: !x86_msr_is_mapped(msr) ==> \result == 1;
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_policy_msr_exits(const struct tenon_x86_64_policy *policy, uint32_t msr,
                                       uint32_t write);

TENON_END_C

#endif
