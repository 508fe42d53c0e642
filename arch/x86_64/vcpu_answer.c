/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/held.h"
#include "tenon/core/x86_64/memory.h"
#include "tenon/core/x86_64/vcpu_run.h"
#include "tenon/core/x86_64/vectors.h"

#define CR0 ((uint32_t)TENON_X86_64_REGISTER_CR0)
#define DR6 ((uint32_t)TENON_X86_64_REGISTER_DR6)
#define DR6_BS 0x4000u

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures exited: \result == 1 <==> x86_vcpu_is(v, TENON_VCPU_EXITED);
    ensures boolean: \result <= 1; */
static uint32_t has_exited(const struct tenon_x86_64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_EXITED ? 1u : 0u;
}

static void trap(struct tenon_x86_64_vcpu *v) {
  if (v->event == 0u) v->event = tenon_x86_64_event_exception(TENON_X86_64_VECTOR_DB, 0, 0);
  tenon_x86_64_set_held(v, DR6, tenon_x86_64_get_held(v, DR6) | DR6_BS);
  v->changed = 1;
}

void tenon_x86_64_vcpu_step(struct tenon_x86_64_vcpu *v) {
  v->frame.rflags &= ~(uint64_t)TENON_X86_64_RF;
  if (v->frame.rflags / TENON_X86_64_TF % 2u == 1u) trap(v);
}

/* What an interrupted delivery makes of a new exception. */
static void put_back(struct tenon_x86_64_vcpu *v) {
  uint64_t type = v->event / TENON_X86_64_EVENT_TYPE % 8u;
  if (tenon_x86_64_event_is_nmi(v->event) == 1u) v->nmi = 1;
  if (v->event / TENON_X86_64_EVENT_VALID % 2u == 1u && type == TENON_X86_64_EVENT_INTERRUPT) {
    tenon_x86_64_vectors_insert(v->waiting, (uint32_t)(v->event % 0x100u));
  }
}

void tenon_x86_64_vcpu_raise(struct tenon_x86_64_vcpu *v, uint32_t vector, uint64_t error) {
  put_back(v);
  uint32_t is_protected = (uint32_t)(tenon_x86_64_get_held(v, CR0) % 2u);
  v->event = tenon_x86_64_event_combine(
      v->event, tenon_x86_64_event_exception(vector, error, is_protected), is_protected);
  if (v->event == 0u) v->over = 1;
  if (vector != TENON_X86_64_VECTOR_DB) v->frame.rflags |= TENON_X86_64_RF;
  v->changed = 1;
}

/* Behind an instruction that was carried out, or one element of it. */
static void finish(struct tenon_x86_64_vcpu *v) {
  v->frame.shadow = 0;
  if ((v->frame.rflags & (TENON_X86_64_TF | TENON_X86_64_RF)) != 0u) tenon_x86_64_vcpu_step(v);
}

void tenon_x86_64_vcpu_move_beyond(struct tenon_x86_64_vcpu *v, uint64_t next) {
  v->frame.rip = tenon_x86_64_is_64_bit(v) == 1u ? next : next % 0x100000000u;
  finish(v);
}

/* Between two elements: a breakpoint at the instruction has been taken (SDM volume 3, 18.3.1.1). */
static void go_on(struct tenon_x86_64_vcpu *v) { v->frame.rflags |= TENON_X86_64_RF; }

TENON_APART void tenon_x86_64_vcpu_end_string(struct tenon_x86_64_vcpu *v, uint64_t value) {
  const struct tenon_x86_64_string *s = &v->string;
  if (s->reads == 1u && tenon_x86_64_string_ended(s, v->frame.x) == 0u) {
    tenon_x86_64_store_operand(v, &s->place, value);
  }
  tenon_x86_64_string_step(s, &v->frame);
  finish(v);
  if (s->repeat == 1u && tenon_x86_64_string_ended(s, v->frame.x) == 0u) go_on(v);
}

/* Behind an element of MOVS or STOS, if it is one. */
static void finish_element(struct tenon_x86_64_vcpu *v) {
  const struct tenon_x86_64_instruction *i = &v->mmio.instruction;
  if (i->repeat == 1u && tenon_x86_64_repeat_ended(i, v->frame.x) == 0u) go_on(v);
}

TENON_APART void tenon_x86_64_vcpu_load_device(struct tenon_x86_64_vcpu *v, uint64_t value) {
  if (tenon_x86_64_mmio_read(&v->mmio, &v->frame, value) == 0u) {
    v->changed = 1; /* the next run is the write */
    return;
  }
  finish(v);
  if (v->mmio.found == 1u) {
    tenon_x86_64_store_operand(v, &v->mmio.place, v->mmio.result.value);
    finish_element(v);
  }
}

TENON_APART void tenon_x86_64_vcpu_store_device(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_mmio_written(&v->mmio, &v->frame);
  finish(v);
  finish_element(v);
}

static enum tenon_error inject(struct tenon_x86_64_vcpu *v, uint32_t vector) {
  if (has_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  tenon_x86_64_vcpu_raise(v, vector, 0);
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

enum tenon_error tenon_x86_64_vcpu_inject_undefined(struct tenon_x86_64_vcpu *v) {
  uint32_t kind = v->exit.kind;
  uint32_t refused =
      kind == (uint32_t)TENON_EXIT_sysreg_read || kind == (uint32_t)TENON_EXIT_sysreg_write ||
              kind == (uint32_t)TENON_EXIT_io_read || kind == (uint32_t)TENON_EXIT_io_write
          ? TENON_X86_64_VECTOR_GP
          : TENON_X86_64_VECTOR_UD;
  return inject(v, refused);
}

enum tenon_error tenon_x86_64_vcpu_inject_abort(struct tenon_x86_64_vcpu *v) {
  return inject(v, TENON_X86_64_VECTOR_GP);
}

enum tenon_error tenon_x86_64_vcpu_wait(struct tenon_x86_64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_EXITED &&
      v->exit.cause == (uint32_t)TENON_X86_64_CAUSE_hlt) {
    v->halted = 1;
    v->changed = 1;
  }
  return tenon_x86_64_vcpu_resume(v);
}

enum tenon_error tenon_x86_64_vcpu_abandon(struct tenon_x86_64_vcpu *v) {
  if (has_exited(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  v->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}
