/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/local_apic.h"

#include "tenon/core/x86_64/vcpu_effects.h"
#include "tenon/core/x86_64/vcpu_move.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define PAGE 0x1000u
/* The halves of the interrupt command register in the APIC's page (SDM volume 3, table 11-1). */
#define ICR_LOW 0x300u
#define ICR_HIGH 0x310u
#define HALF 0x100000000u
/* Of the high half in xAPIC mode, what is not reserved: its high byte, that of the register. */
#define LOWEST_DESTINATION 0x1000000u
#define HIGH_BYTE 0x100000000000000u
#define PAGE_ACCESS 4u
#define MSR_ACCESS 8u

void tenon_x86_64_reset_local_apic(struct tenon_x86_64_vcpu *v) {
  v->local_apic.base = 0;
  v->local_apic.icr = 0;
  if (v->setup.local_apic != 0u) {
    v->local_apic.base = TENON_X86_64_APIC_BASE_RESET;
    if (v->setup.mode != (uint32_t)TENON_X86_64_MODE_STARTUP) {
      v->local_apic.base += TENON_X86_64_APIC_BSP;
    }
  }
}

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures mode: \result == x86_apic_mode(v->local_apic.base); */
static uint64_t mode_of(const struct tenon_x86_64_vcpu *v) {
  return v->local_apic.base / 0x400u % 4u;
}

/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns TENON_X86_64_EVENTS(v);
    ensures changed: v->changed == 1; */
static void refuse(struct tenon_x86_64_vcpu *v) {
  tenon_x86_64_vcpu_raise(v, TENON_X86_64_VECTOR_GP, 0);
}

/* The exit of a command, of which the access is known. */
/*@ requires storage: \valid(v);
    requires x2apic: x2apic <= 1;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(&v->exit);
    ensures kind: v->exit.kind \in {TENON_EXIT_NONE, TENON_EXIT_cpu_up, TENON_EXIT_send_ipi};
    ensures nothing: v->exit.kind == TENON_EXIT_NONE ==> v->exit.cause == CAUSE(icr_nothing);
    ensures sends: v->exit.kind != TENON_EXIT_NONE <==> x86_icr_sends(v->local_apic.icr);
    ensures width: v->exit.width == (x2apic == 1 ? 8 : 4);
    ensures length: v->exit.instruction_length == \old(v->exit.instruction_length); */
static void send(struct tenon_x86_64_vcpu *v, uint32_t x2apic) {
  uint8_t length = v->exit.instruction_length;
  tenon_x86_64_icr_exit(v->local_apic.icr, x2apic, v->config.apic_id, &v->exit);
  v->exit.width = (uint8_t)(x2apic == 1u ? MSR_ACCESS : PAGE_ACCESS);
  v->exit.access = TENON_ACCESS_WRITE;
  v->exit.instruction_length = length;
}

/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->frame, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed);
    ensures low: v->frame.x[0] == value % 0x100000000;
    ensures high: v->frame.x[2] == value / 0x100000000; */
static void give(struct tenon_x86_64_vcpu *v, uint64_t value) {
  tenon_x86_64_vcpu_give_msr(v, value);
  tenon_x86_64_vcpu_pass(v);
}

/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->local_apic.base, v->frame, v->waiting[0 .. 3], v->nmi, v->over, v->event, v->changed,
            TENON_X86_64_HELD_STATE(v);
    ensures base: v->local_apic.base == \old(v->local_apic.base) ||
      x86_apic_base_writable(\old(v->local_apic.base), v->local_apic.base);
    ensures over: v->changed == 1 ||
      (v->changed == \old(v->changed) && v->over == \old(v->over)); */
static void answer_base(struct tenon_x86_64_vcpu *v) {
  if (v->exit.access == TENON_ACCESS_READ) {
    give(v, v->local_apic.base);
  } else if (tenon_x86_64_apic_base_is_writable(v->local_apic.base, v->exit.value) == 1u) {
    v->local_apic.base = v->exit.value;
    tenon_x86_64_vcpu_pass(v);
  } else {
    refuse(v);
  }
}

/* A command of x2APIC mode that is allowed. */
/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    terminates \true; exits \false;
    assigns v->exit, v->local_apic.icr, v->frame, v->event, v->changed, TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_NONE, TENON_EXIT_cpu_up, TENON_EXIT_send_ipi};
    ensures width: v->exit.width == 8;
    ensures icr: v->local_apic.icr == \old(v->exit.value);
    ensures changed: v->changed == 1 || v->changed == \old(v->changed); */
static void write_x2apic_command(struct tenon_x86_64_vcpu *v) {
  v->local_apic.icr = v->exit.value;
  send(v, 1);
  if (v->exit.kind == TENON_EXIT_NONE) tenon_x86_64_vcpu_pass(v);
}

