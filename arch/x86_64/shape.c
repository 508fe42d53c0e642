/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/shape.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define NMI 2u
#define MC 18u

/*@ terminates \true; exits \false; assigns \nothing;
    ensures length: \result == x86_fixed_length(cause);
    ensures range: 1 <= \result <= 3; */
static uint32_t fixed_length(uint32_t cause) {
  if (cause == CAUSE(hlt) || cause == CAUSE(iret) || cause == CAUSE(icebp)) return 1;
  if (cause == CAUSE(io_read) || cause == CAUSE(io_write)) return 1;
  return cause == CAUSE(xsetbv) || cause == CAUSE(hypercall) ? 3u : 2u;
}

uint8_t tenon_x86_64_exit_length(uint32_t length, uint32_t cause) {
  return (uint8_t)(length >= 1u && length <= 15u ? length : fixed_length(cause));
}

void tenon_x86_64_call_exit(const struct tenon_x86_64_frame *frame, uint32_t length,
                            struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_hypercall, CAUSE(hypercall));
  exit->value = frame->x[TENON_X86_64_RAX];
  exit->instruction_length = tenon_x86_64_exit_length(length, CAUSE(hypercall));
}

void tenon_x86_64_port_exit(const struct tenon_x86_64_frame *frame, uint32_t port, uint32_t width,
                            uint32_t reads, uint32_t length, struct tenon_exit *exit) {
  uint32_t cause = reads == 1u ? CAUSE(io_read) : CAUSE(io_write);
  tenon_outcome(exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write, cause);
  exit->address = port;
  exit->value = reads == 1u ? 0u : tenon_value_low(frame->x[TENON_X86_64_RAX], width);
  exit->width = (uint8_t)width;
  exit->register_width = 8;
  exit->access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = tenon_x86_64_exit_length(length, cause);
}

void tenon_x86_64_msr_exit(const struct tenon_x86_64_frame *frame, uint32_t writes, uint32_t length,
                           struct tenon_exit *exit) {
  uint32_t number = (uint32_t)(frame->x[TENON_X86_64_RCX] % 0x100000000u);
  uint32_t cause = writes == 1u ? CAUSE(msr_write) : CAUSE(msr_read);
  uint32_t kind = writes == 1u ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read;
  if (tenon_x86_64_msr_is_answered(number) == 1u) kind = TENON_EXIT_NONE;
  tenon_outcome(exit, kind, cause);
  exit->address = number;
  if (writes == 1u) {
    exit->value = frame->x[TENON_X86_64_RDX] % 0x100000000u * 0x100000000u +
                  frame->x[TENON_X86_64_RAX] % 0x100000000u;
  }
  exit->width = 8;
  exit->register_width = 8;
  exit->access = writes == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  exit->instruction_length = tenon_x86_64_exit_length(length, cause);
}

/* The kind of a cause. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures kind: \result == x86_plain_kind(cause); */
static uint32_t kind_of(uint32_t cause) {
  switch (cause) {
    case TENON_X86_64_CAUSE_cpuid:
    case TENON_X86_64_CAUSE_xsetbv:
    case TENON_X86_64_CAUSE_invd:
    case TENON_X86_64_CAUSE_wbinvd:
    case TENON_X86_64_CAUSE_exception_1:
    case TENON_X86_64_CAUSE_exception_17:
    case TENON_X86_64_CAUSE_icebp:
    case TENON_X86_64_CAUSE_virtualization:
    case TENON_X86_64_CAUSE_getsec:
    case TENON_X86_64_CAUSE_monitor:
    case TENON_X86_64_CAUSE_mwait:
    case TENON_X86_64_CAUSE_rdpru:
    case TENON_X86_64_CAUSE_rdpmc:
    case TENON_X86_64_CAUSE_iret:
      return TENON_EXIT_NONE;
    case TENON_X86_64_CAUSE_physical_interrupt:
    case TENON_X86_64_CAUSE_physical_nmi:
    case TENON_X86_64_CAUSE_physical_smi:
    case TENON_X86_64_CAUSE_physical_init:
    case TENON_X86_64_CAUSE_physical_sipi:
    case TENON_X86_64_CAUSE_exception_18:
      return TENON_EXIT_external_interrupt;
    case TENON_X86_64_CAUSE_interrupt_window:
    case TENON_X86_64_CAUSE_nmi_window:
      return TENON_EXIT_interrupt_window;
    case TENON_X86_64_CAUSE_preemption_timer:
      return TENON_EXIT_preempted;
    case TENON_X86_64_CAUSE_hlt:
    case TENON_X86_64_CAUSE_pause:
      return TENON_EXIT_halt;
    case TENON_X86_64_CAUSE_shutdown:
      return TENON_EXIT_system_reset;
    default:
      return TENON_EXIT_unhandled;
  }
}

void tenon_x86_64_plain_exit(uint32_t cause, uint64_t code, uint64_t value, uint32_t length,
                             struct tenon_exit *exit) {
  uint32_t kind = kind_of(cause);
  if (kind == (uint32_t)TENON_EXIT_unhandled) {
    tenon_outcome_refused(exit, cause, code, 0);
    return;
  }
  tenon_outcome(exit, kind, cause);
  if (cause == CAUSE(physical_interrupt)) exit->value = value;
  if (cause == CAUSE(physical_nmi)) exit->value = NMI;
  if (cause == CAUSE(exception_18)) exit->value = MC;
  if (cause == CAUSE(pause)) exit->flags = TENON_EXIT_FLAG_EVENT;
  if (kind == TENON_EXIT_NONE || kind == (uint32_t)TENON_EXIT_halt) {
    exit->instruction_length = tenon_x86_64_exit_length(length, cause);
  }
}
