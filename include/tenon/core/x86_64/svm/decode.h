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
  // The causes of the codes (appendix C), in rows of 16.
  logic integer svm_cause_60(integer code) =
    code == 0x60 ? TENON_X86_64_CAUSE_physical_interrupt :
    code == 0x61 ? TENON_X86_64_CAUSE_physical_nmi :
    code == 0x62 ? TENON_X86_64_CAUSE_physical_smi :
    code == 0x63 ? TENON_X86_64_CAUSE_physical_init :
    code == 0x64 ? TENON_X86_64_CAUSE_interrupt_window :
    code == 0x65 ? TENON_X86_64_CAUSE_cr0_selective : code == 0x66 ? TENON_X86_64_CAUSE_idtr_read :
    code == 0x67 ? TENON_X86_64_CAUSE_gdtr_read : code == 0x68 ? TENON_X86_64_CAUSE_ldtr_read :
    code == 0x69 ? TENON_X86_64_CAUSE_tr_read : code == 0x6a ? TENON_X86_64_CAUSE_idtr_write :
    code == 0x6b ? TENON_X86_64_CAUSE_gdtr_write : code == 0x6c ? TENON_X86_64_CAUSE_ldtr_write :
    code == 0x6d ? TENON_X86_64_CAUSE_tr_write : code == 0x6e ? TENON_X86_64_CAUSE_rdtsc :
    TENON_X86_64_CAUSE_rdpmc;
  logic integer svm_cause_70(integer code) =
    code == 0x70 ? TENON_X86_64_CAUSE_pushf : code == 0x71 ? TENON_X86_64_CAUSE_popf :
    code == 0x72 ? TENON_X86_64_CAUSE_cpuid : code == 0x73 ? TENON_X86_64_CAUSE_rsm :
    code == 0x74 ? TENON_X86_64_CAUSE_iret : code == 0x75 ? TENON_X86_64_CAUSE_software_interrupt :
    code == 0x76 ? TENON_X86_64_CAUSE_invd : code == 0x77 ? TENON_X86_64_CAUSE_pause :
    code == 0x78 ? TENON_X86_64_CAUSE_hlt : code == 0x79 ? TENON_X86_64_CAUSE_invlpg :
    code == 0x7a ? TENON_X86_64_CAUSE_virtualization : code == 0x7b ? TENON_X86_64_CAUSE_io_read :
    code == 0x7c ? TENON_X86_64_CAUSE_msr_read : code == 0x7d ? TENON_X86_64_CAUSE_task_switch :
    code == 0x7e ? TENON_X86_64_CAUSE_ferr_freeze : TENON_X86_64_CAUSE_shutdown;
  logic integer svm_cause_80(integer code) =
    code == 0x80 ? TENON_X86_64_CAUSE_virtualization :
    code == 0x81 ? TENON_X86_64_CAUSE_hypercall :
    code <= 0x86 ? TENON_X86_64_CAUSE_virtualization : code == 0x87 ? TENON_X86_64_CAUSE_rdtscp :
    code == 0x88 ? TENON_X86_64_CAUSE_icebp : code == 0x89 ? TENON_X86_64_CAUSE_wbinvd :
    code == 0x8a ? TENON_X86_64_CAUSE_monitor : code <= 0x8c ? TENON_X86_64_CAUSE_mwait :
    code == 0x8d ? TENON_X86_64_CAUSE_xsetbv : code == 0x8e ? TENON_X86_64_CAUSE_rdpru :
    TENON_X86_64_CAUSE_efer_write_trap;
  logic integer svm_cause_a0(integer code) =
    code <= 0xa1 ? TENON_X86_64_CAUSE_invlpgb : code == 0xa2 ? TENON_X86_64_CAUSE_invpcid :
    code == 0xa3 ? TENON_X86_64_CAUSE_mcommit : code == 0xa4 ? TENON_X86_64_CAUSE_tlbsync :
    code == 0xa5 ? TENON_X86_64_CAUSE_bus_lock : TENON_X86_64_CAUSE_idle_hlt;
  predicate svm_is_failed(integer code) =
    code == TENON_SVM_EXIT_INVALID || code == TENON_SVM_EXIT_INVALID_32 ||
    code == TENON_SVM_EXIT_BUSY;
  predicate svm_is_reserved(integer code) =
    0xa7 <= code < 0x400 || (code >= 0x404 && !svm_is_failed(code));
  logic integer svm_cause_high(integer code) =
    code == TENON_SVM_EXIT_NPF ? TENON_X86_64_CAUSE_nested_access :
    code == 0x401 ? TENON_X86_64_CAUSE_avic_ipi :
    code == 0x402 ? TENON_X86_64_CAUSE_avic_access :
    code == 0x403 ? TENON_X86_64_CAUSE_vmgexit :
    code == TENON_SVM_EXIT_BUSY ? TENON_X86_64_CAUSE_busy :
    code == TENON_SVM_EXIT_INVALID || code == TENON_SVM_EXIT_INVALID_32
      ? TENON_X86_64_CAUSE_invalid_state : TENON_X86_64_CAUSE_reserved_exit;
  logic integer svm_cause(integer code) =
    code < 0x10 ? TENON_X86_64_CAUSE_cr_read : code < 0x20 ? TENON_X86_64_CAUSE_cr_write :
    code < 0x30 ? TENON_X86_64_CAUSE_dr_read : code < 0x40 ? TENON_X86_64_CAUSE_dr_write :
    code < 0x60 ? TENON_X86_64_CAUSE_exception_0 + (code - 0x40) :
    code < 0x70 ? svm_cause_60(code) : code < 0x80 ? svm_cause_70(code) :
    code < 0x90 ? svm_cause_80(code) : code < 0xa0 ? TENON_X86_64_CAUSE_cr_write_trap :
    code < 0xa7 ? svm_cause_a0(code) : svm_cause_high(code);
  logic integer svm_io_width(integer info) =
    info / 0x10 % 8 == 1 ? 1 : info / 0x10 % 8 == 2 ? 2 : info / 0x10 % 8 == 4 ? 4 : 0;
  predicate svm_io_is_string(integer info) = info / 4 % 4 != 0;
  logic integer svm_io_port(integer info) = info / 0x10000 % 0x10000;
  predicate svm_io_is_one(integer info) = !svm_io_is_string(info) && svm_io_width(info) != 0;
  // Error code of a nested page fault: P 0, W 1, RSV 3, ID 4, page-table access 33.
  logic integer svm_nested_access(integer info) =
    info / 0x10 % 2 == 1 ? TENON_ACCESS_EXECUTE :
    info / 0x2 % 2 == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  logic integer svm_nested_cause(integer info) =
    info / 0x8 % 2 == 1 ? TENON_X86_64_CAUSE_nested_reserved :
    info / 0x200000000 % 2 == 1 ? TENON_X86_64_CAUSE_nested_walk
                                : TENON_X86_64_CAUSE_nested_access;
  predicate svm_is_told_by_cause(integer code) =
    !(code \in {TENON_SVM_EXIT_IOIO, TENON_SVM_EXIT_MSR, TENON_SVM_EXIT_VMMCALL,
                TENON_SVM_EXIT_NPF}) && !svm_is_failed(code);
  logic integer svm_nested_flags(integer info) =
    info % 2 * TENON_EXIT_FLAG_PERMISSION + info / 0x200000000 % 2 * TENON_EXIT_FLAG_WALK;
