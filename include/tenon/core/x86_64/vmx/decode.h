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
  // The causes of the basic reasons (appendix C), in rows of 16.
  logic integer vmx_cause_0(integer r) =
    r == 0 ? TENON_X86_64_CAUSE_event_unknown : r == 1 ? TENON_X86_64_CAUSE_physical_interrupt :
    r == 2 ? TENON_X86_64_CAUSE_shutdown : r == 3 ? TENON_X86_64_CAUSE_physical_init :
    r == 4 ? TENON_X86_64_CAUSE_physical_sipi : r <= 6 ? TENON_X86_64_CAUSE_physical_smi :
    r == 7 ? TENON_X86_64_CAUSE_interrupt_window : r == 8 ? TENON_X86_64_CAUSE_nmi_window :
    r == 9 ? TENON_X86_64_CAUSE_task_switch : r == 10 ? TENON_X86_64_CAUSE_cpuid :
    r == 11 ? TENON_X86_64_CAUSE_getsec : r == 12 ? TENON_X86_64_CAUSE_hlt :
    r == 13 ? TENON_X86_64_CAUSE_invd : r == 14 ? TENON_X86_64_CAUSE_invlpg :
    TENON_X86_64_CAUSE_rdpmc;
  logic integer vmx_cause_16(integer r) =
    r == 16 ? TENON_X86_64_CAUSE_rdtsc : r == 17 ? TENON_X86_64_CAUSE_rsm :
    r == 18 ? TENON_X86_64_CAUSE_hypercall : r <= 27 ? TENON_X86_64_CAUSE_virtualization :
    r == 28 ? TENON_X86_64_CAUSE_cr_number : r == 29 ? TENON_X86_64_CAUSE_dr_read :
    r == 30 ? TENON_X86_64_CAUSE_io_width : TENON_X86_64_CAUSE_msr_read;
  logic integer vmx_cause_32(integer r) =
    r == 32 ? TENON_X86_64_CAUSE_msr_write : r == 33 ? TENON_X86_64_CAUSE_invalid_state :
    r == 34 ? TENON_X86_64_CAUSE_entry_msr : r == 35 ? TENON_X86_64_CAUSE_reserved_exit :
    r == 36 ? TENON_X86_64_CAUSE_mwait : r == 37 ? TENON_X86_64_CAUSE_monitor_trap :
    r == 38 ? TENON_X86_64_CAUSE_reserved_exit : r == 39 ? TENON_X86_64_CAUSE_monitor :
    r == 40 ? TENON_X86_64_CAUSE_pause : r == 41 ? TENON_X86_64_CAUSE_entry_machine_check :
    r == 42 ? TENON_X86_64_CAUSE_reserved_exit : r == 43 ? TENON_X86_64_CAUSE_tpr_threshold :
    r == 44 ? TENON_X86_64_CAUSE_apic_access : r == 45 ? TENON_X86_64_CAUSE_apic_eoi :
    r == 46 ? TENON_X86_64_CAUSE_gdtr_read : TENON_X86_64_CAUSE_ldtr_read;
  logic integer vmx_cause_48(integer r) =
    r == 48 ? TENON_X86_64_CAUSE_nested_access :
    r == 49 ? TENON_X86_64_CAUSE_nested_misconfigured :
    r == 50 ? TENON_X86_64_CAUSE_virtualization : r == 51 ? TENON_X86_64_CAUSE_rdtscp :
    r == 52 ? TENON_X86_64_CAUSE_preemption_timer : r == 53 ? TENON_X86_64_CAUSE_virtualization :
    r == 54 ? TENON_X86_64_CAUSE_wbinvd : r == 55 ? TENON_X86_64_CAUSE_xsetbv :
    r == 56 ? TENON_X86_64_CAUSE_apic_write : r == 57 ? TENON_X86_64_CAUSE_rdrand :
    r == 58 ? TENON_X86_64_CAUSE_invpcid : r == 59 ? TENON_X86_64_CAUSE_virtualization :
    r == 60 ? TENON_X86_64_CAUSE_enclave : r == 61 ? TENON_X86_64_CAUSE_rdseed :
    r == 62 ? TENON_X86_64_CAUSE_page_log_full : TENON_X86_64_CAUSE_xsaves;
  logic integer vmx_cause_64(integer r) =
    r == 64 ? TENON_X86_64_CAUSE_xrstors : r == 65 ? TENON_X86_64_CAUSE_pconfig :
    r == 66 ? TENON_X86_64_CAUSE_subpage : r == 67 ? TENON_X86_64_CAUSE_umwait :
    r == 68 ? TENON_X86_64_CAUSE_tpause : r == 69 ? TENON_X86_64_CAUSE_loadiwkey :
    r == 70 ? TENON_X86_64_CAUSE_enclave : r == 71 ? TENON_X86_64_CAUSE_reserved_exit :
    r <= 73 ? TENON_X86_64_CAUSE_enqcmd : r == 74 ? TENON_X86_64_CAUSE_bus_lock :
    r == 75 ? TENON_X86_64_CAUSE_instruction_timeout :
    r <= 77 ? TENON_X86_64_CAUSE_virtualization : TENON_X86_64_CAUSE_msr_list;
  logic integer vmx_cause(integer r) =
    r < 16 ? vmx_cause_0(r) : r < 32 ? vmx_cause_16(r) : r < 48 ? vmx_cause_32(r) :
    r < 64 ? vmx_cause_48(r) : r < 80 ? vmx_cause_64(r) : TENON_X86_64_CAUSE_reserved_exit;
  // Debug registers (table 28-4): 4 is the direction. Instruction information of SGDT, SIDT, LGDT,
  // LIDT (table 28-10) and of SLDT, STR, LLDT, LTR (table 28-11): 29:28 says which.
  logic integer vmx_dr_cause(integer q) =
    q / 0x10 % 2 == 1 ? TENON_X86_64_CAUSE_dr_read : TENON_X86_64_CAUSE_dr_write;
  logic integer vmx_table_cause(integer information) =
    information / 0x10000000 % 4 == 0 ? TENON_X86_64_CAUSE_gdtr_read :
    information / 0x10000000 % 4 == 1 ? TENON_X86_64_CAUSE_idtr_read :
    information / 0x10000000 % 4 == 2 ? TENON_X86_64_CAUSE_gdtr_write
                                      : TENON_X86_64_CAUSE_idtr_write;
  logic integer vmx_segment_cause(integer information) =
    information / 0x10000000 % 4 == 0 ? TENON_X86_64_CAUSE_ldtr_read :
    information / 0x10000000 % 4 == 1 ? TENON_X86_64_CAUSE_tr_read :
    information / 0x10000000 % 4 == 2 ? TENON_X86_64_CAUSE_ldtr_write
                                      : TENON_X86_64_CAUSE_tr_write;
  // 33, 34 and 41 come with the bit of a failed entry.
  logic integer vmx_failed_cause(integer code) =
    code >= 0x100000000 ? TENON_X86_64_CAUSE_entry_refused :
    vmx_basic(code) == 33 || vmx_basic(code) == 34 || vmx_basic(code) == 41
      ? vmx_cause(vmx_basic(code)) : TENON_X86_64_CAUSE_reserved_exit;
  predicate vmx_is(integer code, integer reason) =
    code < 0x80000000 && vmx_basic(code) == reason;
  // The reasons of exits that their cause tells all of.
  predicate vmx_is_told_by_cause(integer code) =
    code < 0x80000000 && !(vmx_basic(code) \in {18, 28, 30, 31, 32, 48});
  // Ports (SDM volume 3, table 28-5): bytes - 1 in 2:0, IN 3, string 4, port 31:16.
  logic integer vmx_io_width(integer q) =
    q % 8 == 0 ? 1 : q % 8 == 1 ? 2 : q % 8 == 3 ? 4 : 0;
  logic integer vmx_io_in(integer q) = q / 8 % 2;
  predicate vmx_io_is_string(integer q) = q / 0x10 % 2 == 1;
  logic integer vmx_io_port(integer q) = q / 0x10000 % 0x10000;
  predicate vmx_io_is_one(integer q) = !vmx_io_is_string(q) && vmx_io_width(q) != 0;
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
  // The general register, of MOV alone.
  logic integer vmx_cr_general(integer q) = vmx_cr_kind(q) < 2 ? vmx_cr_register(q) : 0;
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
  // What the record says beyond the reason.
  logic integer vmx_told_cause{L}(struct tenon_x86_64_fault *f, integer r) =
    r == 0 ? vmx_event_cause(\at(f->interruption, L)) :
    r == 29 ? vmx_dr_cause(\at(f->info, L)) :
    r == 46 ? vmx_table_cause(\at(f->instruction_info, L)) :
    r == 47 ? vmx_segment_cause(\at(f->instruction_info, L)) :
    r == 33 || r == 34 || r == 41 ? TENON_X86_64_CAUSE_reserved_exit : vmx_cause(r);
  logic integer vmx_cause_of{L}(struct tenon_x86_64_fault *f) =
    vmx_told_cause{L}(f, vmx_basic(\at(f->code, L)));
