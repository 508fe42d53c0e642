/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of access.h and access_result.h: none of these may prove. */
#define tenon_x86_64_effective_address \
  tenon_x86_64_effective_address__red_1 /* must fail: address */
#define tenon_x86_64_instruction_access \
  tenon_x86_64_instruction_access__red_1 /* must fail: segments */
#define tenon_x86_64_instruction_result \
  tenon_x86_64_instruction_result__red_1 /* must fail: register */
#define tenon_x86_64_instruction_apply tenon_x86_64_instruction_apply__red_1 /* must fail: stays */
#include "tenon/core/x86_64/access_result.h"

/* What is relative to RIP begins at the instruction itself, not behind it. */
uint64_t tenon_x86_64_effective_address(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                        uint64_t rip) {
  uint64_t base = i->base < 16u ? x[i->base] : 0u;
  if (i->base == TENON_X86_64_BASE_RIP) {
    base = rip;
  }
  return tenon_x86_64_wrap(tenon_value_add(base, i->displacement), i->address_width);
}

/* An override moves the destination of a string too. */
void tenon_x86_64_instruction_access(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rip, const uint64_t *segment_base,
                                     struct tenon_x86_64_access *out) {
  (void)x;
  (void)rip;
  out->load = segment_base[i->segment];
  out->store = segment_base[i->segment];
  out->loads = 1;
  out->stores = 1;
  out->load_segment = i->segment;
  out->store_segment = i->segment;
  out->width = i->width;
  out->reserved[0] = 0;
  out->reserved[1] = 0;
  out->reserved[2] = 0;
}

/* A store writes its register back. */
void tenon_x86_64_instruction_result(const struct tenon_x86_64_instruction *i, const uint64_t *x,
                                     uint64_t rflags, uint64_t loaded,
                                     struct tenon_x86_64_result *out) {
  (void)loaded;
  out->value = 0;
  out->new_value = x[i->reg];
  out->rflags = rflags;
  out->writes_register = 1;
}

/* REP does not stay: after one element RIP is behind the instruction. */
void tenon_x86_64_instruction_apply(const struct tenon_x86_64_instruction *i,
                                    const struct tenon_x86_64_result *result, uint64_t *x,
                                    uint64_t *rip, uint64_t *rflags) {
  uint64_t next = tenon_value_add(*rip, i->length);
  *rip = i->mode == 64u ? next : next % 0x100000000u;
  *rflags = result->rflags;
  x[i->reg] = result->new_value;
}
