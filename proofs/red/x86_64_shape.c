/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of shape.h: none of these may prove. */
#define tenon_x86_64_exit_length tenon_x86_64_exit_length__red_1 /* must fail: length */
#define tenon_x86_64_call_exit tenon_x86_64_call_exit__red_1     /* must fail: call */
#define tenon_x86_64_port_exit tenon_x86_64_port_exit__red_1     /* must fail: port */
#define tenon_x86_64_msr_exit tenon_x86_64_msr_exit__red_1       /* must fail: msr */
#define tenon_x86_64_plain_exit tenon_x86_64_plain_exit__red_1   /* must fail: plain */
#include "tenon/core/x86_64/shape.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)

/* HLT taken for an instruction of two bytes, as most are. */
uint8_t tenon_x86_64_exit_length(uint32_t length, uint32_t cause) {
  if (length >= 1u && length <= 15u) return (uint8_t)length;
  return cause == CAUSE(xsetbv) || cause == CAUSE(hypercall) ? 3u : 2u;
}

/* The function number lost its upper half. */
void tenon_x86_64_call_exit(const struct tenon_x86_64_frame *frame, uint32_t length,
                            struct tenon_exit *exit) {
  tenon_outcome(exit, TENON_EXIT_hypercall, CAUSE(hypercall));
  exit->value = frame->x[TENON_X86_64_RAX] % 0x100000000u;
  exit->instruction_length = tenon_x86_64_exit_length(length, CAUSE(hypercall));
}

/* OUT of AL shows all of RAX. */
void tenon_x86_64_port_exit(const struct tenon_x86_64_frame *frame, uint32_t port, uint32_t width,
                            uint32_t reads, uint32_t length, struct tenon_exit *exit) {
  uint32_t cause = reads == 1u ? CAUSE(io_read) : CAUSE(io_write);
  tenon_outcome(exit, reads == 1u ? TENON_EXIT_io_read : TENON_EXIT_io_write, cause);
  exit->address = port;
  exit->value = reads == 1u ? 0u : frame->x[TENON_X86_64_RAX];
  exit->width = (uint8_t)width;
  exit->register_width = 8;
  exit->access = reads == 1u ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  exit->instruction_length = tenon_x86_64_exit_length(length, cause);
}

/* EFER becomes an exit like any MSR. */
void tenon_x86_64_msr_exit(const struct tenon_x86_64_frame *frame, uint32_t writes, uint32_t length,
                           struct tenon_exit *exit) {
  uint32_t cause = writes == 1u ? CAUSE(msr_write) : CAUSE(msr_read);
  tenon_outcome(exit, writes == 1u ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read, cause);
  exit->address = frame->x[TENON_X86_64_RCX] % 0x100000000u;
  exit->instruction_length = tenon_x86_64_exit_length(length, cause);
}

/* A machine check of the host taken for a vector of the guest's. */
void tenon_x86_64_plain_exit(uint32_t cause, uint64_t code, uint64_t value, uint32_t length,
                             struct tenon_exit *exit) {
  (void)code;
  (void)length;
  tenon_outcome(exit, TENON_EXIT_external_interrupt, cause);
  exit->value = value;
}
