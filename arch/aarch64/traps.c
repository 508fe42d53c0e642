/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/traps.h"

/* HCR_EL2: VM, SWIO, PTW, AMO, FB, BSU=01, TID1, TID3, TSC, TIDCP, TACR, RW. */
#define HCR_ALWAYS 0x803d0627u
#define HCR_FMO_IMO 0x18u
#define HCR_TWI 0x2000u
#define HCR_TWE 0x4000u
#define HCR_E2H 0x400000000u
#define HCR_TLOR 0x800000000u
#define HCR_TERR 0x1000000000u
#define HCR_TID5 0x400000000000000u

/* CPTR_EL2. */
#define CPTR_RES1_TZ_TSM 0x33ffu
#define CPTR_TTA 0x100000u
#define CPTR_VHE_FPEN 0x300000u
#define CPTR_VHE_TTA 0x10000000u
#define CPTR_TAM 0x40000000u

/* MDCR_EL2. */
#define MDCR_HPMN 0x1fu
#define MDCR_TPM_TPMCR 0x60u
#define MDCR_TDA_TDOSA_TDRA 0xe00u
#define MDCR_TPMS 0x4000u
#define MDCR_TTRF 0x80000u

/* CNTHCTL_EL2. */
#define CNTHCTL_EL1PCTEN 0x1u
#define CNTHCTL_EL1PCEN 0x2u
#define CNTHCTL_VHE_EL1PCTEN 0x400u
#define CNTHCTL_VHE_EL1PTEN 0x800u

/* VTCR_EL2: RES1, SH0=11, ORGN0=01, IRGN0=01. */
#define VTCR_ALWAYS 0x80003500u

/* A mask, so that what depends on a condition is one bit operation whose constant shows. The
 * contract names each bit that is picked from it. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures bit1: (\result & 0x2) != 0 <==> condition != 0;
    ensures bit3: (\result & 0x8) != 0 <==> condition != 0;
    ensures bit4: (\result & 0x10) != 0 <==> condition != 0;
    ensures bit5: (\result & 0x20) != 0 <==> condition != 0;
    ensures bit6: (\result & 0x40) != 0 <==> condition != 0;
    ensures bit11: (\result & 0x800) != 0 <==> condition != 0;
    ensures bit13: (\result & 0x2000) != 0 <==> condition != 0;
    ensures bit14: (\result & 0x4000) != 0 <==> condition != 0;
    ensures bit19: (\result & 0x80000) != 0 <==> condition != 0;
    ensures bit20: (\result & 0x100000) != 0 <==> condition != 0;
    ensures bit28: (\result & 0x10000000) != 0 <==> condition != 0;
    ensures bit30: (\result & 0x40000000) != 0 <==> condition != 0;
    ensures bit34: (\result & 0x400000000) != 0 <==> condition != 0;
    ensures bit35: (\result & 0x800000000) != 0 <==> condition != 0;
    ensures bit36: (\result & 0x1000000000) != 0 <==> condition != 0;
    ensures bit58: (\result & 0x400000000000000) != 0 <==> condition != 0;
*/
static uint64_t all_if(uint64_t condition) { return condition != 0u ? UINT64_MAX : 0u; }

uint64_t tenon_aarch64_hcr(const struct tenon_aarch64_features *f,
                           const struct tenon_aarch64_setup *s) {
  uint64_t own_interrupts = all_if(s->passthrough_interrupts == 0u ? 1u : 0u);
  uint64_t wfi = all_if(s->trap_wfi);
  uint64_t wfe = all_if(s->trap_wfe);
  uint64_t e2h = all_if(f->e2h);
  uint64_t limited_ordering = all_if((f->id_aa64mmfr1 / 0x10000u) % 16u);
  uint64_t ras = all_if((f->id_aa64pfr0 / 0x10000000u) % 16u);
  uint64_t mte2 = all_if((f->id_aa64pfr1 / 0x100u) % 16u >= 2u ? 1u : 0u);
  return HCR_ALWAYS | (own_interrupts & HCR_FMO_IMO) | (wfi & HCR_TWI) | (wfe & HCR_TWE) |
         (e2h & HCR_E2H) | (limited_ordering & HCR_TLOR) | (ras & HCR_TERR) | (mte2 & HCR_TID5);
}

