/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Calls of the Supervisor Binary Interface (SBI 2.0) that change the life of vCPUs or of the
/// machine: exits of their own. All others are Hypercall, with the extension in `address` and the
/// function in `value`; nothing is passed to the firmware.
#ifndef TENON_CORE_RISCV64_SBI_H
#define TENON_CORE_RISCV64_SBI_H

#include "tenon/core/outcome.h"
#include "tenon/core/riscv64/cause.h"
#include "tenon/core/riscv64/frame.h"

/// Extension ids, in a7.
#define TENON_SBI_LEGACY_SET_TIMER 0x0u
#define TENON_SBI_LEGACY_PUTCHAR 0x1u
#define TENON_SBI_LEGACY_GETCHAR 0x2u
#define TENON_SBI_LEGACY_CLEAR_IPI 0x3u
#define TENON_SBI_LEGACY_SEND_IPI 0x4u
#define TENON_SBI_LEGACY_FENCE_I 0x5u
#define TENON_SBI_LEGACY_SFENCE_VMA 0x6u
#define TENON_SBI_LEGACY_SFENCE_VMA_ASID 0x7u
#define TENON_SBI_LEGACY_SHUTDOWN 0x8u
#define TENON_SBI_LEGACY_END 0x10u ///< ids below are legacy ones, which return a0 alone
#define TENON_SBI_BASE 0x10u
#define TENON_SBI_TIME 0x54494d45u
#define TENON_SBI_IPI 0x735049u
#define TENON_SBI_RFENCE 0x52464e43u
#define TENON_SBI_HSM 0x48534du
#define TENON_SBI_SRST 0x53525354u
#define TENON_SBI_DBCN 0x4442434eu

/// Functions of HSM, in a6. Its hart_get_status (2) is a Hypercall.
#define TENON_SBI_HSM_START 0u
#define TENON_SBI_HSM_STOP 1u
#define TENON_SBI_HSM_STATUS 2u
#define TENON_SBI_HSM_SUSPEND 3u

/// What a call returns in a0.
#define TENON_SBI_SUCCESS 0
#define TENON_SBI_ERR_FAILED (-1)
#define TENON_SBI_ERR_NOT_SUPPORTED (-2)
#define TENON_SBI_ERR_INVALID_PARAM (-3)
#define TENON_SBI_ERR_DENIED (-4)
#define TENON_SBI_ERR_INVALID_ADDRESS (-5)
#define TENON_SBI_ERR_ALREADY_AVAILABLE (-6)

/*@
  predicate rv_sbi_is_shutdown(integer a7, integer a6, integer a0) =
    a7 == 8 || (a7 == 0x53525354 && a6 == 0 && a0 % 0x100000000 == 0);
  predicate rv_sbi_is_reset(integer a7, integer a6, integer a0) =
    a7 == 0x53525354 && a6 == 0 && (a0 % 0x100000000 == 1 || a0 % 0x100000000 == 2);
  predicate rv_sbi_is_ipi(integer a7, integer a6) = a7 == 0x735049 && a6 == 0;
  predicate rv_sbi_is_hsm(integer a7, integer a6) = a7 == 0x48534d && a6 \in {0, 1, 3};

  predicate rv_hsm_outcome{L}(struct tenon_exit *e, integer a6, integer a0, integer a1, integer a2)
    =
    (a6 == 0 ==> outcome_what{L}(e, TENON_EXIT_cpu_up, TENON_RISCV64_CAUSE_sbi_hart_start, a0, a1,
                                 a2)) &&
    (a6 == 1 ==> outcome_what{L}(e, TENON_EXIT_cpu_down, TENON_RISCV64_CAUSE_sbi_hart_stop, 0, 0,
                                 0)) &&
    (a6 == 3 ==> outcome_what{L}(e, TENON_EXIT_cpu_suspend, TENON_RISCV64_CAUSE_sbi_hart_suspend,
                                 a0 % 0x100000000, a1, a2));

  // Whatever is called: the exit of its own, or Hypercall.
  predicate rv_sbi_outcome{L}(struct tenon_exit *e, integer a7, integer a6, integer a0, integer a1,
                              integer a2) =
    (rv_sbi_is_shutdown(a7, a6, a0) ==>
      outcome_what{L}(e, TENON_EXIT_system_down, TENON_RISCV64_CAUSE_sbi_shutdown, 0, 0, 0)) &&
    (rv_sbi_is_reset(a7, a6, a0) ==>
      outcome_what{L}(e, TENON_EXIT_system_reset, TENON_RISCV64_CAUSE_sbi_reset,
                      a0 % 0x100000000, a1 % 0x100000000, 0)) &&
    (rv_sbi_is_ipi(a7, a6) ==>
      outcome_what{L}(e, TENON_EXIT_send_ipi, TENON_RISCV64_CAUSE_sbi_send_ipi, a1, 1, a0)) &&
    (rv_sbi_is_hsm(a7, a6) ==> rv_hsm_outcome{L}(e, a6, a0, a1, a2)) &&
    (!rv_sbi_is_shutdown(a7, a6, a0) && !rv_sbi_is_reset(a7, a6, a0) && !rv_sbi_is_ipi(a7, a6) &&
     !rv_sbi_is_hsm(a7, a6) ==>
      outcome_what{L}(e, TENON_EXIT_hypercall, TENON_RISCV64_CAUSE_ecall_vs, a7, a6, 0));
*/

