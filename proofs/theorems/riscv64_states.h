/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The states of lifecycle_states.h on RISC-V, and what an operation may change there.
#ifndef TENON_PROOFS_RISCV64_STATES_H
#define TENON_PROOFS_RISCV64_STATES_H

#include "tenon/core/riscv64/percpu.h"
#include "tenon/core/riscv64/vcpu.h"

#define LIFECYCLE_TYPE(name) struct tenon_riscv64_##name
#define LIFECYCLE_TERM(name) rv_##name
#define LIFECYCLE_THIS_CPU rv_hw_cpu
#define LIFECYCLE_MORE(L, v) \true
#include "lifecycle_states.h"

#ifdef __FRAMAC__
// clang-format off
/* The registers of a hart, but for sscratch. */
#define LIFECYCLE_REGISTERS                                                                    \
  rv_hw_stvec, rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren, rv_hw_henvcfg, rv_hw_hgatp,     \
  rv_hw_register[..], rv_hw_f[..], rv_hw_fcsr, rv_hw_forgotten, rv_hw_stval, rv_hw_htval,      \
  rv_hw_htinst
/* What an operation on a hart alone, on a vCPU that is not loaded, on one that is or is going to
 * be, may change: nothing of another vCPU or hart. */
#define LIFECYCLE_CPU(cpu) *(cpu), LIFECYCLE_REGISTERS
#define LIFECYCLE_UNLOADED(v) *(v), rv_hw_register[..]
#define LIFECYCLE_LOADED(v, cpu, s)                                                            \
  *(v), *(cpu), (s)->resident[0 .. TENON_CPU_MAX - 1], LIFECYCLE_REGISTERS
// clang-format on
#endif

#endif
