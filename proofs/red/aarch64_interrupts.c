/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of interrupts.h: none of these may prove. */
#define tenon_aarch64_interrupts_configure \
  tenon_aarch64_interrupts_configure__red_1 /* must fail: linked */
#define tenon_aarch64_interrupts_request \
  tenon_aarch64_interrupts_request__red_1                                    /* must fail: line */
#define tenon_aarch64_interrupts_lower tenon_aarch64_interrupts_lower__red_1 /* must fail: gone */
#define tenon_aarch64_interrupts_merge_word \
  tenon_aarch64_interrupts_merge_word__red_1 /* must fail: special */
#define tenon_aarch64_interrupts_pending \
  tenon_aarch64_interrupts_pending__red_1 /* must fail: waits */
#define tenon_aarch64_interrupts_next_end \
  tenon_aarch64_interrupts_next_end__red_1 /* must fail: taken */
#include "tenon/core/aarch64/interrupts.h"

/* An SGI may be linked, and nothing is noted. */
enum tenon_error tenon_aarch64_interrupts_configure(struct tenon_aarch64_interrupts *i,
                                                    uint32_t intid, uint32_t priority,
                                                    uint32_t flags) {
  if (intid >= 1020u || priority > 255u || flags > 4u) {
    return TENON_ERROR_invalid_argument;
  }
  i->changed = 1;
  return TENON_OK;
}

/* A line is an edge: it would not come again. */
enum tenon_error tenon_aarch64_interrupts_request(struct tenon_aarch64_interrupts *i,
                                                  uint32_t intid) {
  if (intid >= 1020u) {
    return TENON_ERROR_invalid_argument;
  }
  tenon_interrupt_set_insert(&i->pending, intid);
  i->changed = 1;
  return TENON_OK;
}

/* The line falls, the interrupt comes all the same. */
enum tenon_error tenon_aarch64_interrupts_lower(struct tenon_aarch64_interrupts *i,
                                                uint32_t intid) {
  if (intid >= 1020u) {
    return TENON_ERROR_invalid_argument;
  }
  if (tenon_interrupt_set_contains(&i->level, intid) != 0) {
    tenon_interrupt_set_remove(&i->line, intid);
    i->changed = 1;
  }
  return TENON_OK;
}

/* 1020 to 1023 become pending: no list register may name them. */
void tenon_aarch64_interrupts_merge_word(struct tenon_aarch64_interrupts *i, uint32_t word,
                                         uint64_t bits) {
  tenon_interrupt_set_merge(&i->pending, word, bits);
  tenon_interrupt_set_merge(&i->line, word, bits);
  i->changed = 1;
}

/* A guest sleeps although a list register offers an interrupt. */
uint32_t tenon_aarch64_interrupts_pending(const struct tenon_aarch64_interrupts *i) {
  return 1u - tenon_interrupt_set_is_empty(&i->pending);
}

/* The same end is reported for ever. */
uint32_t tenon_aarch64_interrupts_next_end(struct tenon_aarch64_interrupts *i, uint32_t *intid) {
  *intid = tenon_interrupt_set_lowest(&i->ended);
  i->changed = 1;
  return *intid == TENON_NONE ? 0u : 1u;
}
