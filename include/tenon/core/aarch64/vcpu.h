/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The AArch64 vCPU: its storage and its lifecycle.
#ifndef TENON_CORE_AARCH64_VCPU_H
#define TENON_CORE_AARCH64_VCPU_H

#include "tenon/core/aarch64/vcpu_bind.h"
#include "tenon/core/aarch64/vcpu_inject.h"
#include "tenon/core/aarch64/vcpu_interrupts.h"
#include "tenon/core/aarch64/vcpu_lifecycle.h"
#include "tenon/core/aarch64/vcpu_registers.h"
#include "tenon/core/aarch64/vcpu_run.h"
#include "tenon/core/aarch64/vcpu_state.h"

TENON_BEGIN_C

/* --- answers to an exit: EXITED to BOUND, refused with TENON_ERROR_wrong_state elsewhere ----- */

/// The value that the guest's load or MRS returns. Of an instruction with several accesses the
/// next run yields the next one without entering the guest.
enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value);
/// The store, MSR or other instruction is done.
enum tenon_error tenon_aarch64_vcpu_complete_write(struct tenon_aarch64_vcpu *v);
/// Returns `value` in x0.
enum tenon_error tenon_aarch64_vcpu_complete_call(struct tenon_aarch64_vcpu *v, uint64_t value);
/// Goes on: behind a WFI or WFE, at the same instruction after a fault or an interrupt.
enum tenon_error tenon_aarch64_vcpu_resume(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
