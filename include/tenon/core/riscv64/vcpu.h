/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A RISC-V vCPU: all of its operations.
#ifndef TENON_CORE_RISCV64_VCPU_H
#define TENON_CORE_RISCV64_VCPU_H

#include "tenon/core/riscv64/vcpu_answer.h"
#include "tenon/core/riscv64/vcpu_interrupts.h"
#include "tenon/core/riscv64/vcpu_lifecycle.h"
#include "tenon/core/riscv64/vcpu_registers.h"
#include "tenon/core/riscv64/vcpu_run.h"

#endif
