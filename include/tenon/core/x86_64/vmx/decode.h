/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// From VMX's fault record to the exit: a pure and total function.
#ifndef TENON_CORE_X86_64_VMX_DECODE_H
#define TENON_CORE_X86_64_VMX_DECODE_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/shape.h"
#include "tenon/core/x86_64/vmx/capture.h"

/// Basic exit reasons.
enum tenon_vmx_reason {
#define TENON_VMX_EXIT(reason, name, cause) TENON_VMX_REASON_##name = (reason),
#include "tenon/core/x86_64/vmx/exits.def"
  TENON_VMX_REASON_END
};

/// EXIT_REASON: the exit is a failed entry.
#define TENON_VMX_ENTRY_FAILURE 0x80000000u

/*@
  // The basic reason; bits 30:16 of EXIT_REASON say nothing of the cause.
  logic integer vmx_basic(integer code) = code % 0x10000;
  predicate vmx_is_refused(integer code) = code >= 0x100000000;
  predicate vmx_is_entry_failure(integer code) = code / 0x80000000 != 0;
  // Ports (SDM volume 3, table 28-5): bytes - 1 in 2:0, IN 3, string 4, port 31:16.
  logic integer vmx_io_width(integer q) =
    q % 8 == 0 ? 1 : q % 8 == 1 ? 2 : q % 8 == 3 ? 4 : 0;
  predicate vmx_io_is_in(integer q) = q / 8 % 2 == 1;
  predicate vmx_io_is_string(integer q) = q / 0x10 % 2 == 1;
  logic integer vmx_io_port(integer q) = q / 0x10000 % 0x10000;
  // EPT violations (table 28-7): read 0, write 1, fetch 2, rights of the entry 5:3, linear address
  // valid 7, final access 8.
  logic integer vmx_ept_access(integer q) =
    q / 4 % 2 == 1 ? TENON_ACCESS_EXECUTE :
    q / 2 % 2 == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ;
  // 1: the final access, to a linear address that is valid.
  logic integer vmx_ept_final(integer q) = q / 0x80 % 4 == 3 ? 1 : 0;
  logic integer vmx_ept_cause(integer q) =
    vmx_ept_final(q) == 1 ? TENON_X86_64_CAUSE_nested_access : TENON_X86_64_CAUSE_nested_walk;
  logic integer vmx_ept_flags(integer q) =
    (q / 8 % 8 != 0 ? TENON_EXIT_FLAG_PERMISSION : 0) +
    (1 - vmx_ept_final(q)) * TENON_EXIT_FLAG_WALK;
  logic integer vmx_ept_linear(integer q, integer linear) = q / 0x80 % 2 == 1 ? linear : 0;
  // Control registers (table 28-3): number 3:0, kind 5:4, general register 11:8, LMSW's data 31:16.
  logic integer vmx_cr_number(integer q) = q % 0x10;
  logic integer vmx_cr_kind(integer q) = q / 0x10 % 4;
  logic integer vmx_cr_register(integer q) = q / 0x100 % 0x10;
  // What the core answers: CR0, CR4 and CR8 as far as the guest does not own them.
  predicate vmx_cr_is_answered(integer q) =
    vmx_cr_kind(q) >= 2 || vmx_cr_number(q) == 8 ||
    (vmx_cr_kind(q) == 0 && vmx_cr_number(q) \in {0, 4});
  logic integer vmx_cr_cause(integer q) =
    vmx_cr_kind(q) == 2 ? TENON_X86_64_CAUSE_clts :
    vmx_cr_kind(q) == 3 ? TENON_X86_64_CAUSE_lmsw :
    vmx_cr_number(q) != 0 && vmx_cr_number(q) != 3 && vmx_cr_number(q) != 4 &&
    vmx_cr_number(q) != 8 ? TENON_X86_64_CAUSE_cr_number :
    vmx_cr_kind(q) == 0 ? TENON_X86_64_CAUSE_cr_write : TENON_X86_64_CAUSE_cr_read;
  logic integer vmx_cr_value(integer q, integer general) =
    vmx_cr_kind(q) == 0 ? general : vmx_cr_kind(q) == 3 ? q / 0x10000 % 0x10000 : 0;
  // Interruption information (table 25-19): vector 7:0, type 10:8, valid 31.
  logic integer vmx_vector(integer info) =
    info / 0x80000000 % 2 == 1 ? info % 0x100 : 0;
  logic integer vmx_event_cause(integer info) =
    info / 0x80000000 % 2 == 0 ? TENON_X86_64_CAUSE_event_unknown :
    vmx_event_type(info) == 2 ? TENON_X86_64_CAUSE_physical_nmi :
    vmx_event_type(info) == 5 ? TENON_X86_64_CAUSE_icebp :
    (vmx_event_type(info) == 3 || vmx_event_type(info) == 6) && info % 0x100 < 32
      ? TENON_X86_64_CAUSE_exception_0 + info % 0x100 : TENON_X86_64_CAUSE_event_unknown;
*/

