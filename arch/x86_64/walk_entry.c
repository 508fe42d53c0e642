/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/walk_entry.h"

uint32_t tenon_x86_64_paging_levels(const struct tenon_x86_64_paging *p) {
  if (tenon_x86_64_control(p->cr0, TENON_X86_64_CR0_PAGING) == 0u) {
    return 0;
  }
  if (tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_PAE) == 0u) {
    return 2;
  }
  if (tenon_x86_64_control(p->efer, TENON_X86_64_EFER_LMA) == 0u) {
    return 3;
  }
  return tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_LA57) == 1u ? 5u : 4u;
}

uint64_t tenon_x86_64_entry_span(uint32_t narrow, uint32_t level) {
  switch (level) {
    case 1u:
      return 0x1000u;
    case 2u:
      return narrow == 1u ? 0x400000u : 0x200000u;
    case 3u:
      return 0x40000000u;
    case 4u:
      return 0x8000000000u;
    default:
      return 0x1000000000000u;
  }
}

uint32_t tenon_x86_64_entry_is_page(const struct tenon_x86_64_paging *p, uint32_t levels,
                                    uint32_t level, uint64_t entry) {
  uint32_t large = tenon_x86_64_control(entry, TENON_X86_64_ENTRY_LARGE);
  if (level == 1u) {
    return 1;
  }
  if (level == 2u) {
    // Without CR4.PSE the bit does not count in 32-bit paging; otherwise that is irrelevant.
    return levels == 2u ? large * tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_PSE) : large;
  }
  return level == 3u && levels > 3u ? large : 0u;
}

/* 32-bit paging: in a page of 4 MiB bits 20:13 are bits 39:32 of its address, bit 21 is 0. */
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==> x86_reserved_4m(p->physical_limit, entry);
*/
static uint32_t reserved_4m(const struct tenon_x86_64_paging *p, uint64_t entry) {
  uint64_t high = entry / 0x2000u % 0x100u * 0x100000000u;
  return entry / 0x200000u % 2u == 1u || high >= p->physical_limit ? 1u : 0u;
}

/* Bits between the rights and the address of a large page. */
/*@ requires level: level == 2 || level == 3;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==> x86_reserved_low(level, 1, entry);
*/
static uint32_t reserved_below(uint32_t level, uint64_t entry) {
  if (level == 2u) {
    return entry % 0x200000u >= 0x2000u ? 1u : 0u;
  }
  return entry % 0x40000000u >= 0x2000u ? 1u : 0u;
}

/* The first level of PAE: bits 63, 8:5 and 2:1 too. */
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==> x86_reserved_pdpte(p->physical_limit, entry);
*/
static uint32_t reserved_pdpte(const struct tenon_x86_64_paging *p, uint64_t entry) {
  return entry >= p->physical_limit || entry / 0x20u % 0x10u != 0u || entry / 2u % 4u != 0u ? 1u
                                                                                            : 0u;
}

/* Entries of the other levels of PAE and of long mode have 8 bytes. */
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==>
      x86_reserved_high(p->physical_limit, p->efer, levels, entry);
*/
static uint32_t reserved_above(const struct tenon_x86_64_paging *p, uint32_t levels,
                               uint64_t entry) {
  uint64_t address =
      levels == 3u ? entry % TENON_X86_64_ENTRY_NO_EXECUTE : entry % 0x10000000000000u;
  if (tenon_x86_64_control(entry, TENON_X86_64_ENTRY_NO_EXECUTE) == 1u &&
      tenon_x86_64_control(p->efer, TENON_X86_64_EFER_NXE) == 0u) {
    return 1;
  }
  return address >= p->physical_limit ? 1u : 0u;
}

/* Bit 7 where it makes no page. */
/*@ requires paging: \valid_read(p);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==>
      x86_reserved_size(levels, level, p->gigabyte_pages, entry);
*/
static uint32_t reserved_size(const struct tenon_x86_64_paging *p, uint32_t levels, uint32_t level,
                              uint64_t entry) {
  if (tenon_x86_64_control(entry, TENON_X86_64_ENTRY_LARGE) == 0u) {
    return 0;
  }
  return level > 3u || (level == 3u && levels > 3u && p->gigabyte_pages != 1u) ? 1u : 0u;
}