*/

TENON_BEGIN_C

/// The cause of an exit code.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures cause: \result == svm_cause(code); */
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
      assumes fault->code == TENON_SVM_EXIT_VMMCALL;
      ensures call: x86_is_call(exit, \old(frame->x[0]), \old(fault->length));
    behavior port:
      assumes fault->code == TENON_SVM_EXIT_IOIO && svm_io_is_one(fault->info);
      ensures port: x86_is_port(exit, svm_io_port(\old(fault->info)),
        svm_io_width(\old(fault->info)), \old(fault->info) % 2, \old(frame->x[0]),
        \old(fault->length));
    behavior other_port:
      assumes fault->code == TENON_SVM_EXIT_IOIO && !svm_io_is_one(fault->info);
      ensures refused: x86_is_other_port(exit, svm_io_width(\old(fault->info)), \old(fault->code));
    behavior msr:
      assumes fault->code == TENON_SVM_EXIT_MSR;
      ensures msr: x86_is_msr(exit, \old(fault->info) % 2, \old(x86_msr_number(frame->x[1])),
        \old(x86_msr_value(frame->x[2], frame->x[0])), \old(fault->length));
    behavior nested:
      assumes fault->code == TENON_SVM_EXIT_NPF;
      ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault,
                                 svm_nested_cause(\old(fault->info)), \old(fault->info2), 0, 0);
      ensures plain: outcome_plain(exit);
      ensures answer: outcome_answer(exit, svm_nested_access(\old(fault->info)), 0,
                                     svm_nested_flags(\old(fault->info)));
    behavior failed:
      assumes svm_is_failed(fault->code);
      ensures what: outcome_what(exit, TENON_EXIT_entry_failed, svm_cause(\old(fault->code)), 0,
                                 \old(fault->code), 0);
      ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0);
    behavior told_by_cause:
      assumes svm_is_told_by_cause(fault->code);
      ensures told: x86_is_plain(exit, svm_cause(\old(fault->code)), \old(fault->code), 0,
                                 \old(fault->length));
      ensures reserved: svm_is_reserved(\old(fault->code)) ==>
        outcome_refused(exit, TENON_X86_64_CAUSE_reserved_exit, \old(fault->code), 0);
    complete behaviors; disjoint behaviors; */
void tenon_svm_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit);

TENON_END_C

#endif