*/

TENON_BEGIN_C

/// The cause of a basic reason.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures cause: \result == vmx_cause(reason); */
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
      assumes vmx_is(fault->code, 18);
      ensures call: x86_is_call(exit, \old(frame->x[0]), \old(fault->length));
    behavior port:
      assumes vmx_is(fault->code, 30) && vmx_io_is_one(fault->info);
      ensures port: x86_is_port(exit, vmx_io_port(\old(fault->info)),
        vmx_io_width(\old(fault->info)), vmx_io_in(\old(fault->info)), \old(frame->x[0]),
        \old(fault->length));
    behavior other_port:
      assumes vmx_is(fault->code, 30) && !vmx_io_is_one(fault->info);
      ensures refused: x86_is_other_port(exit, vmx_io_width(\old(fault->info)), \old(fault->code));
    behavior msr:
      assumes vmx_is(fault->code, 31) || vmx_is(fault->code, 32);
      ensures msr: x86_is_msr(exit, vmx_basic(\old(fault->code)) - 31,
        \old(x86_msr_number(frame->x[1])), \old(x86_msr_value(frame->x[2], frame->x[0])),
        \old(fault->length));
    behavior nested:
      assumes vmx_is(fault->code, 48);
      ensures what: outcome_what(exit, TENON_EXIT_nested_page_fault,
                                 vmx_ept_cause(\old(fault->info)), \old(fault->info2), 0, 0);
      ensures register: outcome_register(exit, 0, 0, 0, 0);
      ensures answer: outcome_answer(exit, vmx_ept_access(\old(fault->info)), 0,
                                     vmx_ept_flags(\old(fault->info)));
      ensures linear: outcome_fault(exit, vmx_ept_linear(\old(fault->info), \old(fault->linear)));
    behavior control_register:
      assumes vmx_is(fault->code, 28) && vmx_cr_is_answered(fault->info);
      ensures what: outcome_what(exit, TENON_EXIT_NONE, vmx_cr_cause(\old(fault->info)),
        vmx_cr_kind(\old(fault->info)) < 2 ? vmx_cr_number(\old(fault->info)) : 0,
        vmx_cr_value(\old(fault->info), \old(frame->x[vmx_cr_register(fault->info)])), 0);
      ensures register: outcome_register(exit, 0, vmx_cr_general(\old(fault->info)),
                                         vmx_cr_kind(\old(fault->info)) < 2 ? 8 : 0, 0);
      ensures fault: outcome_fault(exit, 0);
      ensures answer: outcome_answer(exit, vmx_cr_cause(\old(fault->info)) ==
        TENON_X86_64_CAUSE_cr_read ? TENON_ACCESS_READ : TENON_ACCESS_WRITE,
        x86_exit_length(\old(fault->length), vmx_cr_cause(\old(fault->info))), 0);
    behavior other_control_register:
      assumes vmx_is(fault->code, 28) && !vmx_cr_is_answered(fault->info);
      ensures refused: outcome_refused(exit, vmx_cr_cause(\old(fault->info)),
                                       \old(fault->code), 0);
    behavior failed:
      assumes vmx_is_entry_failure(fault->code);
      ensures what: outcome_what(exit, TENON_EXIT_entry_failed,
        vmx_failed_cause(\old(fault->code)), 0, \old(fault->code), \old(fault->info));
      ensures plain: outcome_plain(exit) && outcome_answer(exit, 0, 0, 0);
    behavior told_by_cause:
      assumes vmx_is_told_by_cause(fault->code);
      ensures told: x86_is_plain(exit, vmx_cause_of{Pre}(fault), \old(fault->code),
        vmx_vector(\old(fault->interruption)), \old(fault->length));
      // A physical INIT, SIPI or SMI is never the guest's.
      ensures machine: vmx_basic(\old(fault->code)) \in {3, 4, 5, 6} ==>
        exit->kind == TENON_EXIT_external_interrupt;
      ensures reserved: vmx_basic(\old(fault->code)) >= 80 ||
        vmx_basic(\old(fault->code)) \in {33, 34, 35, 38, 41, 42, 71} ==>
        outcome_refused(exit, TENON_X86_64_CAUSE_reserved_exit, \old(fault->code), 0);
    complete behaviors; disjoint behaviors; */
void tenon_vmx_decode(const struct tenon_x86_64_fault *fault,
                      const struct tenon_x86_64_frame *frame, struct tenon_exit *exit);

TENON_END_C

#endif