/*@ requires storage: \valid(v) && x86_vcpu_placed(v);
    requires asked: v->exit.kind == TENON_EXIT_NONE;
    terminates \true; exits \false;
    assigns v->exit, v->local_apic.icr, v->frame, v->waiting[0 .. 3], v->nmi, v->over, v->event,
            v->changed, TENON_X86_64_HELD_STATE(v);
    ensures kind: v->exit.kind \in {TENON_EXIT_NONE, TENON_EXIT_cpu_up, TENON_EXIT_send_ipi};
    ensures width: v->exit.kind != TENON_EXIT_NONE ==> v->exit.width == 8;
    ensures icr: v->local_apic.icr == \old(v->local_apic.icr) ||
      (v->local_apic.icr == \old(v->exit.value) && x86_icr_writable(v->local_apic.icr));
    ensures over: v->changed == 1 ||
      (v->changed == \old(v->changed) && v->over == \old(v->over)); */
static void answer_x2apic_command(struct tenon_x86_64_vcpu *v) {
  if (v->exit.access == TENON_ACCESS_READ) {
    give(v, v->local_apic.icr);
  } else if (tenon_x86_64_icr_is_writable(v->exit.value) == 1u) {
    write_x2apic_command(v);
  } else {
    refuse(v);
  }
}

void tenon_x86_64_answer_apic_msr(struct tenon_x86_64_vcpu *v) {
  if (v->setup.local_apic == 0u) {
    refuse(v);
  } else if (v->exit.address == (uint64_t)TENON_X86_64_MSR_APIC_BASE) {
    answer_base(v);
  } else if (mode_of(v) != TENON_X86_64_APIC_X2APIC) {
    refuse(v);
  } else if (v->exit.address == TENON_X86_64_MSR_ICR) {
    answer_x2apic_command(v);
  } else {
    v->exit.kind = v->exit.access == TENON_ACCESS_READ ? (uint32_t)TENON_EXIT_sysreg_read
                                                       : (uint32_t)TENON_EXIT_sysreg_write;
  }
}

/* 1: the access is one of a whole half of the register. Its other widths are undefined, and the
 * hypervisor's. */
/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures register: \result == 1 <==>
      x86_apic_mode(v->local_apic.base) == TENON_X86_64_APIC_XAPIC &&
      (v->exit.kind == TENON_EXIT_mmio_read || v->exit.kind == TENON_EXIT_mmio_write) &&
      v->exit.width == 4 && v->exit.address / 0x1000 == v->local_apic.base / 0x1000 &&
      v->exit.address % 0x1000 \in {0x300, 0x310};
    ensures boolean: \result <= 1; */
static uint32_t is_command_register(const struct tenon_x86_64_vcpu *v) {
  uint64_t offset = v->exit.address % PAGE;
  if (mode_of(v) != TENON_X86_64_APIC_XAPIC) return 0;
  if (v->exit.kind != (uint32_t)TENON_EXIT_mmio_read &&
      v->exit.kind != (uint32_t)TENON_EXIT_mmio_write) {
    return 0;
  }
  if (v->exit.width != PAGE_ACCESS || v->exit.address / PAGE != v->local_apic.base / PAGE) return 0;
  return offset == ICR_LOW || offset == ICR_HIGH ? 1u : 0u;
}

void tenon_x86_64_look_at_command(struct tenon_x86_64_vcpu *v) {
  if (is_command_register(v) == 0u) {
    return;
  }
  if (v->exit.kind == (uint32_t)TENON_EXIT_mmio_write && v->exit.address % PAGE == ICR_LOW) {
    v->local_apic.icr -= v->local_apic.icr % HALF;
    v->local_apic.icr += v->exit.value % HALF;
    send(v, 0);
  } else {
    v->exit.kind = TENON_EXIT_NONE;
    v->exit.cause = CAUSE(icr_register);
  }
}

void tenon_x86_64_answer_command_register(struct tenon_x86_64_vcpu *v) {
  uint64_t high = v->exit.address % PAGE == ICR_HIGH ? 1u : 0u;
  uint64_t icr = v->local_apic.icr;
  if (v->exit.access == TENON_ACCESS_READ) {
    tenon_x86_64_vcpu_load_device(v, high == 1u ? icr / HALF : icr % HALF);
  } else {
    v->local_apic.icr = v->exit.value / LOWEST_DESTINATION % 0x100u * HIGH_BYTE + icr % HALF;
    tenon_x86_64_vcpu_store_device(v);
  }
}

TENON_APART void tenon_x86_64_vcpu_end_command(struct tenon_x86_64_vcpu *v) {
  if (v->exit.width == PAGE_ACCESS) {
    tenon_x86_64_vcpu_store_device(v);
  } else {
    tenon_x86_64_vcpu_pass(v);
  }
}
