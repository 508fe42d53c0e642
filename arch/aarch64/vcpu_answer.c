/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/live.h"
#include "tenon/core/aarch64/vcpu.h"

static uint32_t is_exited(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? 1u : 0u;
}

TENON_SLOW static enum tenon_error advance(struct tenon_aarch64_vcpu *v) {
  tenon_aarch64_advance(&v->frame, v->exit.instruction_length);
  return TENON_OK;
}

/* The exit waits for its answer no longer, and the guest goes on behind the instruction; HVC has
 * advanced by itself, interrupts and faults have nothing to pass. */
static enum tenon_error answered(struct tenon_aarch64_vcpu *v) {
  v->common.state = TENON_VCPU_BOUND;
  return v->exit.instruction_length == 0u ? TENON_OK : advance(v);
}

/* SP of the guest's instruction: PSTATE.SP selects, at EL1 only. */
static void write_sp(const struct tenon_aarch64_vcpu *v, uint64_t value) {
  uint32_t index = (uint32_t)(v->frame.pstate % 16u == 5u ? TENON_AARCH64_SAVED_SP_EL1
                                                          : TENON_AARCH64_SAVED_SP_EL0);
  tenon_aarch64_live_write(v->cpu->features.e2h, index, value);
}

/* After the last step: what `access.c` cannot write, because it is in the CPU. */
static void finish_access(struct tenon_aarch64_vcpu *v) {
  uint32_t loads = tenon_aarch64_access_q_loads(&v->access);
  for (uint32_t i = 0; i < loads && i < 2u; i++) {
    uint32_t q = (i == 0u ? v->access.rt : v->access.rt2) % 32u;
    tenon_aarch64_hw_write_q(2u * q, tenon_aarch64_access_q_loaded(&v->access, i, 0));
    tenon_aarch64_hw_write_q(2u * q + 1u, tenon_aarch64_access_q_loaded(&v->access, i, 1));
  }
  if (tenon_aarch64_access_writes_sp(&v->access) == 1u) {
    write_sp(v, v->access.writeback);
  }
}

/* One access of an instruction is done; 1: the last. */
TENON_SLOW static void step(struct tenon_aarch64_vcpu *v, uint32_t last) {
  if (last == 1u) {
    finish_access(v);
  }
  v->common.state = TENON_VCPU_BOUND;
}

enum tenon_error tenon_aarch64_vcpu_complete_read(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (is_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (v->access.remaining != 0u) {
    step(v, tenon_aarch64_access_complete_read(&v->access, &v->frame, value));
    return TENON_OK;
  }
  tenon_aarch64_set_x(&v->frame, v->exit.register_index, value);
  return answered(v);
}

enum tenon_error tenon_aarch64_vcpu_complete_write(struct tenon_aarch64_vcpu *v) {
  if (is_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  if (v->access.remaining != 0u) {
    step(v, tenon_aarch64_access_complete_write(&v->access, &v->frame));
    return TENON_OK;
  }
  return answered(v);
}

enum tenon_error tenon_aarch64_vcpu_complete_call(struct tenon_aarch64_vcpu *v, uint64_t value) {
  if (is_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.x[0] = value;
  return answered(v);
}

enum tenon_error tenon_aarch64_vcpu_resume(struct tenon_aarch64_vcpu *v) {
  return is_exited(v) == 0u ? TENON_ERROR_wrong_state : answered(v);
}
