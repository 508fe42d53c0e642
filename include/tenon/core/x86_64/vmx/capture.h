/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From the VMCS to the fault record.
#ifndef TENON_CORE_X86_64_VMX_CAPTURE_H
#define TENON_CORE_X86_64_VMX_CAPTURE_H

#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/fault.h"

/// What VMREAD says of an exit. Which fields the CPU defines depends on the reason (SDM volume 3,
/// 28.2); decode looks at no other.
struct tenon_vmx_record {
  uint64_t qualification;
  uint64_t physical;         ///< GUEST_PHYSICAL_ADDRESS
  uint64_t linear;           ///< GUEST_LINEAR_ADDRESS
  uint32_t reason;           ///< EXIT_REASON, all of it
  uint32_t interruption;     ///< EXIT_INTERRUPTION
  uint32_t error_code;       ///< EXIT_ERROR_CODE
  uint32_t vectoring;        ///< VECTORING
  uint32_t vectoring_error;  ///< VECTORING_ERROR_CODE
  uint32_t length;           ///< EXIT_INSTRUCTION_LENGTH
  uint32_t instruction_info; ///< EXIT_INSTRUCTION
};

/// `code` of an entry that VMLAUNCH or VMRESUME refused without an exit: this plus INSTRUCTION_ERROR,
/// or plus 0 where there was no VMCS (VMfailInvalid).
#define TENON_VMX_REFUSED 0x100000000u

/// Types of interruption information that SVM's events do not have.
#define TENON_VMX_EVENT_PRIVILEGED 5u ///< INT1
#define TENON_VMX_EVENT_SOFT 6u       ///< INT3, INTO
#define TENON_VMX_EVENT_OTHER 7u

/*@
  logic integer vmx_event_type(integer info) = info / 0x100 % 8;
  // Types 1 and 7 deliver nothing through the IDT.
  predicate vmx_event_delivers(integer info) =
    info / 0x80000000 % 2 == 1 && vmx_event_type(info) != 1 && vmx_event_type(info) != 7;
  logic integer vmx_event_word(integer info, integer error) =
    0x80000000 + info % 0x100 +
    0x100 * (vmx_event_type(info) == 5 ? 4 : vmx_event_type(info) == 6 ? 3
                                            : vmx_event_type(info)) +
    (info / 0x800 % 2 == 1 ? 0x800 + 0x100000000 * error : 0);
*/

TENON_BEGIN_C

/// Interruption information and its error code as event.h writes an event; 0 if there is none. INT1
/// becomes a software interrupt, INT3 and INTO exceptions: all are executed again.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures none: !vmx_event_delivers(info) ==> \result == 0;
    ensures word: vmx_event_delivers(info) ==> \result == vmx_event_word(info, error);
    ensures valid: \result == 0 || x86_event_is_valid(\result); */
static inline uint64_t tenon_vmx_event(uint32_t info, uint32_t error) {
  uint64_t type = info / TENON_X86_64_EVENT_TYPE % 8u;
  if (info < TENON_X86_64_EVENT_VALID || type == 1u || type == TENON_VMX_EVENT_OTHER) return 0;
  if (type == TENON_VMX_EVENT_PRIVILEGED) type = TENON_X86_64_EVENT_SOFTWARE;
  if (type == TENON_VMX_EVENT_SOFT) type = TENON_X86_64_EVENT_EXCEPTION;
  uint64_t word =
      TENON_X86_64_EVENT_VALID + type * TENON_X86_64_EVENT_TYPE + (uint64_t)(info % 0x100u);
  if (info / TENON_X86_64_EVENT_HAS_ERROR % 2u == 1u) {
    word += TENON_X86_64_EVENT_HAS_ERROR + (uint64_t)error * TENON_X86_64_EVENT_ERROR;
  }
  return word;
}

/// Reads the exit. The instruction's bytes are fetched later, if at all.
/*@ requires fault: \valid(fault);
    requires raw: \valid_read(raw);
    requires apart: \separated(fault, raw);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->linear, fault->event,
            fault->interruption, fault->length, fault->instruction_info;
    ensures code: fault->code == raw->reason && fault->info == raw->qualification &&
                  fault->info2 == raw->physical && fault->linear == raw->linear &&
                  fault->instruction_info == raw->instruction_info;
    ensures interruption:
      fault->interruption == raw->interruption + 0x100000000 * raw->error_code;
    ensures none: !vmx_event_delivers(raw->vectoring) ==> fault->event == 0;
    ensures event: vmx_event_delivers(raw->vectoring) ==>
      fault->event == vmx_event_word(raw->vectoring, raw->vectoring_error);
    ensures length: fault->length == (1 <= raw->length <= 15 ? raw->length : 0); */
static inline void tenon_vmx_capture(struct tenon_x86_64_fault *fault,
                                     const struct tenon_vmx_record *raw) {
  fault->code = raw->reason;
  fault->info = raw->qualification;
  fault->info2 = raw->physical;
  fault->linear = raw->linear;
  fault->event = tenon_vmx_event(raw->vectoring, raw->vectoring_error);
  fault->interruption =
      (uint64_t)raw->interruption + (uint64_t)raw->error_code * TENON_X86_64_EVENT_ERROR;
  fault->length = raw->length >= 1u && raw->length <= 15u ? raw->length : 0u;
  fault->instruction_info = raw->instruction_info;
}

/// The record of an entry that the CPU refused without an exit; `error`: INSTRUCTION_ERROR or 0.
/*@ requires fault: \valid(fault);
    terminates \true; exits \false;
    assigns fault->code, fault->info, fault->info2, fault->linear, fault->event,
            fault->interruption, fault->length, fault->instruction_info;
    ensures code: fault->code == TENON_VMX_REFUSED + error && fault->info == 0 &&
                  fault->info2 == 0 && fault->linear == 0 && fault->event == 0 &&
                  fault->interruption == 0 && fault->length == 0 &&
                  fault->instruction_info == 0; */
static inline void tenon_vmx_capture_refusal(struct tenon_x86_64_fault *fault, uint32_t error) {
  fault->code = TENON_VMX_REFUSED + (uint64_t)error;
  fault->info = 0;
  fault->info2 = 0;
  fault->linear = 0;
  fault->event = 0;
  fault->interruption = 0;
  fault->length = 0;
  fault->instruction_info = 0;
}

TENON_END_C

#endif
