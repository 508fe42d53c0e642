/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The AArch64 vCPU: its storage and its lifecycle.
#ifndef TENON_CORE_AARCH64_VCPU_H
#define TENON_CORE_AARCH64_VCPU_H

#include "tenon/core/aarch64/vcpu_answer.h"
#include "tenon/core/aarch64/vcpu_bind.h"
#include "tenon/core/aarch64/vcpu_inject.h"
#include "tenon/core/aarch64/vcpu_interrupts.h"
#include "tenon/core/aarch64/vcpu_lifecycle.h"
#include "tenon/core/aarch64/vcpu_registers.h"
#include "tenon/core/aarch64/vcpu_run.h"
#include "tenon/core/aarch64/vcpu_state.h"

#endif