uint64_t tenon_aarch64_cptr(const struct tenon_aarch64_features *f) {
  uint64_t trace = all_if((f->id_aa64dfr0 / 0x10u) % 16u);
  uint64_t monitors = all_if((f->id_aa64pfr0 / 0x100000000000u) % 16u);
  if (f->e2h != 0u) {
    return CPTR_VHE_FPEN | (trace & CPTR_VHE_TTA) | (monitors & CPTR_TAM);
  }
  return CPTR_RES1_TZ_TSM | (trace & CPTR_TTA) | (monitors & CPTR_TAM);
}

uint64_t tenon_aarch64_mdcr(const struct tenon_aarch64_features *f) {
  uint64_t counters = f->pmu_counters;
  uint64_t pmuver = (f->id_aa64dfr0 / 0x100u) % 16u;
  uint64_t pmu = all_if(pmuver != 0u && pmuver != 15u ? 1u : 0u);
  uint64_t profiling = all_if((f->id_aa64dfr0 / 0x100000000u) % 16u);
  uint64_t trace_filter = all_if((f->id_aa64dfr0 / 0x10000000000u) % 16u);
  return MDCR_TDA_TDOSA_TDRA | (counters & MDCR_HPMN) | (pmu & MDCR_TPM_TPMCR) |
         (profiling & MDCR_TPMS) | (trace_filter & MDCR_TTRF);
}

uint64_t tenon_aarch64_cnthctl(const struct tenon_aarch64_features *f,
                               const struct tenon_aarch64_setup *s) {
  uint64_t timer = all_if(s->passthrough_timer);
  if (f->e2h != 0u) {
    return CNTHCTL_VHE_EL1PCTEN | (timer & CNTHCTL_VHE_EL1PTEN);
  }
  return CNTHCTL_EL1PCTEN | (timer & CNTHCTL_EL1PCEN);
}

uint32_t tenon_aarch64_ipa_bits(uint32_t pa_bits, uint32_t levels) {
  uint32_t most = levels == 4u ? 48u : 39u;
  if (pa_bits < 32u) {
    return 32u;
  }
  return pa_bits < most ? pa_bits : most;
}

uint32_t tenon_aarch64_levels_supported(uint32_t pa_bits, uint32_t levels) {
  return levels == 3u || (levels == 4u && pa_bits >= 44u) ? 1u : 0u;
}

/* PS has the encoding of ID_AA64MMFR0_EL1.PARange. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures size: \result ==
      (pa_bits >= 48 ? 5 : pa_bits >= 44 ? 4 : pa_bits >= 42 ? 3 :
       pa_bits >= 40 ? 2 : pa_bits >= 36 ? 1 : 0);
*/
static uint32_t output_size(uint32_t pa_bits) {
  if (pa_bits >= 44u) {
    return pa_bits >= 48u ? 5u : 4u;
  }
  if (pa_bits >= 40u) {
    return pa_bits >= 42u ? 3u : 2u;
  }
  return pa_bits >= 36u ? 1u : 0u;
}

uint64_t tenon_aarch64_vtcr(const struct tenon_aarch64_features *f, uint32_t levels) {
  uint32_t t0sz = 64u - tenon_aarch64_ipa_bits(f->pa_bits, levels);
  uint32_t sl0 = levels - 2u;
  uint32_t ps = output_size(f->pa_bits);
  uint32_t vs = f->vmid_bits == 16u ? 1u : 0u;
  return VTCR_ALWAYS + vs * 0x80000u + ps * 0x10000u + sl0 * 0x40u + t0sz;
}

void tenon_aarch64_compose_controls(const struct tenon_aarch64_features *f,
                                    const struct tenon_aarch64_setup *s, uint32_t levels,
                                    struct tenon_aarch64_controls *out) {
  out->hcr = tenon_aarch64_hcr(f, s);
  out->cptr = tenon_aarch64_cptr(f);
  out->mdcr = tenon_aarch64_mdcr(f);
  out->cnthctl = tenon_aarch64_cnthctl(f, s);
  out->vtcr = tenon_aarch64_vtcr(f, levels);
}
