/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The registers whose accesses exit, in ACSL, by control.
/// Written by proofs/registers.py from registers.def; script/test format fails when it is stale.
#ifndef TENON_CORE_AARCH64_REGISTERS_TRAPPED_H
#define TENON_CORE_AARCH64_REGISTERS_TRAPPED_H

#include "tenon/core/aarch64/cpu.h"

/*@ // By HCR_EL2, CPTR_EL2 and MDCR_EL2 of a guest.
    predicate registers_trapped{L}(struct tenon_aarch64_features *f, integer hcr, integer cptr,
                                   integer mdcr) =
      // ACTLR_EL1: HCR_EL2.TACR.
      ((hcr & 0x200000) != 0) &&
      // S3_x_C11_Cx_x: HCR_EL2.TIDCP.
      ((hcr & 0x100000) != 0) &&
      // S3_x_C15_Cx_x: HCR_EL2.TIDCP.
      ((hcr & 0x100000) != 0) &&
      // MDSCR_EL1: MDCR_EL2.TDA.
      ((mdcr & 0x200) != 0) &&
      // DBGBVRn_EL1: MDCR_EL2.TDA.
      ((mdcr & 0x200) != 0) &&
      // MDCCINT_EL1: MDCR_EL2.TDA.
      ((mdcr & 0x200) != 0) &&
      // OSLAR_EL1: MDCR_EL2.TDOSA.
      ((mdcr & 0x400) != 0) &&
      // MDRAR_EL1: MDCR_EL2.TDRA.
      ((mdcr & 0x800) != 0) &&
      // PMCR_EL0: MDCR_EL2.TPM and TPMCR.
      (has_pmu(f->id_aa64dfr0) ==> (mdcr & 0x20) != 0 && (mdcr & 0x40) != 0) &&
      // PMUSERENR_EL0: MDCR_EL2.TPM.
      (has_pmu(f->id_aa64dfr0) ==> (mdcr & 0x40) != 0) &&
      // PMSCR_EL1: MDCR_EL2.TPMS and E2PB.
      ((id_field(f->id_aa64dfr0, 0x100000000) != 0 ==> (mdcr & 0x4000) != 0) &&
       (mdcr & 0x3000) == 0) &&
      // TRFCR_EL1: MDCR_EL2.TTRF.
      (id_field(f->id_aa64dfr0, 0x10000000000) != 0 ==> (mdcr & 0x80000) != 0) &&
      // TRBLIMITR_EL1: MDCR_EL2.E2TB.
      ((mdcr & 0x3000000) == 0) &&
      // TRCxxx: CPTR_EL2.TTA.
      (id_field(f->id_aa64dfr0, 0x10) != 0 ==>
        (f->e2h == 0 ? (cptr & 0x100000) != 0 : (cptr & 0x10000000) != 0)) &&
      // AMCR_EL0: CPTR_EL2.TAM.
      (id_field(f->id_aa64pfr0, 0x100000000000) != 0 ==> (cptr & 0x40000000) != 0) &&
      // APIAKeyLo_EL1: HCR_EL2.APK.
      ((hcr & 0x10000000000) == 0) &&
      // ZCR_EL1: CPTR_EL2.TZ or ZEN.
      (f->e2h == 0 ? (cptr & 0x100) != 0 : (cptr & 0x30000) == 0) &&
      // SMCR_EL1: CPTR_EL2.TSM or SMEN.
      (f->e2h == 0 ? (cptr & 0x1000) != 0 : (cptr & 0x3000000) == 0) &&
      // GCR_EL1: HCR_EL2.ATA.
      ((hcr & 0x100000000000000) == 0) &&
      // SCXTNUM_EL0: HCR_EL2.EnSCXT.
      ((hcr & 0x20000000000000) == 0) &&
      // SCXTNUM_EL1: HCR_EL2.EnSCXT.
      ((hcr & 0x20000000000000) == 0) &&
      // LORC_EL1: HCR_EL2.TLOR.
      (id_field(f->id_aa64mmfr1, 0x10000) != 0 ==> (hcr & 0x800000000) != 0) &&
      // ERRSELR_EL1: HCR_EL2.TERR.
      (id_field(f->id_aa64pfr0, 0x10000000) != 0 ==> (hcr & 0x1000000000) != 0);

    // By what enabling a CPU closes.
    predicate registers_closed{L}(struct tenon_aarch64_features *f, integer closed) =
      // MPAM1_EL1: MPAM2_EL2.TRAPMPAM1EL1.
      (id_field(f->id_aa64pfr0, 0x10000000000) != 0 || id_field(f->id_aa64pfr1, 0x10000) != 0 ==>
       (closed / 4) % 2 == 1) &&
      // MPAM0_EL1: MPAM2_EL2.TRAPMPAM0EL1.
      (id_field(f->id_aa64pfr0, 0x10000000000) != 0 || id_field(f->id_aa64pfr1, 0x10000) != 0 ==>
       (closed / 4) % 2 == 1) &&
      // TCR2_EL1: HCRX_EL2.TCR2En.
      (id_field(f->id_aa64mmfr1, 0x10000000000) != 0 ==> closed % 2 == 1) &&
      // SCTLR2_EL1: HCRX_EL2.SCTLR2En.
      (id_field(f->id_aa64mmfr1, 0x10000000000) != 0 ==> closed % 2 == 1) &&
      // PIR_EL1: HFGRTR_EL2.nPIR_EL1.
      (id_field(f->id_aa64mmfr0, 0x100000000000000) != 0 ==> (closed / 2) % 2 == 1) &&
      // MPAMSM_EL1: MPAM2_EL2.EnMPAMSM.
      (id_field(f->id_aa64pfr0, 0x10000000000) != 0 || id_field(f->id_aa64pfr1, 0x10000) != 0 ==>
       (closed / 4) % 2 == 1) &&
      // PFAR_EL1: HFGRTR2_EL2.nPFAR_EL1.
      (id_field(f->id_aa64mmfr0, 0x100000000000000) >= 2 ==> (closed / 8) % 2 == 1) &&
      // RCWSMASK_EL1: HFGRTR2_EL2.nRCWSMASK_EL1.
      (id_field(f->id_aa64mmfr0, 0x100000000000000) >= 2 ==> (closed / 8) % 2 == 1); */

#endif
