/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The feature registers that a guest sees (HCR_EL2.TID1 and TID3).
///
/// Default-deny, field by field: a feature is shown only if the guest's use of it needs nothing
/// that tenon does not switch, trap or pass on, and at most at the value that is known to be so.
/// Every other field reads as "not implemented", which is 0 but for DoubleLock. Hidden among
/// them: EL2, EL3, AArch32, SVE, SME, pointer authentication, MTE, RAS, MPAM, AMU, PMU, SPE,
/// trace, LOR, TME, LS64, MOPS, ECV, FGT, XS; and BBM, whose TLB conflict aborts are refused.
#ifndef TENON_CORE_AARCH64_ID_REGISTERS_H
#define TENON_CORE_AARCH64_ID_REGISTERS_H

#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/traps.h"

TENON_BEGIN_C

/*@ // The host's field, but at most `most`.
    logic integer id_most(integer host, integer unit, integer most) =
      id_field(host, unit) < most ? id_field(host, unit) : most;

    // ID_AA64PFR0_EL1 (DDI 0487 D19.2, as those below).
    logic integer guest_pfr0(integer host) =
      1 * 0x1                                                   // EL0: AArch64 only
      + 1 * 0x10                                                // EL1: AArch64 only
      + id_field(host, 0x10000) * 0x10000                       // FP, 15: none
      + id_field(host, 0x100000) * 0x100000                     // AdvSIMD, 15: none
      + id_most(host, 0x1000000, 1) * 0x1000000                 // GIC system registers
      + id_most(host, 0x1000000000000, 1) * 0x1000000000000     // DIT, in PSTATE
      + id_most(host, 0x100000000000000, 1) * 0x100000000000000 // CSV2 without SCXTNUM
      + id_most(host, 0x1000000000000000, 1) * 0x1000000000000000; // CSV3

    // ID_AA64PFR1_EL1.
    logic integer guest_pfr1(integer host) =
      id_most(host, 0x1, 1) * 0x1     // BT: SCTLR_EL1 and PSTATE
      + id_most(host, 0x10, 2) * 0x10; // SSBS, in PSTATE

    // ID_AA64DFR0_EL1. The least that an Armv8.0 CPU has; its registers are answered
    // by debug_registers.h.
    logic integer guest_dfr0(integer host) =
      id_most(host, 0x1, 8) * 0x1 // DebugVer
      + 1 * 0x1000                // BRPs: 2 breakpoints
      + 1 * 0x100000              // WRPs: 2 watchpoints
      + 15 * 0x1000000000;        // DoubleLock: none

    // ID_AA64ISAR0_EL1: instructions without state.
    logic integer guest_isar0(integer host) =
      id_most(host, 0x10, 2) * 0x10                             // AES
      + id_most(host, 0x100, 1) * 0x100                         // SHA1
      + id_most(host, 0x1000, 2) * 0x1000                       // SHA2
      + id_most(host, 0x10000, 1) * 0x10000                     // CRC32
      + id_most(host, 0x100000, 2) * 0x100000                   // Atomic
      + id_most(host, 0x10000000, 1) * 0x10000000               // RDM
      + id_most(host, 0x100000000, 1) * 0x100000000             // SHA3
      + id_most(host, 0x1000000000, 1) * 0x1000000000           // SM3
      + id_most(host, 0x10000000000, 1) * 0x10000000000         // SM4
      + id_most(host, 0x100000000000, 1) * 0x100000000000       // DP
      + id_most(host, 0x1000000000000, 1) * 0x1000000000000     // FHM
      + id_most(host, 0x10000000000000, 2) * 0x10000000000000   // TS
      + id_most(host, 0x100000000000000, 2) * 0x100000000000000 // TLB
      + id_most(host, 0x1000000000000000, 1) * 0x1000000000000000; // RNDR

    // ID_AA64ISAR1_EL1.
    logic integer guest_isar1(integer host) =
      id_most(host, 0x1, 2) * 0x1                             // DPB
      + id_most(host, 0x1000, 1) * 0x1000                     // JSCVT
      + id_most(host, 0x10000, 1) * 0x10000                   // FCMA
      + id_most(host, 0x100000, 2) * 0x100000                 // LRCPC
      + id_most(host, 0x100000000, 1) * 0x100000000           // FRINTTS
      + id_most(host, 0x1000000000, 1) * 0x1000000000         // SB
      + id_most(host, 0x10000000000, 1) * 0x10000000000       // SPECRES
      + id_most(host, 0x100000000000, 2) * 0x100000000000     // BF16
      + id_most(host, 0x1000000000000, 1) * 0x1000000000000   // DGH
      + id_most(host, 0x10000000000000, 1) * 0x10000000000000; // I8MM

    // ID_AA64ISAR2_EL1.
    logic integer guest_isar2(integer host) =
      id_most(host, 0x1, 2) * 0x1                             // WFxT
      + id_most(host, 0x10, 1) * 0x10                         // RPRES
      + id_most(host, 0x100000, 1) * 0x100000                 // BC
      + id_most(host, 0x10000000, 1) * 0x10000000             // CLRBHB
      + id_most(host, 0x10000000000000, 1) * 0x10000000000000; // CSSC

    // ID_AA64MMFR0_EL1. TGran64 and TGran4: 15 is none, TGran4 1 is 52 bits.
    logic integer guest_mmfr0(integer host) =
      id_most(host, 0x1, 5) * 0x1                                // PARange: 48 bits
      + id_most(host, 0x10, 2) * 0x10                            // ASIDBits
      + id_most(host, 0x100, 1) * 0x100                          // BigEnd
      + id_most(host, 0x10000, 1) * 0x10000                      // BigEndEL0
      + id_most(host, 0x100000, 1) * 0x100000                    // TGran16
      + (id_field(host, 0x1000000) == 15 ? 15 : 0) * 0x1000000   // TGran64
      + (id_field(host, 0x10000000) == 15 ? 15 : 0) * 0x10000000; // TGran4

    // ID_AA64MMFR1_EL1.
    logic integer guest_mmfr1(integer host) =
      id_most(host, 0x1, 2) * 0x1                             // HAFDBS
      + id_most(host, 0x1000, 1) * 0x1000                     // HPDS
      + id_most(host, 0x100000, 3) * 0x100000                 // PAN, in PSTATE
      + id_most(host, 0x1000000, 1) * 0x1000000               // SpecSEI
      + id_most(host, 0x1000000000, 2) * 0x1000000000         // ETS
      + id_most(host, 0x100000000000, 1) * 0x100000000000     // AFP, in FPCR
      + id_most(host, 0x1000000000000000, 1) * 0x1000000000000000; // ECBHB

    // ID_AA64MMFR2_EL1. CCIDX, AT and IDS say how registers and accesses that do not
    // trap behave, so they are the host's.
    logic integer guest_mmfr2(integer host) =
      id_most(host, 0x10, 1) * 0x10                           // UAO, in PSTATE
      + id_most(host, 0x10000, 1) * 0x10000                   // VARange
      + id_most(host, 0x100000, 1) * 0x100000                 // CCIDX
      + id_most(host, 0x10000000, 1) * 0x10000000             // ST
      + id_most(host, 0x100000000, 1) * 0x100000000           // AT
      + id_most(host, 0x1000000000, 1) * 0x1000000000         // IDS
      + id_most(host, 0x1000000000000, 1) * 0x1000000000000   // TTL
      + id_most(host, 0x1000000000000000, 1) * 0x1000000000000000; // E0PD

    // What TID3 traps: op0=3, op1=0, CRn=0, CRm=1 to 7; and of TID1's, REVIDR_EL1 and AIDR_EL1.
    predicate id_space(integer id) =
      0xc008 <= id <= 0xc03f || id == 0xc006 || id == 0xc807;

    predicate id_shown(integer id) =
      id \in {0xc020, 0xc021, 0xc028, 0xc030, 0xc031, 0xc032, 0xc038, 0xc039, 0xc03a};
*/

