/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the contracts of vmx/capture.h: none of these may prove. */
#include "tenon/core/x86_64/vmx/capture.h"

/* INT3 stays a type that no entry takes. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures none: !vmx_event_delivers(info) ==> \result == 0;
    ensures word: vmx_event_delivers(info) ==> \result == vmx_event_word(info, error);
    ensures valid: \result == 0 || x86_event_is_valid(\result); */
uint64_t tenon_vmx_event__red_1(uint32_t info, uint32_t error) { /* must fail: word */
  uint64_t type = info / 0x100u % 8u;
  (void)error;
  if (info < 0x80000000u || type == 1u || type == 7u) return 0;
  return info;
}

/* What was cut short is forgotten. */
/*@ requires fault: \valid(fault);
    requires raw: \valid_read(raw);
    requires apart: \separated(fault, raw);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->linear, fault->event,
            fault->interruption, fault->length, fault->instruction_info;
    ensures event: vmx_event_delivers(raw->vectoring) ==>
      fault->event == vmx_event_word(raw->vectoring, raw->vectoring_error); */
void tenon_vmx_capture__red_1(struct tenon_x86_64_fault *fault, /* must fail: event */
                              const struct tenon_vmx_record *raw) {
  fault->code = raw->reason;
  fault->event = tenon_vmx_event(raw->interruption, raw->error_code);
}

/* A refused entry looks like an exit for reason 0. */
/*@ requires fault: \valid(fault);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->linear, fault->event,
            fault->interruption, fault->length, fault->instruction_info;
    ensures code: fault->code == TENON_VMX_REFUSED + error; */
void tenon_vmx_capture_refusal__red_1(struct tenon_x86_64_fault *fault, /* must fail: code */
                                      uint32_t error) {
  fault->code = error;
}
