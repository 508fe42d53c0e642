/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode_access.h"

// ISS of data aborts with a valid syndrome.
#define IL(esr) TENON_AARCH64_FIELD(esr, 25, 1)
#define SAS(esr) TENON_AARCH64_FIELD(esr, 22, 2)
#define SSE(esr) TENON_AARCH64_FIELD(esr, 21, 1)
#define SRT(esr) TENON_AARCH64_FIELD(esr, 16, 5)
#define SF(esr) TENON_AARCH64_FIELD(esr, 15, 1)
#define WNR(esr) TENON_AARCH64_FIELD(esr, 6, 1)

// A bit of tenon_aarch64_fault.valid, as a field.
#define BIG_ENDIAN(fault) TENON_AARCH64_FIELD((fault)->valid, 2, 1)

/// What the store writes.
/*@ requires frame: \valid_read(frame);
    requires order: big_endian < 2;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == syndrome_value(frame, esr, big_endian);
*/
static uint64_t stored_value(uint64_t esr, uint64_t big_endian,
                             const struct tenon_aarch64_frame *frame) {
  uint64_t value = 0;
  uint32_t bytes = tenon_aarch64_sas_bytes(SAS(esr));
  if (WNR(esr) == 0u) {
    return 0;
  }
  value = tenon_aarch64_get_x(frame, (uint32_t)SRT(esr));
  return big_endian == 1u ? tenon_value_swap(value, bytes) : tenon_value_low(value, bytes);
}

/// The exit of an access that the syndrome describes.
/*@ requires exit: \valid(exit);
    requires order: big_endian < 2;
    terminates \true; exits \false;
    assigns *exit;
    ensures step: syndrome_exit(exit, esr, ipa, far, value, big_endian);
*/
static void step_from_syndrome(uint64_t esr, uint64_t ipa, uint64_t far, uint64_t value,
                               uint64_t big_endian, struct tenon_exit *exit) {
  uint32_t write = WNR(esr) == 1u ? 1u : 0u;
  tenon_aarch64_outcome(exit, write == 1u ? TENON_EXIT_mmio_write : TENON_EXIT_mmio_read,
                        TENON_AARCH64_CAUSE_data_abort);
  exit->address = ipa;
  exit->value = value;
  exit->virtual_address = far;
  exit->width = tenon_aarch64_sas_bytes(SAS(esr));
  exit->register_index = (uint8_t)SRT(esr);
  exit->register_width = SF(esr) == 1u ? 8u : 4u;
  exit->sign_extend = (SSE(esr) == 1u && write == 0u) ? 1u : 0u;
  exit->access = write == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  exit->instruction_length = IL(esr) == 1u ? 4u : 2u;
  exit->flags = big_endian == 1u ? TENON_EXIT_FLAG_BIG_ENDIAN : 0u;
}

/// The exit of the first step of a planned access, which stays as it is.
/*@ requires frame: \valid_read(frame);
    requires access: \valid_read(access);
    requires exit: \valid(exit);
    requires apart: \separated(exit, access) && \separated(exit, frame);
    terminates \true; exits \false;
    assigns *exit;
    ensures step: \old(access->done) == 0 ==> planned_step{Post, Pre}(exit, access, far);
    ensures value: \old(access->done) == 0 ==> exit->value == planned_value{Pre, Pre}(frame, access);
    ensures address: access->address == \old(access->address);
    ensures writeback: access->writeback == \old(access->writeback);
    ensures value0: access->value[0] == \old(access->value[0]);
    ensures value1: access->value[1] == \old(access->value[1]);
    ensures value2: access->value[2] == \old(access->value[2]);
    ensures value3: access->value[3] == \old(access->value[3]);
    ensures flags: access->flags == \old(access->flags);
    ensures remaining: access->remaining == \old(access->remaining);
    ensures done: access->done == \old(access->done);
    ensures shape: access->operation == \old(access->operation) &&
                   access->width == \old(access->width) &&
                   access->element == \old(access->element) &&
                   access->register_width == \old(access->register_width) &&
                   access->instruction_length == \old(access->instruction_length);
    ensures names: access->rt == \old(access->rt) &&
                   access->rt2 == \old(access->rt2) &&
                   access->rs == \old(access->rs) &&
                   access->rn == \old(access->rn);
    ensures rest: access->reserved[0] == \old(access->reserved[0]) &&
                   access->reserved[1] == \old(access->reserved[1]) &&
                   access->reserved[2] == \old(access->reserved[2]);
*/
static void first_step(const struct tenon_aarch64_access *access,
                       const struct tenon_aarch64_frame *frame, uint64_t far,
                       struct tenon_exit *exit) {
  tenon_aarch64_access_exit(access, frame, far, exit);
}

