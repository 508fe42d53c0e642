/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What a physical CPU can do and what tenon keeps for it.
#ifndef TENON_CORE_AARCH64_CPU_H
#define TENON_CORE_AARCH64_CPU_H

#include "tenon/core/base.h"

struct tenon_aarch64_vcpu;

/// Read once from the ID registers by `tenon_aarch64_detect`.
struct tenon_aarch64_features {
  uint64_t id_aa64pfr0;
  uint64_t id_aa64pfr1;
  uint64_t id_aa64dfr0;
  uint64_t id_aa64isar0;
  uint64_t id_aa64isar1;
  uint64_t id_aa64isar2;
  uint64_t id_aa64mmfr0;
  uint64_t id_aa64mmfr1;
  uint64_t id_aa64mmfr2;
  uint64_t midr;
  uint64_t ctr;
  uint32_t zva_bytes;      ///< DC ZVA block size in bytes, 0 if DCZID_EL0.DZP
  uint32_t list_registers; ///< ICH_VTR_EL2.ListRegs + 1, 0 without a GICv3 CPU interface
  uint32_t vmid_bits;      ///< 8 or 16
  uint32_t pa_bits;        ///< physical address bits: 32, 36, 40, 42, 44, 48, 52
  uint32_t vhe;            ///< 1: ID_AA64MMFR1_EL1.VH, so HCR_EL2.E2H can be set
  uint32_t e2h;            ///< 1: this host runs with HCR_EL2.E2H set
  uint32_t pmu_counters;   ///< PMCR_EL0.N, 0 without PMUv3
  uint32_t has;            ///< bit n: registers of condition n of registers.def exist
  uint32_t apr_registers;  ///< ICH_AP0R<n>_EL2 and ICH_AP1R<n>_EL2 each: 1, 2 or 4; 0: no GIC
};

/// Host registers that enabling changes and disabling puts back.
struct tenon_aarch64_host {
  uint64_t hcr;
  uint64_t cptr;
  uint64_t mdcr;
  uint64_t cnthctl;
  uint64_t vtcr;
  uint64_t vttbr;
  uint64_t vbar;
  uint64_t tpidr;
  uint64_t mdscr; ///< MDSCR_EL1, which is 0 while virtualization is enabled
};

/// One per physical CPU; TPIDR_EL2 points to it while virtualization is enabled.
struct tenon_aarch64_cpu {
  struct tenon_aarch64_vcpu *loaded; ///< the loaded-vCPU slot, at offset 0 for entry.S
  void *host_data;                   ///< the hypervisor's own per-CPU pointer, never touched
  uint32_t id;
  uint32_t enabled;
  uint32_t claimed; ///< 1: a token stands for this storage
  uint32_t reserved;
  uint64_t vmid_generation; ///< up to which this CPU has forgotten old VMIDs (stage2.h)
  struct tenon_aarch64_features features;
  struct tenon_aarch64_host host;
};

/*@ // An ID register field of 4 bits whose lowest bit weighs `unit`.
    logic integer id_field(integer id_register, integer unit) = (id_register / unit) % 16;

    // ID_AA64DFR0_EL1.PMUVer: 0xf is an implementation defined monitor, which these bits leave.
    predicate has_pmu(integer dfr0) = 1 <= id_field(dfr0, 0x100) <= 14;
*/

#endif