uint32_t tenon_x86_64_entry_reserved(const struct tenon_x86_64_paging *p, uint32_t levels,
                                     uint32_t level, uint64_t entry) {
  uint32_t page = tenon_x86_64_entry_is_page(p, levels, level, entry);
  if (levels == 2u) {
    return level == 2u && page == 1u ? reserved_4m(p, entry) : 0u;
  }
  if (levels == 3u && level == 3u) {
    return reserved_pdpte(p, entry);
  }
  if (reserved_above(p, levels, entry) == 1u || reserved_size(p, levels, level, entry) == 1u) {
    return 1;
  }
  return page == 1u && (level == 2u || level == 3u) ? reserved_below(level, entry) : 0u;
}

uint64_t tenon_x86_64_entry_frame(uint32_t levels, uint32_t level, uint64_t entry,
                                  uint32_t is_page) {
  uint64_t address = entry % 0x10000000000000u;
  if (levels == 2u) {
    address = entry % 0x100000000u;
    if (is_page == 1u && level == 2u) {
      return address - address % 0x400000u + entry / 0x2000u % 0x100u * 0x100000000u;
    }
  }
  if (is_page == 1u && level == 2u) {
    return address - address % 0x200000u;
  }
  if (is_page == 1u && level == 3u) {
    return address - address % 0x40000000u;
  }
  return address - address % 0x1000u;
}

/* A supervisor's access. */
/*@ requires paging: \valid_read(p);
    requires rights: user <= 1 && writable <= 1 && executable <= 1;
    requires access: access <= TENON_X86_64_WALK_FETCH;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures allowed: \result == 1 <==>
      x86_supervisor_allowed(p, access, user, writable, executable);
*/
static uint32_t supervisor_allowed(const struct tenon_x86_64_paging *p, uint32_t access,
                                   uint32_t user, uint32_t writable, uint32_t executable) {
  if (access == (uint32_t)TENON_X86_64_WALK_FETCH) {
    if (user == 1u && tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_SMEP) == 1u) {
      return 0;
    }
    return executable;
  }
  if (user == 1u && tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_SMAP) == 1u &&
      tenon_x86_64_control(p->rflags, TENON_X86_64_RFLAGS_AC) == 0u) {
    return 0;
  }
  if (access == (uint32_t)TENON_X86_64_WALK_STORE && writable == 0u) {
    return tenon_x86_64_control(p->cr0, TENON_X86_64_CR0_WRITE_PROTECT) == 1u ? 0u : 1u;
  }
  return 1;
}

uint32_t tenon_x86_64_walk_allowed(const struct tenon_x86_64_paging *p, uint32_t access,
                                   uint32_t user, uint32_t writable, uint32_t executable) {
  if (p->cpl != 3u) {
    return supervisor_allowed(p, access, user, writable, executable);
  }
  if (user == 0u || (access == (uint32_t)TENON_X86_64_WALK_STORE && writable == 0u)) {
    return 0;
  }
  return access == (uint32_t)TENON_X86_64_WALK_FETCH ? executable : 1u;
}

/* Whether the error code tells a fetch from a load. */
/*@ requires paging: \valid_read(p);
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures told: \result == 1 <==> x86_control(p->cr4, TENON_X86_64_CR4_SMEP) == 1 ||
      (x86_control(p->cr4, TENON_X86_64_CR4_PAE) == 1 &&
       x86_control(p->efer, TENON_X86_64_EFER_NXE) == 1);
*/
static uint32_t fetch_is_told(const struct tenon_x86_64_paging *p) {
  if (tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_SMEP) == 1u) {
    return 1;
  }
  return tenon_x86_64_control(p->cr4, TENON_X86_64_CR4_PAE) == 1u
             ? tenon_x86_64_control(p->efer, TENON_X86_64_EFER_NXE)
             : 0u;
}

uint32_t tenon_x86_64_walk_error(const struct tenon_x86_64_paging *p, uint32_t access) {
  uint32_t error = p->cpl == 3u ? TENON_X86_64_FAULT_USER : 0u;
  if (access == (uint32_t)TENON_X86_64_WALK_STORE) {
    error += TENON_X86_64_FAULT_WRITE;
  } else if (access == (uint32_t)TENON_X86_64_WALK_FETCH && fetch_is_told(p) == 1u) {
    error += TENON_X86_64_FAULT_FETCH;
  }
  return error;
}
