/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The EL2 control registers under which a guest runs, composed once per vCPU from what the CPU
/// has and what its setup asks for (DDI 0487 D19.2). A bit of a feature that the CPU lacks is
/// RES0 and stays 0; of what is RES1, each bit is set.
#ifndef TENON_CORE_AARCH64_TRAPS_H
#define TENON_CORE_AARCH64_TRAPS_H

#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/registers_trapped.h"

TENON_BEGIN_C

/// What the hypervisor decides for one vCPU. Each field is 0 or not 0.
struct tenon_aarch64_setup {
  uint32_t passthrough_interrupts; ///< physical IRQ and FIQ go to the guest's EL1
  uint32_t passthrough_timer;      ///< the guest owns the EL1 physical timer
  uint32_t trap_wfi;               ///< WFI and WFIT exit
  uint32_t trap_wfe;               ///< WFE and WFET exit
};

/// Values of the registers while a vCPU is loaded.
struct tenon_aarch64_controls {
  uint64_t hcr;     ///< HCR_EL2
  uint64_t cptr;    ///< CPTR_EL2, in the layout of the host's E2H
  uint64_t mdcr;    ///< MDCR_EL2
  uint64_t cnthctl; ///< CNTHCTL_EL2, in the layout of the host's E2H
  uint64_t vtcr;    ///< VTCR_EL2
};

/// HCR_EL2. Set for every guest, and why:
/// - VM: second stage on. RW: EL1 is AArch64. TSC: no SMC reaches the firmware.
/// - SWIO: DC ISW cleans too, so the set/way maintenance that U-Boot does (TSW is 0: let through)
///   can lose nobody's data.
/// - PTW: a guest's table walk does not read a device.
/// - AMO: the host takes SErrors in both interrupt modes, and can inject them.
/// - FB and BSU=01: the guest's local TLB maintenance and barriers reach the other CPUs, where
///   entries of this vCPU may have stayed; binding relies on it.
/// - TID1 and TID3: ID registers are answered (id_registers.h).
/// - TIDCP and TACR: implementation defined state is out of reach.
/// - TLOR, TERR and TID5 where the CPU has what they trap, and hides.
///
/// IMO and FMO unless interrupts are passed through; TWI, TWE by setup; E2H as the host runs.
/// Everything else is 0: above all TGE, and API, APK, NV, AT, FIEN, EnSCXT, ATA, DCT, TME, which
/// would let the guest reach state that is not switched. TEA is 0 too:
/// an external abort is the answer to the guest's own access and stays the guest's.
/*@ requires features: \valid_read(f);
    requires setup: \valid_read(s);
    terminates \true; exits \false; assigns \nothing;
    ensures mandatory: (\result & 0x803d0627) == 0x803d0627;
    ensures forbidden: (\result & 0xfbffffe37fc299c0) == 0;
    ensures amo: (\result & 0x20) != 0;
    ensures tge: (\result & 0x8000000) == 0;
    ensures tacr: (\result & 0x200000) != 0;
    ensures tidcp: (\result & 0x100000) != 0;
    ensures apk: (\result & 0x10000000000) == 0;
    ensures ata: (\result & 0x100000000000000) == 0;
    ensures enscxt: (\result & 0x20000000000000) == 0;
    ensures fmo: (\result & 0x8) != 0 <==> s->passthrough_interrupts == 0;
    ensures imo: (\result & 0x10) != 0 <==> s->passthrough_interrupts == 0;
    ensures twi: (\result & 0x2000) != 0 <==> s->trap_wfi != 0;
    ensures twe: (\result & 0x4000) != 0 <==> s->trap_wfe != 0;
    ensures e2h: (\result & 0x400000000) != 0 <==> f->e2h != 0;
    ensures tlor: (\result & 0x800000000) != 0 <==> id_field(f->id_aa64mmfr1, 0x10000) != 0;
    ensures terr: (\result & 0x1000000000) != 0 <==> id_field(f->id_aa64pfr0, 0x10000000) != 0;
    ensures tid5: (\result & 0x400000000000000) != 0 <==> id_field(f->id_aa64pfr1, 0x100) >= 2;
*/
uint64_t tenon_aarch64_hcr(const struct tenon_aarch64_features *f,
                           const struct tenon_aarch64_setup *s);

