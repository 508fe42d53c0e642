/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Capture: from the syndrome registers to the fault record.
///
/// entry.S has stored ESR_EL2 and the vector. What else to read is a pure function of these; how
/// to read it is a few register reads and, where the manual leaves HPFAR_EL2 unknown or ESR_EL2
/// without an instruction syndrome, a walk of the guest's own translation.
#ifndef TENON_CORE_AARCH64_CAPTURE_H
#define TENON_CORE_AARCH64_CAPTURE_H

#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/// What to read: bits of tenon_aarch64_capture_plan.
#define TENON_AARCH64_CAPTURE_FAR 1u         ///< FAR_EL2
#define TENON_AARCH64_CAPTURE_HPFAR 2u       ///< the IPA from HPFAR_EL2, offset from FAR_EL2
#define TENON_AARCH64_CAPTURE_WALK 4u        ///< the IPA from HPFAR_EL2, page only (S1PTW)
#define TENON_AARCH64_CAPTURE_TRANSLATE 8u   ///< the IPA by translating FAR_EL2 at stage 1
#define TENON_AARCH64_CAPTURE_INSTRUCTION 16u ///< the instruction at PC, and SP
#define TENON_AARCH64_CAPTURE_ENDIAN 32u     ///< the byte order of the guest's data accesses

/// What an exit needs beyond ESR_EL2.
uint32_t tenon_aarch64_capture_plan(uint32_t vector, uint64_t esr, uint64_t pstate);

/// Completes the record of an exit whose `vector` and `esr` are stored: every other field but
/// `zva_bytes`. `e2h`: the host runs with HCR_EL2.E2H set.
void tenon_aarch64_capture(struct tenon_aarch64_fault *fault,
                           const struct tenon_aarch64_frame *frame, uint32_t e2h);

TENON_END_C

#endif
