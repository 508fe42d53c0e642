/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/inject.h"
#include "tenon/core/aarch64/live.h"
#include "tenon/core/aarch64/vcpu.h"
#include "tenon/core/value.h"

/* Where the instruction of the exit is: HVC alone has moved PC past itself (DDI 0487 D1.3.4). */
static uint64_t instruction_pc(const struct tenon_aarch64_vcpu *v) {
  uint64_t class = (v->fault.esr / 0x4000000u) % 64u;
  if (v->fault.vector == (uint32_t)TENON_AARCH64_VECTOR_SYNC &&
      class == (uint64_t)TENON_AARCH64_CLASS_HVC64) {
    return tenon_value_subtract(v->frame.pc, 4u);
  }
  return v->frame.pc;
}

static uint64_t read_live(const struct tenon_aarch64_vcpu *v, enum tenon_aarch64_saved index) {
  return tenon_aarch64_live_read(v->cpu->features.e2h, (uint32_t)index);
}

static void write_live(const struct tenon_aarch64_vcpu *v, enum tenon_aarch64_saved index,
                       uint64_t value) {
  tenon_aarch64_live_write(v->cpu->features.e2h, (uint32_t)index, value);
}

/* The guest takes the exception at the instruction of its exit. */
static void take(struct tenon_aarch64_vcpu *v, enum tenon_aarch64_exception kind, uint32_t flags) {
  struct tenon_aarch64_exception_input in;
  struct tenon_aarch64_exception_entry out;
  in.pc = instruction_pc(v);
  in.pstate = v->frame.pstate;
  in.vbar = read_live(v, TENON_AARCH64_SAVED_VBAR_EL1);
  in.sctlr = read_live(v, TENON_AARCH64_SAVED_SCTLR_EL1);
  in.far = v->fault.far;
  in.syndrome = 0;
  in.kind = (uint32_t)kind;
  in.flags = flags;
  in.features = tenon_aarch64_exception_features(&v->cpu->features);
  tenon_aarch64_take_exception(&in, &out);
  write_live(v, TENON_AARCH64_SAVED_ELR_EL1, out.elr);
  write_live(v, TENON_AARCH64_SAVED_SPSR_EL1, out.spsr);
  write_live(v, TENON_AARCH64_SAVED_ESR_EL1, out.esr);
  if (out.writes_far == 1u) {
    write_live(v, TENON_AARCH64_SAVED_FAR_EL1, out.far);
  }
  v->frame.pc = out.pc;
  v->frame.pstate = out.pstate;
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
}

enum tenon_error tenon_aarch64_vcpu_inject_undefined(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  take(v, TENON_AARCH64_EXCEPTION_UNDEFINED, 0);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_inject_abort(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  if (v->exit.access == TENON_ACCESS_EXECUTE) {
    take(v, TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT, TENON_AARCH64_EXCEPTION_FAR);
  } else if (v->exit.access == TENON_ACCESS_WRITE) {
    take(v, TENON_AARCH64_EXCEPTION_DATA_ABORT,
         TENON_AARCH64_EXCEPTION_FAR + TENON_AARCH64_EXCEPTION_WRITE);
  } else {
    take(v, TENON_AARCH64_EXCEPTION_DATA_ABORT, TENON_AARCH64_EXCEPTION_FAR);
  }
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_abandon(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_EXITED) {
    return TENON_ERROR_wrong_state;
  }
  v->frame.pc = instruction_pc(v);
  v->access.remaining = 0;
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

enum tenon_error tenon_aarch64_vcpu_inject_serror(struct tenon_aarch64_vcpu *v, uint64_t syndrome) {
  uint32_t state = v->common.state;
  if (state == (uint32_t)TENON_VCPU_FREE) {
    v->serror = 1;
  } else if (state == (uint32_t)TENON_VCPU_BOUND || state == (uint32_t)TENON_VCPU_EXITED) {
    tenon_aarch64_hw_write_vse(1);
  } else {
    return TENON_ERROR_wrong_state;
  }
  tenon_aarch64_vcpu_set_register(v, (uint32_t)TENON_AARCH64_REGISTER_VSESR_EL2,
                                  syndrome % 0x2000000u);
  return TENON_OK;
}
