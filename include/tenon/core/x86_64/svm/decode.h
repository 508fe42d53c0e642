/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From SVM's fault record to the exit: a pure and total function.
#ifndef TENON_CORE_X86_64_SVM_DECODE_H
#define TENON_CORE_X86_64_SVM_DECODE_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/shape.h"

/// EXITCODE of an entry that was refused, and of a VMCB in use (-1 and -2).
#define TENON_SVM_EXIT_INVALID 0xffffffffffffffffu
#define TENON_SVM_EXIT_BUSY 0xfffffffffffffffeu
/// A refused entry as hypervisors tell it that emulate SVM and write 32 bits (QEMU, KVM).
#define TENON_SVM_EXIT_INVALID_32 0xffffffffu
#define TENON_SVM_EXIT_CPUID 0x72u
#define TENON_SVM_EXIT_HLT 0x78u
#define TENON_SVM_EXIT_IOIO 0x7bu
#define TENON_SVM_EXIT_MSR 0x7cu
#define TENON_SVM_EXIT_VMMCALL 0x81u
#define TENON_SVM_EXIT_NPF 0x400u

/*@
  logic integer svm_io_width(integer info) =
    info / 0x10 % 8 == 1 ? 1 : info / 0x10 % 8 == 2 ? 2 : info / 0x10 % 8 == 4 ? 4 : 0;
  predicate svm_io_is_string(integer info) = info / 4 % 4 != 0;
  logic integer svm_io_port(integer info) = info / 0x10000 % 0x10000;
  // Error code of a nested page fault: P 0, W 1, RSV 3, ID 4, page-table access 33.
  logic integer svm_nested_access(integer info) =
    info / 0x10 % 2 == 1 ? TENON_ACCESS_EXECUTE :
    info / 0x2 % 2 == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  logic integer svm_nested_cause(integer info) =
    info / 0x8 % 2 == 1 ? TENON_X86_64_CAUSE_nested_reserved :
    info / 0x200000000 % 2 == 1 ? TENON_X86_64_CAUSE_nested_walk
                                : TENON_X86_64_CAUSE_nested_access;
  logic integer svm_nested_flags(integer info) =
    info % 2 * TENON_EXIT_FLAG_PERMISSION + info / 0x200000000 % 2 * TENON_EXIT_FLAG_WALK;
*/

TENON_BEGIN_C

/// The cause of an exit code.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures exception: 0x40 <= code < 0x60 ==>
      \result == TENON_X86_64_CAUSE_exception_0 + (code - 0x40);
    ensures failed: code >= 0xfffffffffffffffe || code == 0xffffffff ==>
      \result == TENON_X86_64_CAUSE_invalid_state || \result == TENON_X86_64_CAUSE_busy;
    ensures reserved: 0xa7 <= code < 0x400 ||
      (0x404 <= code < 0xfffffffffffffffe && code != 0xffffffff) ==>
      \result == TENON_X86_64_CAUSE_reserved_exit; */
uint32_t tenon_svm_cause(uint64_t code);

/// Fills every field of *exit. Exits that the core answers itself have the kind TENON_EXIT_NONE.
///
/// | exit code | exit |
/// |---|---|
/// | INTR, NMI, SMI, INIT, \#MC | ExternalInterrupt; SVM does not say which vector INTR has |
/// | VINTR | InterruptWindow |
/// | VMMCALL | Hypercall, `value`: RAX |
/// | IOIO | IoRead or IoWrite; string forms are Unhandled here: port_string.h makes the exits |
/// | MSR | SysRegRead or SysRegWrite (EDX:EAX); EFER and PAT: the core |
/// | CPUID, XSETBV, INVD, WBINVD, \#DB, \#AC | the core |
/// | VMRUN, VMLOAD, VMSAVE, STGI, CLGI, SKINIT, INVLPGA, MONITOR, MWAIT, RDPRU, RDPMC | the core |
/// | NPF | NestedPageFault, of which fetch.h makes MmioRead and MmioWrite |
/// | HLT; PAUSE | Halt; the same with TENON_EXIT_FLAG_EVENT |
/// | SHUTDOWN | SystemReset |
/// | INVALID, BUSY | EntryFailed, `value`: the code |
/// | all others, reserved ones too | Unhandled, by name |
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures some: exit->kind <= TENON_EXIT_COUNT;
    behavior call:
      assumes fault->code == 0x81;
      ensures what: outcome_what(exit, TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall, 0,
                                 \old(frame->x[0]), 0);
      ensures answer: outcome_answer(exit, 0, x86_length(\old(fault->length), 3), 0);
    behavior port_read:
      assumes fault->code == 0x7b && fault->info % 2 == 1 && !svm_io_is_string(fault->info) &&
              svm_io_width(fault->info) != 0;
      ensures what: outcome_what(exit, TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_read,
                                 svm_io_port(\old(fault->info)), 0, 0);
      ensures register: outcome_register(exit, svm_io_width(\old(fault->info)), 0, 8, 0);
    behavior port_write:
      assumes fault->code == 0x7b && fault->info % 2 == 0 && !svm_io_is_string(fault->info) &&
              svm_io_width(fault->info) != 0;
      ensures what: outcome_what(exit, TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_write,
        svm_io_port(\old(fault->info)),
        value_low(\old(frame->x[0]), svm_io_width(\old(fault->info))), 0);
    behavior nested:
      assumes fault->code == 0x400;
      ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault,
                                 svm_nested_cause(\old(fault->info)), \old(fault->info2), 0, 0);
      ensures answer: outcome_answer(exit, svm_nested_access(\old(fault->info)), 0,
                                     svm_nested_flags(\old(fault->info)));
    behavior failed:
      assumes fault->code >= 0xfffffffffffffffe || fault->code == 0xffffffff;
      ensures kind: exit->kind == TENON_EXIT_entry_failed && exit->value == \old(fault->code);
    behavior reserved:
      assumes 0xa7 <= fault->code < 0x400 ||
              (0x404 <= fault->code < 0xfffffffffffffffe && fault->code != 0xffffffff);
      ensures refused: outcome_refused(exit, TENON_X86_64_CAUSE_reserved_exit,
                                       \old(fault->code), 0);
    disjoint behaviors; */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit);

TENON_END_C

#endif
