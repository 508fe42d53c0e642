/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/capture.h"
#include "tenon/core/aarch64/decode.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/hardware_entry.h"
#include "tenon/core/aarch64/list_registers.h"
#include "tenon/core/aarch64/outcome.h"
#include "tenon/core/aarch64/vcpu.h"
#include "tenon/core/aarch64/vcpu_interrupts.h"

/* An exit that no instruction of the guest caused: the record of the last one is void. */
static void make_exit(struct tenon_aarch64_vcpu *v, uint32_t kind, uint64_t value) {
  v->fault.esr = 0;
  v->fault.vector = (uint32_t)TENON_AARCH64_VECTOR_SYNC;
  v->fault.valid = 0;
  tenon_aarch64_outcome(&v->exit, kind, (uint32_t)TENON_AARCH64_CAUSE_unknown_reason);
  v->exit.value = value;
  v->common.state = TENON_VCPU_EXITED;
}

/* A store of a q register: decode sees memory only, the register is in the CPU. */
static void fetch_q(struct tenon_aarch64_vcpu *v) {
  uint32_t q = tenon_aarch64_access_q_source(&v->access);
  if (q < 32u) {
    uint64_t half = tenon_aarch64_hw_read_q(2u * q + tenon_aarch64_access_q_half(&v->access) % 2u);
    v->exit.value = tenon_aarch64_access_q_store(&v->access, half);
  }
}

/* What an exit of this kind still wants of the hardware, before its answer. */
TENON_SLOW static void finish_exit(struct tenon_aarch64_vcpu *v) {
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_write) {
    fetch_q(v);
  } else if (v->exit.kind == (uint32_t)TENON_EXIT_external_interrupt) {
    tenon_aarch64_interrupts_maintain(v);
  }
}

/* Enters the guest, and says why it left. */
static inline void enter(struct tenon_aarch64_vcpu *v) {
  if (v->interrupts.changed != 0u) {
    tenon_aarch64_interrupts_enter(v);
  }
  tenon_aarch64_world_switch(v);
  if (tenon_aarch64_capture_start(&v->fault) == 1u) {
    tenon_aarch64_capture_more(&v->fault, &v->frame, v->cpu->features.e2h);
  }
  tenon_aarch64_decode(&v->fault, &v->frame, &v->exit, &v->access);
}

/* The exit was answered here: goes on behind the instruction until there is one for others. */
TENON_SLOW static void go_on(struct tenon_aarch64_vcpu *v) {
  while (v->exit.kind == TENON_EXIT_NONE) {
    tenon_aarch64_advance(&v->frame, v->exit.instruction_length);
    enter(v);
  }
  finish_exit(v);
}

/* Most exits (Hypercall, MmioRead) take no branch here. */
static inline void leave(struct tenon_aarch64_vcpu *v) {
  enter(v);
  v->common.state = TENON_VCPU_EXITED;
  if (v->exit.kind > (uint32_t)TENON_EXIT_mmio_read) {
    go_on(v);
  }
}

/* Before an entry: the rest of an instruction with several accesses, or an ended interrupt. */
TENON_SLOW static void finish_last(struct tenon_aarch64_vcpu *v) {
  uint32_t intid = 0;
  if (v->access.remaining != 0u) {
    tenon_aarch64_access_exit(&v->access, &v->frame, v->fault.far, &v->exit);
    v->common.state = TENON_VCPU_EXITED;
    finish_exit(v);
  } else if (tenon_aarch64_interrupts_next_end(&v->interrupts, &intid) == 1u) {
    make_exit(v, (uint32_t)TENON_EXIT_interrupt_end, intid);
  } else {
    leave(v);
  }
}

void tenon_aarch64_vcpu_run(struct tenon_aarch64_vcpu *v) {
  if (v->common.state != (uint32_t)TENON_VCPU_BOUND) {
    return;
  }
  if ((v->access.remaining | v->interrupts.ends) != 0u) {
    finish_last(v);
  } else {
    leave(v);
  }
}

void tenon_aarch64_vcpu_preempt(struct tenon_aarch64_vcpu *v) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    make_exit(v, (uint32_t)TENON_EXIT_preempted, 0);
  }
}
