/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What the guest state becomes when the hypervisor has done an instruction in the guest's place:
/// PC, and the parts of PSTATE that every completed instruction changes.
#ifndef TENON_CORE_AARCH64_ADVANCE_H
#define TENON_CORE_AARCH64_ADVANCE_H

#include "tenon/core/aarch64/frame.h"
#include "tenon/core/base.h"
#include "tenon/core/value.h"

TENON_BEGIN_C

/*@ // SPSR_EL2.M[4]: the exception came from AArch32.
    predicate pstate_aarch32(integer p) = (p / 0x10) % 2 == 1;

    // ITSTATE lies in SPSR bits 15:10 (IT[7:2]) and 26:25 (IT[1:0]).
    logic integer pstate_it(integer p) = ((p / 0x400) % 64) * 4 + (p / 0x2000000) % 4;

    // DDI 0487 F1.2.5, ITAdvance(): the block ends, or IT[4:0] moves left by one.
    logic integer it_advanced(integer it) = it % 8 == 0 ? 0 : (it / 32) * 32 + (it % 16) * 2;

    logic integer pstate_without(integer p) =
      p - ((p / 0x400) % 64) * 0x400 - ((p / 0x2000000) % 4) * 0x2000000
        - ((p / 0x200000) % 2) * 0x200000;

    logic integer pstate_advanced32(integer p) =
      pstate_without(p) + (it_advanced(pstate_it(p)) / 4) * 0x400
                        + (it_advanced(pstate_it(p)) % 4) * 0x2000000;
*/

/// PSTATE of an AArch32 guest after an instruction: ITSTATE advanced, SS cleared.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures advanced: \result == pstate_advanced32(pstate);
    ensures mode: \result % 32 == pstate % 32;
*/
uint64_t tenon_aarch64_advance_pstate32(uint64_t pstate);

/*@ logic integer advanced_pc(integer pc, integer pstate, integer length) =
      (pstate / 0x10) % 2 == 1 ? (pc + length) % 0x100000000
                               : (pc + length) % 0x10000000000000000;

    // AArch64: all but BTYPE (bits 11:10), which only an indirect branch leaves set, and SS (bit
    // 21): one instruction is done, the step exception is pending next (DDI 0487 C5.2.19).
    logic integer advanced_pstate(integer pstate) =
      (pstate / 0x10) % 2 == 1 ? pstate_advanced32(pstate) :
        pstate - ((pstate / 0x400) % 4) * 0x400 - ((pstate / 0x200000) % 2) * 0x200000;
*/

/// Moves the guest past the instruction at PC, which is `length` bytes long.
/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns frame->pc, frame->pstate;
    ensures pc: frame->pc == advanced_pc(\old(frame->pc), \old(frame->pstate), length);
    ensures pstate: frame->pstate == advanced_pstate(\old(frame->pstate));
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
*/
static inline void tenon_aarch64_advance(struct tenon_aarch64_frame *frame, uint32_t length) {
  uint64_t pstate = frame->pstate;
  uint64_t next = tenon_value_add(frame->pc, length);
  if ((pstate / 0x10u) % 2u == 1u) {
    frame->pc = next % 0x100000000u;
    frame->pstate = tenon_aarch64_advance_pstate32(pstate);
    return;
  }
  uint64_t btype = (pstate / 0x400u) % 4u;
  uint64_t ss = (pstate / 0x200000u) % 2u;
  frame->pc = next;
  frame->pstate = pstate - btype * 0x400u - ss * 0x200000u;
}

TENON_END_C

#endif