/// CPTR_EL2: SVE, SME, activity monitors and trace trapped, SIMD&FP not. With E2H=0,
/// TZ and TSM are RES1 where there is nothing to trap; with E2H=1 they are ZEN=0 and SMEN=0.
/*@ requires features: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    behavior nvhe:
      assumes f->e2h == 0;
      ensures res1_tz_tsm: (\result & 0x33ff) == 0x33ff;
      ensures tz: (\result & 0x100) != 0;
      ensures tsm: (\result & 0x1000) != 0;
      ensures tta: (\result & 0x100000) != 0 <==> id_field(f->id_aa64dfr0, 0x10) != 0;
      ensures tam: (\result & 0x40000000) != 0 <==> id_field(f->id_aa64pfr0, 0x100000000000) != 0;
      ensures others: (\result & 0xffffffffbfefcc00) == 0;
    behavior vhe:
      assumes f->e2h != 0;
      ensures fpen: (\result & 0x300000) == 0x300000;
      ensures zen: (\result & 0x30000) == 0;
      ensures smen: (\result & 0x3000000) == 0;
      ensures tta: (\result & 0x10000000) != 0 <==> id_field(f->id_aa64dfr0, 0x10) != 0;
      ensures tam: (\result & 0x40000000) != 0 <==> id_field(f->id_aa64pfr0, 0x100000000000) != 0;
      ensures others: (\result & 0xffffffffafcfffff) == 0;
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_aarch64_cptr(const struct tenon_aarch64_features *f);

/// MDCR_EL2: debug registers (TDA, TDOSA, TDRA), performance monitors (TPM, TPMCR),
/// trace filters (TTRF) and profiling (TPMS, E2PB=0, E2TB=0) trapped. TDE is 0: a BRK of the guest
/// is the guest's. HPMN is the number of counters, since fewer would be CONSTRAINED UNPREDICTABLE
/// on CPUs without FEAT_HPMN0.
/*@ requires features: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    ensures hpmn_0: (\result & 0x1) != 0 <==> (f->pmu_counters & 0x1) != 0;
    ensures hpmn_1: (\result & 0x2) != 0 <==> (f->pmu_counters & 0x2) != 0;
    ensures hpmn_2: (\result & 0x4) != 0 <==> (f->pmu_counters & 0x4) != 0;
    ensures hpmn_3: (\result & 0x8) != 0 <==> (f->pmu_counters & 0x8) != 0;
    ensures hpmn_4: (\result & 0x10) != 0 <==> (f->pmu_counters & 0x10) != 0;
    ensures tda_tdosa_tdra: (\result & 0xe00) == 0xe00;
    ensures tda: (\result & 0x200) != 0;
    ensures tdosa: (\result & 0x400) != 0;
    ensures tdra: (\result & 0x800) != 0;
    ensures e2pb: (\result & 0x3000) == 0;
    ensures e2tb: (\result & 0x3000000) == 0;
    ensures tpmcr: (\result & 0x20) != 0 <==> has_pmu(f->id_aa64dfr0);
    ensures tpm: (\result & 0x40) != 0 <==> has_pmu(f->id_aa64dfr0);
    ensures tpms: (\result & 0x4000) != 0 <==> id_field(f->id_aa64dfr0, 0x100000000) != 0;
    ensures ttrf: (\result & 0x80000) != 0 <==> id_field(f->id_aa64dfr0, 0x10000000000) != 0;
    ensures others: (\result & 0xfffffffffff7b180) == 0;
    ensures tde: (\result & 0x100) == 0;
*/
uint64_t tenon_aarch64_mdcr(const struct tenon_aarch64_features *f);

/// CNTHCTL_EL2 (D19.12): the physical counter is readable always (it tells no more than the
/// virtual one), the physical timer only when it is passed through. With E2H=1 the bits that
/// E2H=0 has at 0 and 1 are at 10 and 11.
/*@ requires features: \valid_read(f);
    requires setup: \valid_read(s);
    terminates \true; exits \false; assigns \nothing;
    behavior nvhe:
      assumes f->e2h == 0;
      ensures el1pcten: (\result & 0x1) != 0;
      ensures el1pcen: (\result & 0x2) != 0 <==> s->passthrough_timer != 0;
      ensures others: (\result & 0xfffffffffffffffc) == 0;
    behavior vhe:
      assumes f->e2h != 0;
      ensures el1pcten: (\result & 0x400) != 0;
      ensures el1pten: (\result & 0x800) != 0 <==> s->passthrough_timer != 0;
      ensures others: (\result & 0xfffffffffffff3ff) == 0;
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_aarch64_cnthctl(const struct tenon_aarch64_features *f,
                               const struct tenon_aarch64_setup *s);

/// Bits of intermediate physical address that a second stage of `levels` levels translates with a
/// root table of one page, at most what the CPU can output: 32 to 39 with three levels, to 48 with
/// four.
/*@ terminates \true; exits \false; assigns \nothing;
    behavior small:
      assumes pa_bits < 32;
      ensures bits: \result == 32;
    behavior four:
      assumes pa_bits >= 32 && levels == 4;
      ensures bits: \result == (pa_bits < 48 ? pa_bits : 48);
    behavior three:
      assumes pa_bits >= 32 && levels != 4;
      ensures bits: \result == (pa_bits < 39 ? pa_bits : 39);
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_ipa_bits(uint32_t pa_bits, uint32_t levels);

/*@ // DDI 0487 D8.2: a 4 KiB granule starts at level 0 only from 44 physical address bits on.
    predicate levels_supported(integer pa_bits, integer levels) =
      levels == 3 || (levels == 4 && pa_bits >= 44);
*/

