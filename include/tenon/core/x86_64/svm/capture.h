/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the VMCB to the fault record.
#ifndef TENON_CORE_X86_64_SVM_CAPTURE_H
#define TENON_CORE_X86_64_SVM_CAPTURE_H

#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/svm/vmcb.h"

/*@ // The next RIP: nRIP where the CPU has it, EXITINFO2 of a port access, else unknown.
    logic integer svm_next_rip(integer code, integer info2, integer next, integer has) =
      code == 0x7b ? info2 : has % 2 == 1 && 0x60 <= code < 0xa0 ? next : 0;
    logic integer svm_distance(integer next, integer rip) =
      value_difference(next, rip) <= 15 ? value_difference(next, rip) : 0; */

TENON_BEGIN_C

/*@ terminates \true; exits \false; assigns \nothing;
    ensures distance: \result == svm_distance(next, rip); */
static inline uint32_t tenon_svm_distance(uint64_t next, uint64_t rip) {
  uint64_t distance = tenon_value_subtract(next, rip);
  return distance <= 15u ? (uint32_t)distance : 0u;
}

/// Reads the exit. `length` is 0 where neither the CPU nor the exit code tells it. The other fields
/// of the record SVM does not have.
/*@ requires fault: \valid(fault);
    requires vmcb: \valid_read(b);
    requires apart: \separated(fault, b);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->event, fault->length;
    ensures code: fault->code == b->exitcode && fault->info == b->exitinfo1 &&
                  fault->info2 == b->exitinfo2 && fault->event == b->exitintinfo;
    ensures length: fault->length ==
      svm_distance(svm_next_rip(b->exitcode, b->exitinfo2, b->next_rip, has), rip); */
static inline void tenon_svm_capture(struct tenon_x86_64_fault *fault,
                                     const struct tenon_svm_vmcb *b, uint64_t rip, uint32_t has) {
  uint64_t code = b->exitcode;
  uint64_t next = 0;
  fault->code = code;
  fault->info = b->exitinfo1;
  fault->info2 = b->exitinfo2;
  fault->event = b->exitintinfo;
  if (code == TENON_SVM_EXIT_IOIO) {
    next = b->exitinfo2;
  } else if (has % 2u == 1u && code >= 0x60u && code < 0xa0u) {
    next = b->next_rip;
  }
  fault->length = tenon_svm_distance(next, rip);
}

TENON_END_C

#endif
