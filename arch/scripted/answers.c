/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/scripted/vcpu.h"

static void note(struct tenon_scripted_vcpu *vcpu, enum tenon_scripted_answer_kind kind,
                 uint32_t exit, uint64_t value) {
  if (vcpu->answers < vcpu->config.log_capacity) {
    vcpu->config.log[vcpu->answers] =
        (struct tenon_scripted_answer){.kind = (uint32_t)kind, .exit = exit, .value = value};
  }
  vcpu->answers++;
}

/* An exit is answered once; the types see to that, and this stops what they cannot see. */
static void answer(struct tenon_scripted_vcpu *vcpu, enum tenon_scripted_answer_kind kind,
                   uint64_t value, uint64_t advance) {
  if (vcpu->common.state != TENON_VCPU_EXITED) __builtin_trap();
  note(vcpu, kind, vcpu->exit.kind, value);
  vcpu->pc += advance;
  vcpu->common.state = TENON_VCPU_BOUND;
}

static uint64_t masked(uint64_t value, uint32_t bytes) {
  return bytes >= 8u || bytes == 0 ? value : value & ((UINT64_C(1) << (8u * bytes)) - 1u);
}

static uint64_t extended(const struct tenon_exit *exit, uint64_t value) {
  const uint64_t data = masked(value, exit->width);
  const uint64_t sign = exit->width == 0 ? 0 : UINT64_C(1) << (8u * exit->width - 1u);
  const uint64_t full = exit->sign_extend != 0 ? (data ^ sign) - sign : data;
  return masked(full, exit->register_width);
}

static void set_x(struct tenon_scripted_vcpu *vcpu, uint32_t index, uint64_t value) {
  if (index < 31u) vcpu->x[index] = value;
}

void tenon_scripted_complete_read(struct tenon_scripted_vcpu *vcpu, uint64_t value) {
  set_x(vcpu, vcpu->exit.register_index, extended(&vcpu->exit, value));
  answer(vcpu, TENON_SCRIPTED_READ, value, vcpu->exit.instruction_length);
}

void tenon_scripted_complete_write(struct tenon_scripted_vcpu *vcpu) {
  answer(vcpu, TENON_SCRIPTED_WRITE, 0, vcpu->exit.instruction_length);
}

void tenon_scripted_complete_call(struct tenon_scripted_vcpu *vcpu, uint64_t value) {
  set_x(vcpu, 0, value);
  answer(vcpu, TENON_SCRIPTED_CALL, value, vcpu->exit.instruction_length);
}

void tenon_scripted_resume(struct tenon_scripted_vcpu *vcpu) {
  answer(vcpu, TENON_SCRIPTED_RESUME, 0, vcpu->exit.instruction_length);
}

void tenon_scripted_inject_undefined(struct tenon_scripted_vcpu *vcpu) {
  answer(vcpu, TENON_SCRIPTED_UNDEFINED, 0, 0);
}

void tenon_scripted_inject_abort(struct tenon_scripted_vcpu *vcpu) {
  answer(vcpu, TENON_SCRIPTED_ABORT, 0, 0);
}

void tenon_scripted_abandon(struct tenon_scripted_vcpu *vcpu) {
  answer(vcpu, TENON_SCRIPTED_STOP, 0, 0);
}

enum tenon_error tenon_scripted_inject_interrupt(struct tenon_scripted_vcpu *vcpu,
                                                 uint32_t interrupt) {
  if (interrupt >= TENON_INTERRUPT_MAX) return TENON_ERROR_invalid_argument;
  note(vcpu, TENON_SCRIPTED_INTERRUPT, interrupt, 0);
  return TENON_OK;
}

enum tenon_error tenon_scripted_lower_interrupt(struct tenon_scripted_vcpu *vcpu,
                                                uint32_t interrupt) {
  if (interrupt >= TENON_INTERRUPT_MAX) return TENON_ERROR_invalid_argument;
  note(vcpu, TENON_SCRIPTED_LOWER, interrupt, 0);
  return TENON_OK;
}
