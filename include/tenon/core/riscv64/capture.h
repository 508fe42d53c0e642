/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the hardware to the fault record: what only this hart can tell, read before anything else
/// can trap.
#ifndef TENON_CORE_RISCV64_CAPTURE_H
#define TENON_CORE_RISCV64_CAPTURE_H

#include "tenon/core/riscv64/fault.h"
#include "tenon/core/riscv64/frame.h"
#include "tenon/core/riscv64/hardware.h"

/*@
  // Data are big-endian: VSBE of hstatus (bit 5) in VS-mode, UBE of vsstatus (bit 6) in VU-mode.
  predicate rv_capture_big_endian(integer sstatus, integer hstatus, integer vsstatus) =
    sstatus / 0x100 % 2 == 1 ? hstatus / 0x20 % 2 == 1 : vsstatus / 0x40 % 2 == 1;

  // An exception whose instruction the record needs and the hardware has not given: a data access
  // without a transformed instruction, a virtual instruction without its bits.
  predicate rv_capture_wants(integer scause, integer stval, integer htinst) =
    ((scause == 21 || scause == 23) && htinst == 0) || (scause == 22 && stval == 0);
*/

TENON_BEGIN_C

/// Completes the record of an exit whose scause entry.S has stored. A field is marked valid only
/// where the architecture defines it; an instruction that the guest itself could not fetch is not,
/// nor one of a guest whose data are big-endian.
/*@ requires fault: \valid(fault);
    requires frame: \valid_read(frame);
    requires apart: \separated(fault, frame);
    terminates \true; exits \false;
    assigns fault->stval, fault->htval, fault->htinst, fault->valid, fault->instruction;
    ensures values: fault->stval == rv_hw_stval && fault->htval == rv_hw_htval &&
                    fault->htinst == rv_hw_htinst;
    ensures valid: fault->valid <= 3;
    ensures fetched: fault->valid % 2 == 1 ==>
      rv_capture_wants(fault->scause, fault->stval, fault->htinst);
    ensures unswapped: fault->valid % 2 == 1 ==>
      !rv_capture_big_endian(frame->sstatus, frame->hstatus,
                         rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS]);
    ensures order: fault->valid / 2 == 1 <==>
      (fault->scause == 21 || fault->scause == 23) &&
      rv_capture_big_endian(frame->sstatus, frame->hstatus,
                         rv_hw_register[TENON_RISCV64_SAVED_VSSTATUS]);
    ensures nothing: fault->valid % 2 == 0 ==> fault->instruction == 0; */
void tenon_riscv64_capture(struct tenon_riscv64_fault *fault,
                           const struct tenon_riscv64_frame *frame);

TENON_END_C

#endif