TENON_BEGIN_C

/// The exit of an ECALL from VS-mode. SendIpi: `address` is the first hart of the mask, or
/// UINT64_MAX for all harts, `argument` the mask, `value` interrupt 1, the software interrupt.
/*@ requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, 4, 0);
    behavior shutdown:
      assumes rv_sbi_is_shutdown(frame->x[17], frame->x[16], frame->x[10]);
      ensures what: outcome_what(exit, TENON_EXIT_system_down, TENON_RISCV64_CAUSE_sbi_shutdown, 0,
                                 0, 0);
    behavior reset:
      assumes rv_sbi_is_reset(frame->x[17], frame->x[16], frame->x[10]);
      ensures what: outcome_what(exit, TENON_EXIT_system_reset, TENON_RISCV64_CAUSE_sbi_reset,
        frame->x[10] % 0x100000000, frame->x[11] % 0x100000000, 0);
    behavior ipi:
      assumes rv_sbi_is_ipi(frame->x[17], frame->x[16]);
      ensures what: outcome_what(exit, TENON_EXIT_send_ipi, TENON_RISCV64_CAUSE_sbi_send_ipi,
        frame->x[11], 1, frame->x[10]);
    behavior hsm:
      assumes rv_sbi_is_hsm(frame->x[17], frame->x[16]);
      ensures what: rv_hsm_outcome(exit, frame->x[16], frame->x[10], frame->x[11], frame->x[12]);
    behavior call:
      assumes !rv_sbi_is_shutdown(frame->x[17], frame->x[16], frame->x[10]) &&
              !rv_sbi_is_reset(frame->x[17], frame->x[16], frame->x[10]) &&
              !rv_sbi_is_ipi(frame->x[17], frame->x[16]) &&
              !rv_sbi_is_hsm(frame->x[17], frame->x[16]);
      ensures what: outcome_what(exit, TENON_EXIT_hypercall, TENON_RISCV64_CAUSE_ecall_vs,
                                 frame->x[17], frame->x[16], 0);
    complete behaviors; disjoint behaviors;
*/
void tenon_riscv64_decode_sbi(const struct tenon_riscv64_frame *frame, struct tenon_exit *exit);

/// Whether a call of `extension` is certainly a Hypercall: the low six bits are not those of HSM,
/// IPI, SRST or the legacy shutdown. So are those of the other extensions of SBI 2.0.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures plain: \result == 1 ==> extension != 0x8 && extension != 0x48534d &&
      extension != 0x735049 && extension != 0x53525354;
    ensures boolean: \result <= 1;
*/
static inline uint32_t tenon_riscv64_is_plain_call(uint64_t extension) {
  uint64_t low = extension % 64u;
  uint64_t bits = (uint64_t)0x102300 >> low;
  //@ assert shutdown: low == 8 ==> bits == 0x1023;
  //@ assert ipi: low == 9 ==> bits == 0x811;
  //@ assert hsm: low == 13 ==> bits == 0x81;
  //@ assert reset: low == 20 ==> bits == 1;
  return bits % 2u == 0u ? 1u : 0u;
}

/// The exit of such a call.
/*@ requires exit: \valid(exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures what: outcome_what(exit, TENON_EXIT_hypercall, TENON_RISCV64_CAUSE_ecall_vs, extension,
                               function, 0);
    ensures plain: outcome_plain(exit);
    ensures answer: outcome_answer(exit, 0, 4, 0);
*/
static inline void tenon_riscv64_plain_call(struct tenon_exit *exit, uint64_t extension,
                                            uint64_t function) {
  tenon_outcome(exit, TENON_EXIT_hypercall, TENON_RISCV64_CAUSE_ecall_vs);
  exit->address = extension;
  exit->value = function;
  exit->instruction_length = 4;
}

TENON_END_C

#endif
