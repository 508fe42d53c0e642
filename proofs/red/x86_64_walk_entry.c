/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of walk_entry.h: none of these may prove. */
#define tenon_x86_64_paging_levels tenon_x86_64_paging_levels__red_1   /* must fail: levels */
#define tenon_x86_64_entry_span tenon_x86_64_entry_span__red_1         /* must fail: span */
#define tenon_x86_64_entry_is_page tenon_x86_64_entry_is_page__red_1   /* must fail: page */
#define tenon_x86_64_entry_reserved tenon_x86_64_entry_reserved__red_1 /* must fail: reserved */
#define tenon_x86_64_entry_frame tenon_x86_64_entry_frame__red_1       /* must fail: frame */
#define tenon_x86_64_walk_allowed tenon_x86_64_walk_allowed__red_1     /* must fail: allowed */
#define tenon_x86_64_walk_error tenon_x86_64_walk_error__red_1         /* must fail: error */
#include "tenon/core/x86_64/walk_entry.h"

/* Five levels whatever CR4.LA57 says. */
uint32_t tenon_x86_64_paging_levels(const struct tenon_x86_64_paging *p) {
  if (tenon_x86_64_control(p->cr0, TENON_X86_64_CR0_PAGING) == 0u) {
    return 0;
  }
  if (tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_PAE) == 0u) {
    return 2;
  }
  return tenon_x86_64_control(p->efer, TENON_X86_64_EFER_LMA) == 0u ? 3u : 5u;
}

/* A large page of 32-bit paging has 2 MiB, as all others. */
uint64_t tenon_x86_64_entry_span(uint32_t narrow, uint32_t level) {
  (void)narrow;
  if (level == 1u) {
    return 0x1000u;
  }
  if (level == 2u) {
    return 0x200000u;
  }
  if (level == 3u) {
    return 0x40000000u;
  }
  return level == 4u ? 0x8000000000u : 0x1000000000000u;
}

/* CR4.PSE does not count. */
uint32_t tenon_x86_64_entry_is_page(const struct tenon_x86_64_paging *p, uint32_t levels,
                                    uint32_t level, uint64_t entry) {
  (void)p;
  if (level == 1u) {
    return 1;
  }
  return level == 2u || (level == 3u && levels > 3u)
             ? tenon_x86_64_control(entry, TENON_X86_64_ENTRY_LARGE)
             : 0u;
}

/* Only addresses that are too high. */
uint32_t tenon_x86_64_entry_reserved(const struct tenon_x86_64_paging *p, uint32_t levels,
                                     uint32_t level, uint64_t entry) {
  (void)level;
  return levels > 2u && entry % 0x10000000000000u >= p->physical_limit ? 1u : 0u;
}

/* Bits 39:32 of a page of 4 MiB are lost. */
uint64_t tenon_x86_64_entry_frame(uint32_t levels, uint32_t level, uint64_t entry,
                                  uint32_t is_page) {
  uint64_t address = levels == 2u ? entry % 0x100000000u : entry % 0x10000000000000u;
  if (is_page == 1u && level == 2u) {
    return levels == 2u ? address - address % 0x400000u : address - address % 0x200000u;
  }
  return is_page == 1u && level == 3u ? address - address % 0x40000000u
                                      : address - address % 0x1000u;
}

/* EFLAGS.AC does not lift SMAP. */
uint32_t tenon_x86_64_walk_allowed(const struct tenon_x86_64_paging *p, uint32_t access,
                                   uint32_t user, uint32_t writable, uint32_t executable) {
  if (p->cpl != 3u && user == 1u && access != (uint32_t)TENON_X86_64_WALK_FETCH &&
      tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_SMAP) == 1u) {
    return 0;
  }
  if (p->cpl == 3u && user == 0u) {
    return 0;
  }
  if (access == (uint32_t)TENON_X86_64_WALK_STORE) {
    return writable;
  }
  return access == (uint32_t)TENON_X86_64_WALK_FETCH ? executable : 1u;
}

/* A fetch is always told from a load. */
uint32_t tenon_x86_64_walk_error(const struct tenon_x86_64_paging *p, uint32_t access) {
  uint32_t user = p->cpl == 3u ? TENON_X86_64_FAULT_USER : 0u;
  if (access == (uint32_t)TENON_X86_64_WALK_STORE) {
    return user + TENON_X86_64_FAULT_WRITE;
  }
  return access == (uint32_t)TENON_X86_64_WALK_FETCH ? user + TENON_X86_64_FAULT_FETCH : user;
}