/// 1 if VTCR_EL2 can express a second stage of `levels` levels on this CPU, else 0.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures yes: \result == 1 <==> levels_supported(pa_bits, levels);
    ensures no: \result == 0 <==> !levels_supported(pa_bits, levels);
*/
uint32_t tenon_aarch64_levels_supported(uint32_t pa_bits, uint32_t levels);

/*@ // The fields of VTCR_EL2 that differ from guest to guest, each narrower than its place.
    logic integer vtcr_t0sz(integer pa_bits, integer levels) =
      pa_bits < 32 ? 32 :
      levels == 4 ? (pa_bits < 48 ? 64 - pa_bits : 16) :
      (pa_bits < 39 ? 64 - pa_bits : 25);
    logic integer vtcr_sl0(integer levels) = levels == 4 ? 2 : 1;
    logic integer vtcr_ps(integer pa_bits) =
      pa_bits >= 48 ? 5 : pa_bits >= 44 ? 4 : pa_bits >= 42 ? 3 :
      pa_bits >= 40 ? 2 : pa_bits >= 36 ? 1 : 0;
    logic integer vtcr_vs(integer vmid_bits) = vmid_bits == 16 ? 1 : 0;

    // T0SZ 5:0, SL0 7:6, IRGN0 9:8 and ORGN0 11:10 write-back, SH0 13:12 inner, TG0 15:14 4 KiB,
    // PS 18:16, VS 19, HA 21, HD 22 and the rest 0, RES1 31.
    logic integer vtcr_of(integer pa_bits, integer levels, integer vmid_bits) =
      vtcr_t0sz(pa_bits, levels) + vtcr_sl0(levels) * 0x40 + 1 * 0x100 + 1 * 0x400 + 3 * 0x1000 +
      0 * 0x4000 + vtcr_ps(pa_bits) * 0x10000 + vtcr_vs(vmid_bits) * 0x80000 + 0x80000000;
*/

/// VTCR_EL2: 4 KiB granule, walks write-back and inner shareable, no hardware update
/// of access flag or dirty state, the start level and size of tenon_aarch64_ipa_bits, VMIDs as wide
/// as the CPU has them. Output sizes of more than 48 bits need LPA2 tables and are not used.
/*@ requires features: \valid_read(f);
    requires levels: levels_supported(f->pa_bits, levels);
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == vtcr_of(f->pa_bits, levels, f->vmid_bits);
    ensures narrow: 16 <= vtcr_t0sz(f->pa_bits, levels) <= 32;
*/
uint64_t tenon_aarch64_vtcr(const struct tenon_aarch64_features *f, uint32_t levels);

