/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// One entry of the guest's page tables: its reserved bits, what it names, and whether an access is
/// allowed (SDM volume 3, 4.3 to 4.7; APM volume 2, 5.3 to 5.6).
#ifndef TENON_CORE_X86_64_WALK_ENTRY_H
#define TENON_CORE_X86_64_WALK_ENTRY_H

#include "tenon/core/x86_64/walk.h"

TENON_BEGIN_C

/// One bit of a control register or an entry.
/*@ requires power: x86_is_control(power);
    terminates \true; exits \false; assigns \nothing;
    ensures bit: \result == x86_control(word, power);
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_x86_64_control(uint64_t word, uint64_t power) {
  return (uint32_t)(word / power % 2u);
}

/// Levels of the guest's paging: 0 without, 2, 3 (PAE), 4, 5.
/*@ requires paging: \valid_read(p);
    terminates \true; exits \false; assigns \nothing;
    ensures levels: \result == x86_levels(p->cr0, p->cr4, p->efer);
    ensures range: \result \in {0, 2, 3, 4, 5};
*/
uint32_t tenon_x86_64_paging_levels(const struct tenon_x86_64_paging *p);

/*@ requires level: narrow <= 1 && 1 <= level <= 5;
    terminates \true; exits \false; assigns \nothing;
    ensures span: \result == x86_span(narrow, level);
    ensures range: 0x1000 <= \result <= 0x1000000000000;
*/
uint64_t tenon_x86_64_entry_span(uint32_t narrow, uint32_t level);

/// Whether the entry is a page of that level, not a table.
/*@ requires paging: \valid_read(p);
    requires level: levels \in {2, 3, 4, 5} && 1 <= level <= levels;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures page: \result == x86_is_page(p->cr4, levels, level, entry);
*/
uint32_t tenon_x86_64_entry_is_page(const struct tenon_x86_64_paging *p, uint32_t levels,
                                    uint32_t level, uint64_t entry);

/// Whether a bit is set that has to be 0.
/*@ requires paging: \valid_read(p) && x86_paging_sane(p);
    requires level: levels \in {2, 3, 4, 5} && 1 <= level <= levels;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures reserved: \result == 1 <==> x86_reserved(p, levels, level, entry);
*/
uint32_t tenon_x86_64_entry_reserved(const struct tenon_x86_64_paging *p, uint32_t levels,
                                     uint32_t level, uint64_t entry);

/// The table or page that the entry names.
/*@ requires level: levels \in {2, 3, 4, 5} && 1 <= level <= levels;
    requires page: is_page <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures frame: \result == x86_frame(levels, level, entry, is_page);
    ensures range: \result < 0x10000000000000;
    ensures aligned: \result % 0x1000 == 0;
*/
uint64_t tenon_x86_64_entry_frame(uint32_t levels, uint32_t level, uint64_t entry,
                                  uint32_t is_page);

/// Whether the rights of all entries allow the access: U/S, R/W with CR0.WP, NX, SMEP, SMAP.
/*@ requires paging: \valid_read(p);
    requires rights: user <= 1 && writable <= 1 && executable <= 1;
    requires access: access <= TENON_X86_64_WALK_FETCH;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1;
    ensures allowed: \result == 1 <==> x86_allowed(p, access, user, writable, executable);
*/
uint32_t tenon_x86_64_walk_allowed(const struct tenon_x86_64_paging *p, uint32_t access,
                                   uint32_t user, uint32_t writable, uint32_t executable);

/// The error code without its bits P and RSVD.
/*@ requires paging: \valid_read(p);
    requires access: access <= TENON_X86_64_WALK_FETCH;
    terminates \true; exits \false; assigns \nothing;
    ensures error: \result == x86_walk_error(p, access);
    ensures range: \result \in {0, 2, 4, 6, 0x10, 0x14};
*/
uint32_t tenon_x86_64_walk_error(const struct tenon_x86_64_paging *p, uint32_t access);

TENON_END_C

#endif
