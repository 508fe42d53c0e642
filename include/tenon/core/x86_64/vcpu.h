/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// An x86 vCPU: all of its operations.
#ifndef TENON_CORE_X86_64_VCPU_H
#define TENON_CORE_X86_64_VCPU_H

#include "tenon/core/x86_64/vcpu_interrupts.h"
#include "tenon/core/x86_64/vcpu_lifecycle.h"
#include "tenon/core/x86_64/vcpu_registers.h"
#include "tenon/core/x86_64/vcpu_run.h"

#endif
