/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/policy.h"

#include "tenon/core/bit_change.h"
#include "tenon/core/x86_64/msr.h"

#ifdef __FRAMAC__
#include "lemmas/x86_64_policy.h"
#endif

#define PORTS 0x10000u
#define PORT_BITS 0x18000u
#define MSR_BITS 0x10000u
#define VMX_MSR_BITS 0x8000u
#define NOWHERE 0xffffffffu
#define VMX_WRITES 0x4000u

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
/*@ requires mapped: vmx_msr_is_mapped(msr);
    terminates \true; exits \false; assigns \nothing;
    ensures place: \result == vmx_msr_place(msr); */
static uint32_t vmx_place_of(uint32_t msr) { return msr / 0x80000000u * 0x2000u + msr % 0x2000u; }

/*@ requires map: \valid(map + n / 8);
    terminates \true; exits \false; assigns map[n / 8];
    ensures gone: !x86_map_has(map, n);
    ensures others: \forall integer k; 0 <= k < 0x18000 && k != n ==>
      (x86_map_has(map, k) <==> \old(x86_map_has(map, k))); */
static void clear(uint8_t *map, uint32_t n) {
  map[n / 8u] = (uint8_t)(tenon_without_bit(map[n / 8u], n % 8u) % 0x100u);
}

/*@ requires map: \valid_read(map + n / 8);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures set: \result == 1 <==> x86_map_has(map, n); */
static uint32_t is_set(const uint8_t *map, uint32_t n) {
  return (map[n / 8u] & ((uint64_t)1 << (n % 8u))) != 0 ? 1u : 0u;
}

/*@ requires map: \valid(map + (0 .. bytes - 1));
    requires size: bytes <= 0x3000;
    terminates \true; exits \false; assigns map[0 .. bytes - 1];
    ensures all: \forall integer k; 0 <= k < 8 * bytes ==> x86_map_has(map, k); */
static void fill(uint8_t *map, uint32_t bytes) {
  /*@ loop invariant range: 0 <= i <= bytes;
      loop invariant full: \forall integer k; 0 <= k < i ==> map[k] == 0xff;
      loop assigns i, map[0 .. bytes - 1];
      loop variant bytes - i; */
  for (uint32_t i = 0; i < bytes; i++) {
    map[i] = 0xff;
  }
  //@ assert bits: \forall integer k; 0 <= k < 8 ==> tenon_bit(0xff, k);
}

/* The guest reads and writes this MSR itself, whichever extension serves. */
/*@ requires policy: \valid(policy);
    requires mapped: vmx_msr_is_mapped(msr);
    terminates \true; exits \false; assigns policy->msr[0 .. 0x1fff], policy->vmx_msr[0 .. 0xfff];
    ensures passed: \forall integer k; 0 <= k < MSR_BITS ==>
      (x86_map_has(&policy->msr[0], k) <==> \old(x86_map_has(&policy->msr[0], k)) &&
        k != x86_msr_place(msr) && k != x86_msr_place(msr) + 1);
    ensures vmx_passed: \forall integer k; 0 <= k < VMX_MSR_BITS ==>
      (x86_map_has(&policy->vmx_msr[0], k) <==> \old(x86_map_has(&policy->vmx_msr[0], k)) &&
        k != vmx_msr_place(msr) && k != VMX_WRITES + vmx_msr_place(msr)); */
static void pass_msr(struct tenon_x86_64_policy *policy, uint32_t msr) {
  uint32_t place = place_of(msr);
  uint32_t vmx_place = vmx_place_of(msr);
  clear(policy->msr, place);
  clear(policy->msr, place + 1u);
  clear(policy->vmx_msr, vmx_place);
  clear(policy->vmx_msr, VMX_WRITES + vmx_place);
}

/*@ requires policy: \valid(policy);
    terminates \true; exits \false; assigns *policy;
    ensures ports: \forall integer k; 0 <= k < PORT_BITS ==> x86_map_has(&policy->port[0], k);
    ensures msrs: \forall integer k; 0 <= k < MSR_BITS ==> x86_map_has(&policy->msr[0], k);
    ensures vmx_msrs: \forall integer k; 0 <= k < VMX_MSR_BITS ==>
      x86_map_has(&policy->vmx_msr[0], k); */
static void pass_nothing(struct tenon_x86_64_policy *policy) {
  fill(policy->port, TENON_X86_64_IOPM_BYTES);
  fill(policy->msr, TENON_X86_64_MSRPM_BYTES);
  fill(policy->vmx_msr, TENON_X86_64_VMX_MSR_BYTES);
}

/* What msrs.def passes: as bits, three MSRs from 0x174, and four each from 0xc0000081 and 0xc0000100. */
/*@ requires policy: \valid(policy);
    terminates \true; exits \false; assigns policy->msr[0 .. 0x1fff], policy->vmx_msr[0 .. 0xfff];
    ensures passed: \forall integer k; 0 <= k < MSR_BITS ==>
      (x86_map_has(&policy->msr[0], k) <==> \old(x86_map_has(&policy->msr[0], k)) &&
        !(0x2e8 <= k < 0x2ee) && !(0x4102 <= k < 0x410a) && !(0x4200 <= k < 0x4208));
    ensures vmx_passed: \forall integer k; 0 <= k < VMX_MSR_BITS ==>
      (x86_map_has(&policy->vmx_msr[0], k) <==> \old(x86_map_has(&policy->vmx_msr[0], k)) &&
        !(0x174 <= k < 0x177) && !(0x2081 <= k < 0x2085) && !(0x2100 <= k < 0x2104) &&
        !(0x4174 <= k < 0x4177) && !(0x6081 <= k < 0x6085) && !(0x6100 <= k < 0x6104)); */
static void pass_listed(struct tenon_x86_64_policy *policy) {
#define TENON_X86_64_MSR_PASSED(name, number, why) pass_msr(policy, (number));
#include "tenon/core/x86_64/msrs.def"
}

void tenon_x86_64_policy_init(struct tenon_x86_64_policy *policy) {
  pass_nothing(policy);
  pass_listed(policy);
  policy->ready = 1;
}

enum tenon_error tenon_x86_64_policy_pass_ports(struct tenon_x86_64_policy *policy, uint32_t first,
                                                uint32_t count) {
  if (count > PORTS || first > PORTS - count) {
    return TENON_ERROR_out_of_range;
  }
  /*@ loop invariant range: 0 <= i <= count;
      loop invariant passed: \forall integer k; 0 <= k < PORT_BITS ==>
        (x86_map_has(&policy->port[0], k) <==>
          \at(x86_map_has(&policy->port[0], k), Pre) && !(first <= k < first + i));
      loop assigns i, policy->port[0 .. 0x1fff];
      loop variant count - i; */
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