/*@ // What the four functions above say of their results, for any value of each register.
    predicate hcr_composed{L}(struct tenon_aarch64_features *f, struct tenon_aarch64_setup *s,
                              integer hcr) =
      (hcr & 0x803d0627) == 0x803d0627 && (hcr & 0xfbffffe37fc299c0) == 0 &&
      ((hcr & 0x8) != 0 <==> s->passthrough_interrupts == 0) &&
      ((hcr & 0x10) != 0 <==> s->passthrough_interrupts == 0) &&
      ((hcr & 0x2000) != 0 <==> s->trap_wfi != 0) && ((hcr & 0x4000) != 0 <==> s->trap_wfe != 0) &&
      ((hcr & 0x400000000) != 0 <==> f->e2h != 0) &&
      ((hcr & 0x800000000) != 0 <==> id_field(f->id_aa64mmfr1, 0x10000) != 0) &&
      ((hcr & 0x1000000000) != 0 <==> id_field(f->id_aa64pfr0, 0x10000000) != 0) &&
      ((hcr & 0x400000000000000) != 0 <==> id_field(f->id_aa64pfr1, 0x100) >= 2);

    predicate cptr_composed{L}(struct tenon_aarch64_features *f, integer cptr) =
      (f->e2h == 0 ==> (cptr & 0x33ff) == 0x33ff && (cptr & 0xffffffffbfefcc00) == 0 &&
        ((cptr & 0x100000) != 0 <==> id_field(f->id_aa64dfr0, 0x10) != 0)) &&
      (f->e2h != 0 ==> (cptr & 0x300000) == 0x300000 && (cptr & 0xffffffffafcfffff) == 0 &&
        ((cptr & 0x10000000) != 0 <==> id_field(f->id_aa64dfr0, 0x10) != 0)) &&
      ((cptr & 0x40000000) != 0 <==> id_field(f->id_aa64pfr0, 0x100000000000) != 0);

    predicate mdcr_composed{L}(struct tenon_aarch64_features *f, integer mdcr) =
      ((mdcr & 0x1) != 0 <==> (f->pmu_counters & 0x1) != 0) &&
      ((mdcr & 0x2) != 0 <==> (f->pmu_counters & 0x2) != 0) &&
      ((mdcr & 0x4) != 0 <==> (f->pmu_counters & 0x4) != 0) &&
      ((mdcr & 0x8) != 0 <==> (f->pmu_counters & 0x8) != 0) &&
      ((mdcr & 0x10) != 0 <==> (f->pmu_counters & 0x10) != 0) &&
      (mdcr & 0xe00) == 0xe00 && ((mdcr & 0x20) != 0 <==> has_pmu(f->id_aa64dfr0)) &&
      ((mdcr & 0x40) != 0 <==> has_pmu(f->id_aa64dfr0)) &&
      ((mdcr & 0x4000) != 0 <==> id_field(f->id_aa64dfr0, 0x100000000) != 0) &&
      ((mdcr & 0x80000) != 0 <==> id_field(f->id_aa64dfr0, 0x10000000000) != 0) &&
      (mdcr & 0x3000) == 0 && (mdcr & 0x3000000) == 0 && (mdcr & 0xfffffffffcf78180) == 0;

    predicate cnthctl_composed{L}(struct tenon_aarch64_features *f, struct tenon_aarch64_setup *s,
                                  integer cnthctl) =
      (f->e2h == 0 ==> (cnthctl & 0x1) != 0 && (cnthctl & 0xfffffffffffffffc) == 0 &&
        ((cnthctl & 0x2) != 0 <==> s->passthrough_timer != 0)) &&
      (f->e2h != 0 ==> (cnthctl & 0x400) != 0 && (cnthctl & 0xfffffffffffff3ff) == 0 &&
        ((cnthctl & 0x800) != 0 <==> s->passthrough_timer != 0));

    // All of them, and with them each register of registers.def that is to exit.
    predicate controls_composed{L}(struct tenon_aarch64_features *f, struct tenon_aarch64_setup *s,
                                   integer hcr, integer cptr, integer mdcr, integer cnthctl) =
      hcr_composed{L}(f, s, hcr) && cptr_composed{L}(f, cptr) && mdcr_composed{L}(f, mdcr) &&
      cnthctl_composed{L}(f, s, cnthctl) && registers_trapped{L}(f, hcr, cptr, mdcr);
*/

/// The five of them for a vCPU whose second stage has `levels` levels. Whatever the CPU and the
/// setup: what isolates the guest is on, and what would let it out is off.
/*@ requires features: \valid_read(f);
    requires setup: \valid_read(s);
    requires output: \valid(out);
    requires apart: \separated(out, f) && \separated(out, s);
    requires levels: levels_supported(f->pa_bits, levels);
    terminates \true; exits \false; assigns *out;
    ensures hcr: hcr_composed(f, s, out->hcr);
    ensures cptr: cptr_composed(f, out->cptr);
    ensures mdcr: mdcr_composed(f, out->mdcr);
    ensures cnthctl: cnthctl_composed(f, s, out->cnthctl);
    ensures rows: registers_trapped(f, out->hcr, out->cptr, out->mdcr);
    ensures stage2: out->vtcr == vtcr_of(f->pa_bits, levels, f->vmid_bits);
*/
void tenon_aarch64_compose_controls(const struct tenon_aarch64_features *f,
                                    const struct tenon_aarch64_setup *s, uint32_t levels,
                                    struct tenon_aarch64_controls *out);

TENON_END_C

#endif
