/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the VMCB to the fault record.
#ifndef TENON_CORE_X86_64_SVM_CAPTURE_H
#define TENON_CORE_X86_64_SVM_CAPTURE_H

#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/svm/vmcb.h"

/*@ // The next RIP: nRIP where the CPU has it, EXITINFO2 of a port access, else unknown.
    logic integer svm_next_rip(integer code, integer info2, integer next, integer has) =
      code == 0x7b ? info2 : has % 2 == 1 && 0x60 <= code < 0xa0 ? next : 0;
    logic integer svm_distance(integer next, integer rip) =
      1 <= next - rip <= 15 ? next - rip : 0; */

TENON_BEGIN_C

/// Reads the exit. `length` is 0 where neither the CPU nor the exit code tells it.
/*@ requires fault: \valid(fault);
    requires vmcb: \valid_read(b);
    requires frame: \valid_read(frame);
    requires apart: \separated(fault, b, frame);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->linear, fault->event, fault->length,
            fault->fetched;
    ensures code: fault->code == b->exitcode && fault->info == b->exitinfo1 &&
                  fault->info2 == b->exitinfo2 && fault->event == b->exitintinfo;
    ensures linear: fault->linear == 0;
    ensures length: fault->length ==
      svm_distance(svm_next_rip(b->exitcode, b->exitinfo2, b->next_rip, has), frame->rip); */
void tenon_svm_capture(struct tenon_x86_64_fault *fault, const struct tenon_svm_vmcb *b,
                       const struct tenon_x86_64_frame *frame, uint32_t has);

TENON_END_C

#endif
