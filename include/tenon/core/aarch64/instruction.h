/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the A64 instruction word to the plan of its access, for data aborts whose syndrome does
/// not describe the access (ESR_EL2.ISV = 0, DDI 0487 D24.2.40).
#ifndef TENON_CORE_AARCH64_INSTRUCTION_H
#define TENON_CORE_AARCH64_INSTRUCTION_H

#include "tenon/core/aarch64/access.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/// Decodes fault->instruction into *access. \pre TENON_AARCH64_FAULT_INSTRUCTION and
/// TENON_AARCH64_FAULT_IPA are set in fault->valid.
/// \return TENON_AARCH64_CAUSE_DATA_ABORT and the plan of the whole access, or the reason for
/// refusal and *access all zero.
uint32_t tenon_aarch64_decode_instruction(const struct tenon_aarch64_fault *fault,
                                          const struct tenon_aarch64_frame *frame,
                                          struct tenon_aarch64_access *access);

TENON_END_C

#endif