/// What a guest reads from feature register `id` (a TENON_AARCH64_SYSREG) on a CPU with `f`.
/// \return 1 and *value, or 0 and *value = 0 if `id` is no feature register.
/*@ requires features: \valid_read(f);
    requires value: \valid(value);
    requires apart: \separated(value, f);
    terminates \true; exits \false; assigns *value;
    ensures answered: \result == 1 <==> id_space(id);
    ensures refused: \result == 0 <==> !id_space(id);
    behavior pfr0:
      assumes id == 0xc020;
      ensures shown: *value == guest_pfr0(f->id_aa64pfr0);
    behavior pfr1:
      assumes id == 0xc021;
      ensures shown: *value == guest_pfr1(f->id_aa64pfr1);
    behavior dfr0:
      assumes id == 0xc028;
      ensures shown: *value == guest_dfr0(f->id_aa64dfr0);
    behavior isar0:
      assumes id == 0xc030;
      ensures shown: *value == guest_isar0(f->id_aa64isar0);
    behavior isar1:
      assumes id == 0xc031;
      ensures shown: *value == guest_isar1(f->id_aa64isar1);
    behavior isar2:
      assumes id == 0xc032;
      ensures shown: *value == guest_isar2(f->id_aa64isar2);
    behavior mmfr0:
      assumes id == 0xc038;
      ensures shown: *value == guest_mmfr0(f->id_aa64mmfr0);
    behavior mmfr1:
      assumes id == 0xc039;
      ensures shown: *value == guest_mmfr1(f->id_aa64mmfr1);
    behavior mmfr2:
      assumes id == 0xc03a;
      ensures shown: *value == guest_mmfr2(f->id_aa64mmfr2);
    behavior zero:
      assumes !id_shown(id);
      ensures hidden: *value == 0;
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_id_register(const struct tenon_aarch64_features *f, uint32_t id,
                                   uint64_t *value);

TENON_END_C

#endif
