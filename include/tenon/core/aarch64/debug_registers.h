/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The self-hosted debug registers that every Armv8-A guest may touch and tenon traps
/// (MDCR_EL2.TDA, TDOSA, TDRA): quiet ones, as many as ID_AA64DFR0_EL1 shows (id_registers.h).
/// ACTLR_EL1 (HCR_EL2.TACR) is among them: it exists always and means nothing here.
#ifndef TENON_CORE_AARCH64_DEBUG_REGISTERS_H
#define TENON_CORE_AARCH64_DEBUG_REGISTERS_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ // DBGBVR, DBGBCR, DBGWVR and DBGWCR, numbers 0 and 1 (DDI 0487 D19.3).
    predicate debug_point(integer id) = 0x8004 <= id <= 0x8007 || 0x800c <= id <= 0x800f;

    // OSDTRRX, MDCCINT, MDSCR, OSDTRTX, OSECCR; MDRAR, OSLAR, OSDLR, DBGPRCR; DBGCLAIMSET,
    // DBGCLAIMCLR, DBGAUTHSTATUS; MDCCSR_EL0, DBGDTR_EL0, DBGDTRTX_EL0; ACTLR_EL1.
    predicate debug_quiet(integer id) =
      debug_point(id) ||
      id \in {0x8002, 0x8010, 0x8012, 0x801a, 0x8032, 0x8080, 0x8084, 0x809c, 0x80a4,
              0x83c6, 0x83ce, 0x83f6, 0x9808, 0x9820, 0x9828, 0xc081};

    // OSLSR_EL1.
    predicate debug_lock_status(integer id) = id == 0x808c;
*/

/// What a guest reads from debug register `id` (a TENON_AARCH64_SYSREG); its writes are ignored.
/// OSLSR_EL1 says that there is an OS lock and that it is open.
/// \return 1 and *value, or 0 and *value = 0 if `id` is none of them.
/*@ requires value: \valid(value);
    terminates \true; exits \false; assigns *value;
    behavior quiet:
      assumes debug_quiet(id);
      ensures answered: \result == 1;
      ensures zero: *value == 0;
    behavior lock_status:
      assumes debug_lock_status(id);
      ensures answered: \result == 1;
      ensures oslm: *value == 0x8;
    behavior other:
      assumes !debug_quiet(id) && !debug_lock_status(id);
      ensures refused: \result == 0;
      ensures zero: *value == 0;
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_debug_register(uint32_t id, uint64_t *value);

TENON_END_C

#endif
