/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of advance.h: none of these may prove. */
#define tenon_aarch64_advance_pstate32 \
  tenon_aarch64_advance_pstate32__red_1 /* must fail: advanced */
#include "tenon/core/aarch64/advance.h"

/* The IT block never ends. */
uint64_t tenon_aarch64_advance_pstate32(uint64_t pstate) {
  uint64_t high = (pstate / 0x400u) % 64u;
  uint64_t low = (pstate / 0x2000000u) % 4u;
  uint64_t step = (pstate / 0x200000u) % 2u;
  uint64_t it = high * 4u + low;
  uint64_t next = (it / 32u) * 32u + (it % 16u) * 2u;
  uint64_t rest = pstate - high * 0x400u - low * 0x2000000u - step * 0x200000u;
  return rest + (next / 4u) * 0x400u + (next % 4u) * 0x2000000u;
}

/* The contract of tenon_aarch64_advance(). tenon_aarch64_advance__red_1 must fail: pstate */
/*@ requires frame: \valid(frame);
    terminates \true; exits \false;
    assigns frame->pc, frame->pstate;
    ensures pc: frame->pc == advanced_pc(\old(frame->pc), \old(frame->pstate), length);
    ensures pstate: frame->pstate == advanced_pstate(\old(frame->pstate));
*/
void tenon_aarch64_advance__red_1(struct tenon_aarch64_frame *frame, uint32_t length) {
  uint64_t next = tenon_value_add(frame->pc, length);
  /* BTYPE stays: the next instruction would fault. */
  if ((frame->pstate / 0x10u) % 2u == 1u) {
    frame->pc = next % 0x100000000u;
    frame->pstate = tenon_aarch64_advance_pstate32(frame->pstate);
    return;
  }
  frame->pc = next;
  frame->pstate = frame->pstate - ((frame->pstate / 0x200000u) % 2u) * 0x200000u;
}
