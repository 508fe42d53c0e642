/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/policy.h"

#include "tenon/core/x86_64/msr.h"

#define PORTS 0x10000u
#define NOWHERE 0xffffffffu
#define VMX_WRITES 0x4000u

static const uint32_t passed[] = {
#define TENON_X86_64_MSR_PASSED(name, number, why) (number),
#include "tenon/core/x86_64/msrs.def"
};
#define PASSED (sizeof(passed) / sizeof(passed[0]))

static const uint8_t bit[8] = {1, 2, 4, 8, 16, 32, 64, 128};

/* The first bit of an MSR in the map. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures place: x86_msr_is_mapped(msr) ==> \result == x86_msr_place(msr);
    ensures nowhere: !x86_msr_is_mapped(msr) ==> \result == NOWHERE; */
static uint32_t place_of(uint32_t msr) {
  if (msr < 0x2000u) return msr * 2u;
  if (msr >= 0xc0000000u && msr < 0xc0002000u) return 0x4000u + (msr - 0xc0000000u) * 2u;
  if (msr >= 0xc0010000u && msr < 0xc0012000u) return 0x8000u + (msr - 0xc0010000u) * 2u;
  return NOWHERE;
}

/* The bit of an MSR's reads in VMX's map, of one in its ranges: msrs.def passes no other. */
static uint32_t vmx_place_of(uint32_t msr) { return msr / 0x80000000u * 0x2000u + msr % 0x2000u; }

/*@ requires map: \valid(map + n / 8);
    terminates \true; exits \false; assigns map[n / 8]; */
static void clear(uint8_t *map, uint32_t n) {
  map[n / 8u] = (uint8_t)(map[n / 8u] & (0xffu - bit[n % 8u]));
}

/*@ requires map: \valid_read(map + n / 8);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t is_set(const uint8_t *map, uint32_t n) {
  return (map[n / 8u] & bit[n % 8u]) != 0 ? 1u : 0u;
}

void tenon_x86_64_policy_init(struct tenon_x86_64_policy *policy) {
  for (uint32_t i = 0; i < TENON_X86_64_IOPM_BYTES; i++) {
    policy->port[i] = 0xff;
  }
  for (uint32_t i = 0; i < TENON_X86_64_MSRPM_BYTES; i++) {
    policy->msr[i] = 0xff;
  }
  for (uint32_t i = 0; i < TENON_X86_64_VMX_MSR_BYTES; i++) {
    policy->vmx_msr[i] = 0xff;
  }
  for (uint32_t i = 0; i < PASSED; i++) {
    uint32_t place = place_of(passed[i]);
    clear(policy->msr, place);
    clear(policy->msr, place + 1u);
    clear(policy->vmx_msr, vmx_place_of(passed[i]));
    clear(policy->vmx_msr, VMX_WRITES + vmx_place_of(passed[i]));
  }
  policy->ready = 1;
}

enum tenon_error tenon_x86_64_policy_pass_ports(struct tenon_x86_64_policy *policy, uint32_t first,
                                                uint32_t count) {
  if (count > PORTS || first > PORTS - count) {
    return TENON_ERROR_out_of_range;
  }
  for (uint32_t i = 0; i < count; i++) {
    clear(policy->port, first + i);
  }
  return TENON_OK;
}

uint32_t tenon_x86_64_policy_port_exits(const struct tenon_x86_64_policy *policy, uint32_t port) {
  return is_set(policy->port, port);
}

uint32_t tenon_x86_64_policy_msr_exits(const struct tenon_x86_64_policy *policy, uint32_t msr,
                                       uint32_t write) {
  uint32_t place = place_of(msr);
  return place == NOWHERE ? 1u : is_set(policy->msr, place + write);
}
