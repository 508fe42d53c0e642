/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of policy.h: none of these may prove. */
#define tenon_x86_64_policy_init tenon_x86_64_policy_init__red_1             /* must fail: msrs */
#define tenon_x86_64_policy_pass_ports tenon_x86_64_policy_pass_ports__red_1 /* must fail: passed */
#define tenon_x86_64_policy_port_exits tenon_x86_64_policy_port_exits__red_1 /* must fail: exits */
#define tenon_x86_64_policy_msr_exits tenon_x86_64_policy_msr_exits__red_1   /* must fail: beyond */
#include "tenon/core/x86_64/policy.h"

/* Every MSR exits in SVM's map, and none in VMX's. */
void tenon_x86_64_policy_init(struct tenon_x86_64_policy *policy) {
  /*@ loop invariant range: 0 <= i <= 0x3000;
      loop invariant ports: \forall integer k; 0 <= k < i ==> policy->port[k] == 0xff;
      loop assigns i, policy->port[0 .. 0x2fff];
      loop variant 0x3000 - i; */
  for (uint32_t i = 0; i < TENON_X86_64_IOPM_BYTES; i++) {
    policy->port[i] = 0xff;
  }
  /*@ loop invariant range: 0 <= i <= 0x1000;
      loop invariant vmx: \forall integer k; 0 <= k < i ==> policy->vmx_msr[k] == 0;
      loop assigns i, policy->vmx_msr[0 .. 0xfff];
      loop variant 0x1000 - i; */
  for (uint32_t i = 0; i < TENON_X86_64_VMX_MSR_BYTES; i++) {
    policy->vmx_msr[i] = 0;
  }
  policy->ready = 1;
}

/* The seven ports beside the first as well. */
enum tenon_error tenon_x86_64_policy_pass_ports(struct tenon_x86_64_policy *policy, uint32_t first,
                                                uint32_t count) {
  if (count > 0x10000u || first > 0x10000u - count) return TENON_ERROR_out_of_range;
  if (count != 0u) policy->port[first / 8u] = 0;
  return TENON_OK;
}

/* A port exits if any of its byte does. */
uint32_t tenon_x86_64_policy_port_exits(const struct tenon_x86_64_policy *policy, uint32_t port) {
  return policy->port[port / 8u] != 0u ? 1u : 0u;
}

/* What no map has, the guest has. */
uint32_t tenon_x86_64_policy_msr_exits(const struct tenon_x86_64_policy *policy, uint32_t msr,
                                       uint32_t write) {
  return msr < 0x2000u ? policy->msr[msr / 4u] / (1u << (msr % 4u * 2u + write)) % 2u : 0u;
}
