/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/nested.h"

#include "tenon/core/x86_64/svm/nested.h"
#include "tenon/core/x86_64/svm/vcpu.h"
#include "tenon/core/x86_64/vmx/nested.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define LEVELS 4u
#define LARGE 0x200000u
#define GIGABYTE 0x40000000u

uint32_t tenon_x86_64_stage2_pool_init(struct tenon_nested_pool *pool,
                                       struct tenon_nested_page *pages,
                                       struct tenon_nested_table *tables, uint32_t count,
                                       uint64_t base) {
  struct tenon_nested_format format;
  if (tenon_vmx_is_here() == 1u) {
    tenon_vmx_nested_format(&format);
  } else {
    tenon_svm_nested_format(&format);
  }
  return tenon_nested_pool_init(pool, pages, tables, count, base, &format);
}

uint32_t tenon_x86_64_stage2_create(struct tenon_nested_pool *pool,
                                    struct tenon_x86_64_stage2 *stage2, uint32_t owner) {
  uint32_t table = tenon_nested_root_new(pool, LEVELS, owner);
  if (table == TENON_NONE) return TENON_ERROR_out_of_tables;
  tenon_stage2_init(&stage2->common, (pool->tree.first + table) * 4096u, table, LEVELS);
  stage2->epoch = 0;
  return TENON_OK;
}

/* Each entry of a vCPU of the VM compares its epoch with this one. */
static void forget(struct tenon_x86_64_stage2 *stage2) {
  stage2->epoch = stage2->epoch == UINT64_MAX ? 0u : stage2->epoch + 1u;
}

void tenon_x86_64_stage2_destroy(struct tenon_nested_pool *pool,
                                 struct tenon_x86_64_stage2 *stage2) {
  forget(stage2);
  tenon_nested_root_free(pool, stage2->common.table);
}

/* From `gpa` to the middle of a page of `page` bytes. */
static uint64_t part_of(uint64_t gpa, uint64_t bytes, uint64_t page) {
  uint64_t part = page - (gpa + page / 2u) % page;
  return bytes < part ? bytes : part;
}

/* In parts of which none holds a whole page of `page` bytes. A refusal leaves what was before. */
static uint32_t map_in_parts(struct tenon_nested_pool *pool, uint32_t table, uint64_t gpa,
                             uint64_t hpa, uint64_t bytes, uint32_t access, uint32_t memory,
                             uint64_t page) {
  uint64_t done = 0;
  uint32_t error = TENON_OK;
  while (error == TENON_OK && done < bytes) {
    uint64_t part = part_of(gpa + done, bytes - done, page);
    error = tenon_nested_map(pool, table, gpa + done, hpa + done, part, access, memory);
    if (error == TENON_OK) done += part;
  }
  if (error != TENON_OK && done != 0u) tenon_nested_clear(pool, table, gpa, gpa + done);
  return error;
}

/* Bytes of the smallest page that this CPU must not be given; 0: there is none. */
static uint64_t too_large(void) {
  if (tenon_vmx_is_here() == 1u) {
    if (tenon_vmx_has_safe_large_pages() == 0u) return LARGE;
    return tenon_vmx_has_gigabyte_pages() == 0u ? GIGABYTE : 0u;
  }
  return tenon_svm_has_gigabyte_pages() == 0u ? GIGABYTE : 0u;
}

/* Of a range that has these addresses, and may hold such a page. */
static uint32_t is_for_parts(const struct tenon_nested_pool *pool, uint64_t gpa, uint64_t hpa,
                             uint64_t bytes, uint64_t page) {
  return page != 0u && bytes >= page && gpa < pool->guest && bytes <= pool->guest - gpa &&
                 hpa < pool->limit && bytes <= pool->limit - hpa
             ? 1u
             : 0u;
}

uint32_t tenon_x86_64_stage2_map(struct tenon_nested_pool *pool, struct tenon_x86_64_stage2 *stage2,
                                 uint64_t gpa, uint64_t hpa, uint64_t bytes, uint32_t access,
                                 uint32_t memory) {
  uint32_t table = stage2->common.table;
  uint64_t page = bytes >= LARGE ? too_large() : 0u;
  uint32_t error = is_for_parts(pool, gpa, hpa, bytes, page) == 1u
                       ? map_in_parts(pool, table, gpa, hpa, bytes, access, memory, page)
                       : tenon_nested_map(pool, table, gpa, hpa, bytes, access, memory);
  if (error != TENON_OK) forget(stage2);
  return error;
}

/* Once: returns 1 if a block lay across `at` and is divided. */
static uint32_t break_make(struct tenon_nested_pool *pool, struct tenon_x86_64_stage2 *stage2,
                           uint64_t at) {
  uint32_t table = tenon_nested_break(pool, stage2->common.table, at);
  if (table == TENON_NONE) return 0;
  forget(stage2);
  tenon_nested_make(pool, table);
  return 1;
}

/* Divides the blocks that lie across `at`: 1 GiB to 2 MiB, then to 4 KiB. */
static void divide(struct tenon_nested_pool *pool, struct tenon_x86_64_stage2 *stage2,
                   uint64_t at) {
  if (break_make(pool, stage2, at) != 0u) (void)break_make(pool, stage2, at);
}

uint32_t tenon_x86_64_stage2_unmap(struct tenon_nested_pool *pool,
                                   struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                   uint64_t bytes) {
  uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  tenon_nested_clear(pool, stage2->common.table, gpa, gpa + bytes);
  forget(stage2);
  return TENON_OK;
}

uint32_t tenon_x86_64_stage2_protect(struct tenon_nested_pool *pool,
                                     struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                     uint64_t bytes, uint32_t access) {
  if (access > 7u) return TENON_ERROR_invalid_argument;
  if (access % 2u == 0u) return TENON_ERROR_unsupported; /* neither form can say it */
  uint32_t error = tenon_nested_check(pool, stage2->common.table, gpa, bytes);
  if (error != TENON_OK) return error;
  divide(pool, stage2, gpa);
  divide(pool, stage2, gpa + bytes);
  tenon_nested_protect(pool, stage2->common.table, gpa, gpa + bytes, access);
  forget(stage2);
  return TENON_OK;
}

uint32_t tenon_x86_64_stage2_translate(const struct tenon_nested_pool *pool,
                                       const struct tenon_x86_64_stage2 *stage2, uint64_t gpa,
                                       struct tenon_nested_translation *out) {
  return tenon_nested_translate(pool, stage2->common.table, gpa, out);
}