TENON_BEGIN_C

/// The cause that exits.def gives a basic reason.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures interrupt: reason == 1 ==> \result == TENON_X86_64_CAUSE_physical_interrupt;
    ensures init: reason == 3 ==> \result == TENON_X86_64_CAUSE_physical_init;
    ensures sipi: reason == 4 ==> \result == TENON_X86_64_CAUSE_physical_sipi;
    ensures smi: reason \in {5, 6} ==> \result == TENON_X86_64_CAUSE_physical_smi;
    ensures virtualization: 19 <= reason <= 27 || reason \in {50, 53, 59, 76, 77} ==>
      \result == TENON_X86_64_CAUSE_virtualization;
    ensures failed: (reason == 33 ==> \result == TENON_X86_64_CAUSE_invalid_state) &&
      (reason == 34 ==> \result == TENON_X86_64_CAUSE_entry_msr) &&
      (reason == 41 ==> \result == TENON_X86_64_CAUSE_entry_machine_check);
    ensures reserved: reason >= 80 || reason \in {35, 38, 42, 71} ==>
      \result == TENON_X86_64_CAUSE_reserved_exit; */
uint32_t tenon_vmx_cause(uint32_t reason);

/// Fills every field of *exit. Exits that the core answers itself have the kind TENON_EXIT_NONE.
///
/// | exit reason | exit |
/// |---|---|
/// | exception or NMI | an NMI or \#MC: ExternalInterrupt; \#DB, \#AC: the core; else Unhandled |
/// | external interrupt | ExternalInterrupt, `value`: its vector, if it was acknowledged |
/// | INIT, SIPI, SMI | ExternalInterrupt: of the machine, never the guest's |
/// | interrupt window, NMI window | InterruptWindow |
/// | preemption timer | Preempted |
/// | VMCALL | Hypercall, `value`: RAX |
/// | I/O | IoRead or IoWrite; string forms are Unhandled here: port_string.h makes the exits |
/// | RDMSR, WRMSR | SysRegRead or SysRegWrite (EDX:EAX); EFER and PAT: the core |
/// | CPUID, XSETBV, INVD, WBINVD, GETSEC, MONITOR, MWAIT, RDPMC | the core |
/// | VMX instructions, INVEPT, INVVPID, VMFUNC, SEAMCALL, TDCALL | the core |
/// | CR access | MOV to CR0, CR4, CR8, MOV from CR8, CLTS, LMSW: the core; else Unhandled |
/// | EPT violation | NestedPageFault |
/// | EPT misconfiguration | Unhandled: the table is the hypervisor's |
/// | HLT; PAUSE | Halt; the same with TENON_EXIT_FLAG_EVENT |
/// | triple fault | SystemReset |
/// | a failed entry; a refused one | EntryFailed, `value`: the code, `argument`: qualification |
/// | all others, reserved ones too | Unhandled, by name |
///
/// The core's CR access: `address` is the register's number, `value` what is written (all 64 bits of
/// the general register; LMSW: its 16), `register_index` the general register.
/*@ requires fault: \valid_read(fault);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(fault, frame, exit);
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures some: exit->kind <= TENON_EXIT_COUNT;
    behavior call:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 18;
      ensures what: outcome_what(exit, TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall, 0,
                                 \old(frame->x[0]), 0);
      ensures answer: outcome_answer(exit, 0, x86_length(\old(fault->length), 3), 0);
    behavior port_read:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 30 &&
              vmx_io_is_in(fault->info) && !vmx_io_is_string(fault->info) &&
              vmx_io_width(fault->info) != 0;
      ensures what: outcome_what(exit, TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_read,
                                 vmx_io_port(\old(fault->info)), 0, 0);
      ensures register: outcome_register(exit, vmx_io_width(\old(fault->info)), 0, 8, 0);
    behavior port_write:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 30 &&
              !vmx_io_is_in(fault->info) && !vmx_io_is_string(fault->info) &&
              vmx_io_width(fault->info) != 0;
      ensures what: outcome_what(exit, TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_write,
        vmx_io_port(\old(fault->info)),
        value_low(\old(frame->x[0]), vmx_io_width(\old(fault->info))), 0);
    behavior nested:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 48;
      ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault,
                                 vmx_ept_cause(\old(fault->info)), \old(fault->info2), 0, 0);
      ensures answer: outcome_answer(exit, vmx_ept_access(\old(fault->info)), 0,
                                     vmx_ept_flags(\old(fault->info)));
      ensures linear: exit->virtual_address ==
        vmx_ept_linear(\old(fault->info), \old(fault->linear));
    behavior control_register:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 28 &&
              vmx_cr_is_answered(fault->info);
      ensures kind: exit->kind == TENON_EXIT_NONE &&
                    exit->cause == vmx_cr_cause(\old(fault->info));
      ensures register: vmx_cr_kind(\old(fault->info)) < 2 ==>
        exit->address == vmx_cr_number(\old(fault->info)) &&
        exit->register_index == vmx_cr_register(\old(fault->info));
      ensures value: exit->value == vmx_cr_value(\old(fault->info),
        \old(frame->x[vmx_cr_register(fault->info)]));
    behavior other_control_register:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 28 &&
              !vmx_cr_is_answered(fault->info);
      ensures refused: outcome_refused(exit, vmx_cr_cause(\old(fault->info)),
                                       \old(fault->code), 0);
    behavior event:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 0;
      ensures cause: exit->cause == vmx_event_cause(\old(fault->interruption));
    behavior interrupt:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) == 1;
      ensures what: outcome_what(exit, TENON_EXIT_external_interrupt,
        TENON_X86_64_CAUSE_physical_interrupt, 0, vmx_vector(\old(fault->interruption)), 0);
    behavior not_the_guests:
      assumes fault->code < 0x80000000 && vmx_basic(fault->code) \in {3, 4, 5, 6};
      ensures machine: exit->kind == TENON_EXIT_external_interrupt;
    behavior virtualization:
      assumes fault->code < 0x80000000 &&
              (19 <= vmx_basic(fault->code) <= 27 ||
               vmx_basic(fault->code) \in {50, 53, 59, 76, 77});
      ensures kind: exit->kind == TENON_EXIT_NONE &&
                    exit->cause == TENON_X86_64_CAUSE_virtualization;
    behavior failed:
      assumes vmx_is_entry_failure(fault->code);
      ensures kind: exit->kind == TENON_EXIT_entry_failed &&
                    exit->value == \old(fault->code) && exit->argument == \old(fault->info);
    behavior reserved:
      assumes fault->code < 0x80000000 &&
              (vmx_basic(fault->code) >= 80 ||
               vmx_basic(fault->code) \in {33, 34, 35, 38, 41, 42, 71});
      ensures refused: outcome_refused(exit, TENON_X86_64_CAUSE_reserved_exit,
                                       \old(fault->code), 0);
    disjoint behaviors; */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit);

TENON_END_C

#endif
