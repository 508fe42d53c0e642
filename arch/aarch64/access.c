/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/access.h"

/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures index: \result == access_register(access);
*/
static inline uint8_t register_of(const struct tenon_aarch64_access *access) {
  uint32_t index = access->element == 16u ? access->done / 2u : access->done;
  if (access->operation <= TENON_AARCH64_OPERATION_STORE) {
    return index == 0u ? access->rt : access->rt2;
  }
  if (access->operation == TENON_AARCH64_OPERATION_ZERO) {
    return 31u;
  }
  if (access->operation == TENON_AARCH64_OPERATION_CAS) {
    return access->done == 0u ? access->rs : access->rt;
  }
  return access->done == 0u ? access->rt : access->rs;
}

/* What a write step of a general register puts on the bus. */
/*@ requires access: \valid_read(access);
    requires frame: \valid_read(frame);
    terminates \true; exits \false; assigns \nothing;
    behavior store:
      assumes access->operation == TENON_AARCH64_OPERATION_STORE &&
              access_is_simd(access->flags) == 0;
      ensures value: \result == access_ordered(frame_x(frame, access_register(access)),
                                               access->width, access->flags);
    behavior modify:
      assumes access->operation >= TENON_AARCH64_OPERATION_SWAP;
      ensures value: \result ==
        access_ordered(atomic_result(access->operation,
                                            value_low(access->value[0], access->width),
                                            value_low(frame_x(frame, access_register(access)),
                                                      access->width), access->width),
                       access->width, access->flags);
    behavior empty:
      assumes access->operation < TENON_AARCH64_OPERATION_STORE ||
              access->operation == TENON_AARCH64_OPERATION_ZERO ||
              (access->operation == TENON_AARCH64_OPERATION_STORE &&
               access_is_simd(access->flags) == 1);
      ensures value: \result == 0;
    complete behaviors; disjoint behaviors;
*/
static uint64_t store_value(const struct tenon_aarch64_access *access,
                            const struct tenon_aarch64_frame *frame) {
  uint64_t value = tenon_aarch64_get_x(frame, register_of(access));
  uint32_t operation = access->operation;
  uint32_t width = access->width;
  if (operation >= TENON_AARCH64_OPERATION_SWAP) {
    value = tenon_aarch64_atomic(operation, tenon_value_low(access->value[0], width),
                                 tenon_value_low(value, width), width);
    return tenon_aarch64_access_ordered(value, width, access->flags);
  }
  if (operation == TENON_AARCH64_OPERATION_STORE &&
      (access->flags / TENON_AARCH64_ACCESS_SIMD) % 2u == 0u) {
    return tenon_aarch64_access_ordered(value, width, access->flags);
  }
  return 0u;
}

void tenon_aarch64_access_exit(const struct tenon_aarch64_access *access,
                               const struct tenon_aarch64_frame *frame, uint64_t far,
                               struct tenon_exit *exit) {
  uint32_t flags = access->flags;
  uint32_t read = tenon_aarch64_access_reads(access->operation, access->done);
  uint64_t value = read == 1u ? 0u : store_value(access, frame);
  uint8_t index =
      (flags / TENON_AARCH64_ACCESS_SIMD) % 2u == 1u ? (uint8_t)0u : register_of(access);
  uint8_t atomic = access->operation >= TENON_AARCH64_OPERATION_SWAP ||
                           (flags / TENON_AARCH64_ACCESS_EXCLUSIVE) % 2u == 1u
                       ? (uint8_t)TENON_EXIT_FLAG_ATOMIC
                       : (uint8_t)0u;
  uint8_t order = (flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2u == 1u
                      ? (uint8_t)TENON_EXIT_FLAG_BIG_ENDIAN
                      : (uint8_t)0u;
  exit->kind = read == 1u ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write;
  exit->cause = TENON_AARCH64_CAUSE_DATA_ABORT;
  exit->address = access->address;
  exit->value = value;
  exit->argument = 0u;
  exit->virtual_address = far;
  exit->width = access->width;
  exit->register_index = index;
  exit->register_width = access->register_width;
  exit->sign_extend = read == 1u ? (uint8_t)(flags % 2u) : (uint8_t)0u;
  exit->access = read == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = access->instruction_length;
  exit->flags = (uint8_t)(atomic + order);
  exit->level = 0u;
}
