/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/capture.h"

#include "tenon/core/x86_64/svm/decode.h"

#define IOIO 0x7bu
#define FIRST_INSTRUCTION 0x60u
#define END_INSTRUCTION 0xa0u

/*@ terminates \true; exits \false; assigns \nothing;
    ensures distance: \result == svm_distance(next, rip); */
static uint32_t distance(uint64_t next, uint64_t rip) {
  return next > rip && next - rip <= 15u ? (uint32_t)(next - rip) : 0u;
}

void tenon_svm_capture(struct tenon_x86_64_fault *fault, const struct tenon_svm_vmcb *b,
                       const struct tenon_x86_64_frame *frame, uint32_t has) {
  uint64_t code = b->exitcode;
  uint64_t next = 0;
  if (code == IOIO) {
    next = b->exitinfo2;
  } else if (has % 2u == 1u && code >= FIRST_INSTRUCTION && code < END_INSTRUCTION) {
    next = b->next_rip;
  }
  fault->code = code;
  fault->info = b->exitinfo1;
  fault->info2 = b->exitinfo2;
  fault->linear = 0;
  fault->event = b->exitintinfo;
  fault->length = distance(next, frame->rip);
  fault->fetched = 0;
}
