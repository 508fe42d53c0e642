/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of access.h: none of these may prove. */
#define tenon_aarch64_access_exit tenon_aarch64_access_exit__red_1 /* must fail: value */
#define tenon_aarch64_access_complete_read \
  tenon_aarch64_access_complete_read__red_1 /* must fail: registers */
#define tenon_aarch64_access_complete_write \
  tenon_aarch64_access_complete_write__red_1 /* must fail: registers */
#include "tenon/core/aarch64/access.h"

/* A store shows the bits of its register above the width. */
void tenon_aarch64_access_exit(const struct tenon_aarch64_access *access,
                               const struct tenon_aarch64_frame *frame, uint64_t far,
                               struct tenon_exit *exit) {
  uint32_t read = tenon_aarch64_access_reads(access->operation, access->done);
  uint64_t value = tenon_aarch64_get_x(frame, access->rt);
  exit->kind = read == 1u ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write;
  exit->cause = TENON_AARCH64_CAUSE_DATA_ABORT;
  exit->address = access->address;
  exit->value = read == 1u ? 0u : value;
  exit->argument = 0u;
  exit->virtual_address = far;
  exit->width = access->width;
  exit->register_index = access->rt;
  exit->register_width = access->register_width;
  exit->sign_extend = (uint8_t)(access->flags % 2u);
  exit->access = read == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = access->instruction_length;
  exit->flags = 0u;
  exit->level = 0u;
}

/* The first register of a pair is written before the second is read: an abort would find the base
 * register changed. */
uint32_t tenon_aarch64_access_complete_read(struct tenon_aarch64_access *access,
                                            struct tenon_aarch64_frame *frame, uint64_t value) {
  uint64_t data = tenon_aarch64_access_ordered(value, access->width, access->flags);
  if (access->remaining == 0u ||
      tenon_aarch64_access_reads(access->operation, access->done) == 0u) {
    return 1u;
  }
  tenon_aarch64_set_x(frame, access->done == 0u ? access->rt : access->rt2, data);
  access->remaining -= 1u;
  if (access->remaining == 0u) {
    tenon_aarch64_advance(frame, access->instruction_length);
    return 1u;
  }
  return 0u;
}

/* A store-exclusive leaves its status register as it was. */
uint32_t tenon_aarch64_access_complete_write(struct tenon_aarch64_access *access,
                                             struct tenon_aarch64_frame *frame) {
  if (access->remaining == 0u ||
      tenon_aarch64_access_reads(access->operation, access->done) == 1u) {
    return 1u;
  }
  access->remaining -= 1u;
  if (access->remaining == 0u) {
    tenon_aarch64_advance(frame, access->instruction_length);
    return 1u;
  }
  access->address = tenon_value_add(access->address, access->width);
  return 0u;
}
