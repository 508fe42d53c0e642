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

/// Completes the record of an exit that needs more than ESR_EL2; the fields of *fault but `esr`,
/// `vector` and `zva_bytes` are zero. `e2h`: the host runs with HCR_EL2.E2H set.
void tenon_aarch64_capture_more(struct tenon_aarch64_fault *fault,
                                const struct tenon_aarch64_frame *frame, uint32_t e2h);

/// Clears every field of *fault but `esr`, `vector` and `zva_bytes`.
/// \return 1 if the exit may need more: aborts, PC alignment faults and watchpoints do (classes
/// 0x20 to 0x34; in an IRQ's record ESR_EL2 is of an earlier exit, which the plan knows).
static inline uint32_t tenon_aarch64_capture_start(struct tenon_aarch64_fault *fault) {
  uint64_t exception_class = (fault->esr / 0x4000000u) % 64u;
  fault->far = 0;
  fault->ipa = 0;
  fault->sp = 0;
  fault->valid = 0;
  fault->instruction = 0;
  return exception_class >= 0x20u && exception_class <= 0x34u ? 1u : 0u;
}

TENON_END_C

#endif
