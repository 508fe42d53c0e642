/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A physical CPU (hart): what it has, and what enabling virtualization changed.
#ifndef TENON_CORE_RISCV64_CPU_H
#define TENON_CORE_RISCV64_CPU_H

#include "tenon/core/base.h"

struct tenon_riscv64_vcpu;

/// What decides how guests run here.
struct tenon_riscv64_features {
  uint32_t vmid_bits; ///< 0 to 14 (VMIDLEN)
  uint32_t modes;     ///< of hgatp: bit 8 Sv39x4, bit 9 Sv48x4
  uint32_t has;       ///< bit n: registers of condition n of registers.def exist
  uint32_t fp;        ///< 1: the hart has floating point
  uint32_t svpbmt;    ///< 1: it has page-based memory types, which no guest is given (traps.h)
  uint32_t aia;       ///< 1: it has Ssaia, of which a guest has vsiselect and no interrupt
};

/// Host registers that enabling, binding and entering change and that are put back.
struct tenon_riscv64_host {
  uint64_t hstatus;
  uint64_t hedeleg;
  uint64_t hideleg;
  uint64_t hcounteren;
  uint64_t henvcfg;
  uint64_t htimedelta;
  uint64_t hgeie;
  uint64_t hgatp;
  uint64_t scounteren; ///< of the host's own U-mode, as is senvcfg
  uint64_t senvcfg;
  uint64_t stvec;
  uint64_t sscratch;
  uint64_t optional;    ///< bit n: the hart has the n-th of the registers below
  uint64_t hstateen[4]; ///< Smstateen: what extensions' state VS-mode reaches
  uint64_t hvictl;      ///< of Ssaia, as the rest
  uint64_t hvien;
  uint64_t hviprio1;
  uint64_t hviprio2;
};

/// One per hart; sscratch points to it while virtualization is enabled.
struct tenon_riscv64_cpu {
  struct tenon_riscv64_vcpu *loaded; ///< the loaded-vCPU slot, at offset 0 for entry.S
  void *host_data;                   ///< the hypervisor's own per-CPU pointer, never touched
  uint64_t scratch;                  ///< of entry.S, between two instructions
  uint32_t id;
  uint32_t enabled;
  uint32_t claimed; ///< 1: a token stands for this storage
  uint32_t reserved;
  uint64_t vmid_generation; ///< up to which this hart has forgotten old VMIDs (stage2.h)
  struct tenon_riscv64_features features;
  struct tenon_riscv64_host host;
};

#endif