/// The first step of what the instruction says; the plan stays as it is.
/*@ requires frame: \valid_read(frame);
    requires access: \valid_read(access);
    requires exit: \valid(exit);
    requires apart: \separated(exit, access) && \separated(exit, frame);
    requires first: access->done == 0;
    terminates \true; exits \false;
    assigns *exit;
    ensures plan: \forall integer ipa, valid, block, c, w, address, target;
      \old(access_planned(access, ipa, valid, block, c, w, address, target)) ==>
      access_planned(access, ipa, valid, block, c, w, address, target);
    ensures step: planned_step{Post, Post}(exit, access, far);
    ensures value: exit->value == planned_value{Pre, Post}(frame, access);
*/
static void step_of_plan(const struct tenon_aarch64_access *access,
                         const struct tenon_aarch64_frame *frame, uint64_t far,
                         struct tenon_exit *exit) {
  first_step(access, frame, far, exit);
}

/// An instruction that is not emulated.
/*@ requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(exit, access);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures refused: exit_unhandled(exit, cause, esr, far);
    ensures none: access_none(access);
*/
static void refuse_instruction(uint32_t cause, uint64_t esr, uint64_t far, struct tenon_exit *exit,
                               struct tenon_aarch64_access *access) {
  tenon_aarch64_refuse(exit, cause, esr, far);
  tenon_aarch64_without_access(exit, access);
}

/// Plans the access of the instruction; the registers that it names stay as they are.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires access: \valid(access);
    requires apart: \separated(fault, frame, access);
    terminates \true; exits \false;
    assigns *access;
    ensures registers: \forall integer i; 0 <= i < 31 ==> frame->x[i] == \old(frame->x[i]);
    ensures refusal: \result == \old(insn_refusal_of(fault, frame));
    ensures none: \result != 0 ==> access_none(access);
    ensures first: \result == 0 ==> access->done == 0;
    ensures plan: \result == 0 ==>
      access_planned(access, \old(fault->ipa), \old(fault->valid), \old(fault->zva_bytes),
                     \old(insn_class_of(fault)), \old(fault->instruction),
                     \old(insn_address(fault, frame, insn_class_of(fault), fault->instruction)),
                     \old(insn_target(fault, frame, insn_class_of(fault), fault->instruction)));
*/
static uint32_t plan_from_instruction(const struct tenon_aarch64_fault *fault,
                                      const struct tenon_aarch64_frame *frame,
                                      struct tenon_aarch64_access *access) {
  return tenon_aarch64_decode_instruction(fault, frame, access);
}

void tenon_aarch64_access_from_instruction(const struct tenon_aarch64_fault *fault,
                                           const struct tenon_aarch64_frame *frame,
                                           struct tenon_exit *exit,
                                           struct tenon_aarch64_access *access) {
  uint64_t esr = fault->esr;
  uint64_t far = fault->far;
  uint32_t cause = plan_from_instruction(fault, frame, access);
  if (cause == TENON_AARCH64_CAUSE_DATA_ABORT) {
    step_of_plan(access, frame, far, exit);
    return;
  }
  refuse_instruction(cause, esr, far, exit, access);
}

void tenon_aarch64_access_from_syndrome(const struct tenon_aarch64_fault *fault,
                                        const struct tenon_aarch64_frame *frame,
                                        struct tenon_exit *exit,
                                        struct tenon_aarch64_access *access) {
  uint64_t esr = fault->esr;
  uint64_t big_endian = BIG_ENDIAN(fault);
  uint64_t value = stored_value(esr, big_endian, frame);
  step_from_syndrome(esr, fault->ipa, fault->far, value, big_endian, exit);
  tenon_aarch64_without_access(exit, access);
}
