/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/access.h"

/*@ terminates \true; exits \false; assigns \nothing;
    ensures extended: \result == access_extended(value, width, register_width, flags);
*/
static uint64_t extended(uint64_t value, uint32_t width, uint32_t register_width, uint32_t flags) {
  return flags % 2u == 1u ? tenon_value_sign_extend(value, width, register_width) : value;
}

/* The register writes of a finished instruction; register 31: none. */
struct results {
  uint64_t first_value;
  uint64_t second_value;
  uint64_t base_value;
  uint32_t first;
  uint32_t second;
  uint32_t base;
  uint32_t length;
};

/*@ terminates \true; exits \false; assigns \nothing;
    ensures first: \result == access_first(operation, flags, rt, rs);
*/
static uint32_t first_of(uint32_t operation, uint32_t flags, uint32_t rt, uint32_t rs) {
  if (operation == TENON_AARCH64_OPERATION_LOAD) {
    return (flags / TENON_AARCH64_ACCESS_SIMD) % 2u == 1u ? 31u : rt;
  }
  if (operation == TENON_AARCH64_OPERATION_STORE) {
    return (flags / TENON_AARCH64_ACCESS_EXCLUSIVE) % 2u == 1u ? rs : 31u;
  }
  if (operation == TENON_AARCH64_OPERATION_CAS) {
    return rs;
  }
  return operation >= TENON_AARCH64_OPERATION_SWAP ? rt : 31u;
}

/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures first: \result.first == access_first(access->operation, access->flags, access->rt,
                                                 access->rs);
    ensures first_value: \result.first_value ==
      access_first_value(access->operation, access->flags, access->width, access->register_width,
                         v0);
    ensures second: \result.second == access_second(access->operation, access->flags, access->rt2,
                                                    done);
    ensures second_value: \result.second_value ==
      access_extended(v1, access->width, access->register_width, access->flags);
    ensures base: \result.base == access_base(access->flags, access->rn);
    ensures base_value: \result.base_value == access->writeback;
    ensures length: \result.length == access->instruction_length;
*/
static struct results results_of(const struct tenon_aarch64_access *access, uint32_t done,
                                 uint64_t v0, uint64_t v1) {
  uint32_t operation = access->operation;
  uint32_t width = access->width;
  uint32_t register_width = access->register_width;
  uint32_t flags = access->flags;
  uint32_t load = operation == TENON_AARCH64_OPERATION_LOAD ? 1u : 0u;
  uint32_t simd = (flags / TENON_AARCH64_ACCESS_SIMD) % 2u;
  struct results r;
  r.first = first_of(operation, flags, access->rt, access->rs);
  r.first_value = v0;
  if (load == 1u) {
    r.first_value = extended(v0, width, register_width, flags);
  } else if (operation == TENON_AARCH64_OPERATION_STORE) {
    r.first_value = 0u;
  }
  r.second = load == 1u && simd == 0u && done > 1u ? access->rt2 : 31u;
  r.second_value = extended(v1, width, register_width, flags);
  r.base = (flags / TENON_AARCH64_ACCESS_WRITEBACK) % 2u == 1u ? access->rn : 31u;
  r.base_value = access->writeback;
  r.length = access->instruction_length;
  return r;
}

/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 30], frame->pc, frame->pstate;
    ensures registers: \forall integer i; 0 <= i < 31 ==>
      frame->x[i] == access_final(i, r.base, r.base_value, r.second, r.second_value, r.first,
                                  r.first_value, \old(frame->x[i]));
    ensures pc: frame->pc == advanced_pc(\old(frame->pc), \old(frame->pstate), r.length);
    ensures pstate: frame->pstate == advanced_pstate(\old(frame->pstate));
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
*/
static void apply(struct tenon_aarch64_frame *frame, struct results r) {
  tenon_aarch64_set_x(frame, r.first, r.first_value);
  tenon_aarch64_set_x(frame, r.second, r.second_value);
  tenon_aarch64_set_x(frame, r.base, r.base_value);
  tenon_aarch64_advance(frame, r.length);
}

/*@ requires access: \valid_read(access);
    requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    ensures ends: \result == access_read_ends(access, frame, data);
*/
static uint32_t read_ends(const struct tenon_aarch64_access *access,
                          const struct tenon_aarch64_frame *frame, uint64_t data) {
  uint64_t expected;
  if (access->remaining == 1u) {
    return 1u;
  }
  if (access->operation != TENON_AARCH64_OPERATION_CAS) {
    return 0u;
  }
  expected = tenon_value_low(tenon_aarch64_get_x(frame, access->rs), access->width);
  return data != expected ? 1u : 0u;
}

/* The number of steps done, after one more. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures next: \result == (done + 1) % 0x100000000;
*/
static uint32_t one_more(uint32_t done) { return done == UINT32_MAX ? 0u : done + 1u; }

/* The step that was next has read `data`. */
/*@ requires access: \valid(access);
    terminates \true; exits \false;
    assigns access->value[0], access->value[1], access->value[2], access->value[3],
            access->done;
    ensures done: access->done == (\old(access->done) + 1) % 0x100000000;
    TENON_AARCH64_ACCESS_KEPT(data)
*/
static void keep(struct tenon_aarch64_access *access, uint64_t data) {
  uint32_t done = access->done;
  if (done < 4u) {
    access->value[done] = data;
  }
  access->done = one_more(done);
}

uint32_t tenon_aarch64_access_complete_read(struct tenon_aarch64_access *access,
                                            struct tenon_aarch64_frame *frame, uint64_t value) {
  uint32_t remaining = access->remaining;
  uint32_t done = access->done;
  uint64_t data = tenon_aarch64_access_ordered(value, access->width, access->flags);
  uint64_t v0 = done == 0u ? data : access->value[0];
  uint64_t v1 = done == 1u ? data : access->value[1];
  if (remaining == 0u || tenon_aarch64_access_reads(access->operation, done) == 0u) {
    return 1u;
  }
  if (read_ends(access, frame, data) == 1u) {
    apply(frame, results_of(access, one_more(done), v0, v1));
    access->remaining = 0u;
    keep(access, data);
    return 1u;
  }
  if (access->operation == TENON_AARCH64_OPERATION_LOAD) {
    access->address = tenon_value_add(access->address, access->width);
  }
  access->remaining = remaining - 1u;
  keep(access, data);
  return 0u;
}

uint32_t tenon_aarch64_access_complete_write(struct tenon_aarch64_access *access,
                                             struct tenon_aarch64_frame *frame) {
  uint32_t remaining = access->remaining;
  uint32_t done = access->done;
  if (remaining == 0u || tenon_aarch64_access_reads(access->operation, done) == 1u) {
    return 1u;
  }
  access->done = one_more(done);
  access->remaining = remaining - 1u;
  if (remaining == 1u) {
    apply(frame, results_of(access, one_more(done), access->value[0], access->value[1]));
    return 1u;
  }
  access->address = tenon_value_add(access->address, access->width);
  return 0u;
}
