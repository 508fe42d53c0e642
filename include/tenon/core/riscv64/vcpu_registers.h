/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest's registers by name, wherever they are.
#ifndef TENON_CORE_RISCV64_VCPU_REGISTERS_H
#define TENON_CORE_RISCV64_VCPU_REGISTERS_H

#include "tenon/core/riscv64/vcpu_state.h"

TENON_BEGIN_C

/// One register, an enum tenon_riscv64_register; what is none reads as 0. While the vCPU is loaded,
/// only on its own hart.
uint64_t tenon_riscv64_vcpu_get_register(const struct tenon_riscv64_vcpu *v, uint32_t index);

/// Writes it; what is none, and x0, ignore it. PRIVILEGE takes bit 0.
void tenon_riscv64_vcpu_set_register(struct tenon_riscv64_vcpu *v, uint32_t index, uint64_t value);

TENON_END_C

#endif
