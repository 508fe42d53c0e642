/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The storage of an x86 vCPU, and what holds of it between any two operations.
#ifndef TENON_CORE_X86_64_VCPU_STATE_H
#define TENON_CORE_X86_64_VCPU_STATE_H

#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/vcpu.h"
#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/cpuid.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/mmio.h"
#include "tenon/core/x86_64/nested.h"
#include "tenon/core/x86_64/policy.h"
#include "tenon/core/x86_64/registers.h"
#include "tenon/core/x86_64/string.h"
#include "tenon/core/x86_64/svm/intercepts.h"
#include "tenon/core/x86_64/svm/known.h"
#include "tenon/core/x86_64/svm/vmcb.h"
#include "tenon/core/x86_64/xcr0.h"

/// Fixed when a vCPU is created.
struct tenon_x86_64_config {
  uint64_t address; ///< host-physical, of the vCPU's own storage, which is contiguous
  uint32_t apic_id; ///< in CPUID leaf 1
  uint32_t reserved;
};

/// How a guest starts.
enum tenon_x86_64_mode {
  TENON_X86_64_MODE_REAL = 0,      ///< CS.base is the entry without its low 16 bits
  TENON_X86_64_MODE_PROTECTED = 1, ///< flat segments of 4 GiB, paging off
  TENON_X86_64_MODE_LONG = 2,      ///< 64-bit, with a page table of the guest's own
  TENON_X86_64_MODE_STARTUP = 3,   ///< as a start-up IPI starts a CPU: CS.base is the entry, RIP 0
};

/// What a setup decides.
struct tenon_x86_64_setup {
  uint32_t mode;       ///< enum tenon_x86_64_mode
  uint32_t trap_pause; ///< 1: PAUSE is a Halt exit
  uint64_t page_table; ///< guest-physical, of MODE_LONG
  const struct tenon_x86_64_policy *policy;
  uint64_t policy_address; ///< host-physical, of *policy, which is contiguous
  uint64_t slice;          ///< VMX: TSC cycles of the guest's own that end in Preempted; 0: no end
  uint32_t local_apic;     ///< 1: the guest has one, local_apic.h
  uint32_t reserved;
};

/// What the core has of a local APIC.
struct tenon_x86_64_local_apic {
  uint64_t base; ///< IA32_APIC_BASE
  uint64_t icr;  ///< the interrupt command register
};

/// Vectors that wait to be taken: bit n % 64 of word n / 64.
#define TENON_X86_64_VECTOR_WORDS 4u

/// Everything of one vCPU: three pages, in memory that the caller gives, aligned to 4 KiB.
struct tenon_x86_64_vcpu {
  struct tenon_x86_64_frame frame; ///< at offset 0 for entry.S
  uint64_t control_address;        ///< host-physical, of the page behind this one, for entry.S
  struct tenon_vmx_vcpu vmx;       ///< what the VMCS holds
  struct tenon_x86_64_fault fault; ///< the last exit as captured
  struct tenon_exit exit;          ///< the last exit as decoded
  struct tenon_x86_64_mmio mmio;   ///< the access of the last MmioRead or MmioWrite
  struct tenon_x86_64_local_apic local_apic;
  struct tenon_x86_64_string string;  ///< the element of the last IoRead or IoWrite of a string
  struct tenon_vcpu common;           ///< ids, state word, mailbox: the same on every ISA
  struct tenon_x86_64_cpu *cpu;       ///< the CPU that it is, or was last, loaded on, or null
  struct tenon_x86_64_stage2 *stage2; ///< the VM's second stage: root, ASID, residency
  struct tenon_x86_64_config config;
  struct tenon_x86_64_setup setup;
  struct tenon_x86_64_identity identity; ///< on the CPU that it is, or was last, bound to
  uint64_t event;                        ///< what the next entry delivers, event.h; 0: nothing
  uint64_t waiting[TENON_X86_64_VECTOR_WORDS]; ///< interrupts that wait for the guest to take them
  uint64_t sysreg[TENON_X86_64_SAVED_COUNT];   ///< SWITCHED of registers.def while not loaded
  uint32_t forget;  ///< enum tenon_stage2_invalidation, of the next entry
  uint32_t changed; ///< 1: the next run is prepared: events, windows, what is forgotten, no entry
  uint32_t window;  ///< 1: the next chance of an interrupt exits, 2: that of an NMI; 3: both
  uint32_t over;    ///< 1: the guest has shut down and cannot be entered again
  uint32_t nmi;     ///< 1: an NMI waits for the guest to take it
  uint32_t in_nmi;  ///< SVM: 1: the guest has taken one, and executed no IRET since
  uint32_t halted;  ///< 1: behind a HLT that nothing has ended yet
  uint32_t reserved;
  uint64_t seen; ///< the second stage's epoch at the last entry
  struct tenon_svm_known known[TENON_SVM_KNOWN_KINDS]; ///< instructions, of SVM without NRIPS
  struct tenon_x86_64_xsave fp;                        ///< x87, SSE and AVX while not loaded
  struct tenon_svm_vmcb vmcb;    ///< SVM's control page; VMX: the guest's state while not loaded
  struct tenon_x86_64_page vmcs; ///< VMX's, which only the CPU can read
};

#ifdef __FRAMAC__
// clang-format off
/* What a write of a HELD register assigns, wherever that is: VMCB, VMCS or, of some, the CPU. */
#define TENON_X86_64_HELD_STATE(v)                                                             \
  (v)->vmcb, (v)->known[0 .. 5], (v)->vmx.cr2, (v)->vmx.refused, (v)->vmx.changed,             \
      x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6
/* What an exception for the guest assigns, with what waits because of it. */
#define TENON_X86_64_EVENTS(v)                                                                 \
  (v)->frame.rflags, (v)->event, (v)->waiting[0 .. 3], (v)->nmi, (v)->over, (v)->changed
// clang-format on
#endif

/*@
  predicate x86_vcpu_is{L}(struct tenon_x86_64_vcpu *v, integer state) =
    \at(v->common.state, L) == state;

  predicate x86_vcpu_is_loaded{L}(struct tenon_x86_64_vcpu *v) =
    x86_vcpu_is{L}(v, TENON_VCPU_BOUND) || x86_vcpu_is{L}(v, TENON_VCPU_EXITED);

  predicate x86_vcpu_is_set_up{L}(struct tenon_x86_64_vcpu *v) =
    x86_vcpu_is_loaded{L}(v) || x86_vcpu_is{L}(v, TENON_VCPU_FREE);

  // The vCPU is in the slot of the CPU that executes this.
  predicate x86_vcpu_here{L}(struct tenon_x86_64_vcpu *v) =
    \valid{L}(\at(v->cpu, L)) && \separated(v, \at(v->cpu, L)) &&
    \at(v->cpu, L) == \at(x86_hw_cpu, L) && \at(v->cpu->loaded, L) == v &&
    \at(v->cpu->enabled, L) != 0;

  // Its second stage is where a walk of the nested tables can begin.
  predicate x86_vcpu_staged{L}(struct tenon_x86_64_vcpu *v) =
    \valid{L}(\at(v->stage2, L)) && \separated(v, \at(v->stage2, L)) &&
    \at(v->stage2->common.root, L) % 0x1000 == 0;

  // Its registers are in the VMCB, or in the VMCS that this CPU has loaded.
  predicate x86_vcpu_placed{L}(struct tenon_x86_64_vcpu *v) =
    \at(v->vmx.loaded, L) == 0 ||
    (\at(v->vmx.loaded, L) == 1 && \valid_read{L}(\at(v->cpu, L)));

  // Its exit, or what of it the core answers, ends by carrying out the instruction in v->mmio. A
  // command that is not written to the APIC's page has another width.
  predicate x86_exit_has_plan{L}(struct tenon_x86_64_vcpu *v) =
    \at(v->exit.kind, L) == TENON_EXIT_mmio_read || \at(v->exit.kind, L) == TENON_EXIT_mmio_write ||
    (\at(v->exit.kind, L) == TENON_EXIT_NONE &&
     \at(v->exit.cause, L) == TENON_X86_64_CAUSE_icr_register) ||
    ((\at(v->exit.kind, L) == TENON_EXIT_send_ipi || \at(v->exit.kind, L) == TENON_EXIT_cpu_up ||
      (\at(v->exit.kind, L) == TENON_EXIT_NONE &&
       \at(v->exit.cause, L) == TENON_X86_64_CAUSE_icr_nothing)) &&
     \at(v->exit.width, L) == 4);

  // What operations keep of a vCPU that is loaded, for answers: where its registers are, and its
  // guest's memory; and that an access to a device which is not at its end has a plan.
  predicate x86_vcpu_answerable{L}(struct tenon_x86_64_vcpu *v) =
    x86_vcpu_placed{L}(v) && x86_vcpu_staged{L}(v) &&
    (x86_vcpu_is{L}(v, TENON_VCPU_EXITED) && x86_exit_has_plan{L}(v) ==>
       x86_mmio_sane{L}(&v->mmio)) &&
    (\at(v->mmio.pending, L) != 0 ==> x86_mmio_sane{L}(&v->mmio));

  // All that is known of instructions has had room.
  predicate svm_known_sound{L}(struct tenon_x86_64_vcpu *v) =
    \forall integer i; 0 <= i < 6 ==> svm_known_is_sound{L}(&v->known[i]);

  // What holds its guest: SVM's control page, whichever extension serves now. And the CPU knows what
  // of the host an exit puts back.
  predicate x86_vcpu_held{L}(struct tenon_x86_64_vcpu *v) =
    svm_isolates{L}(&v->vmcb) && svm_known_sound{L}(v) && \at(v->nmi, L) <= 1;
  predicate x86_vcpu_host_saved{L}(struct tenon_x86_64_vcpu *v) =
    \separated(\at(v->stage2, L), \at(v->cpu, L)) &&
    (\at(v->vmx.loaded, L) == 0 ==>
       \at(svm_hw_host_state, L) == \at(v->cpu->host_state_address, L));

  // Where it lies in the host's memory.
  predicate x86_vcpu_addressed{L}(struct tenon_x86_64_vcpu *v) =
    \at(v->config.address, L) <= TENON_X86_64_ADDRESS_MAX &&
    \at(v->control_address, L) == \at(v->config.address, L) + 0x1000;
  // VMX: while it is loaded its VMCS is the current one, and it is known whether that was launched.
  predicate x86_vcpu_current{L}(struct tenon_x86_64_vcpu *v) =
    \at(v->vmx.launched, L) <= 1 &&
    (\at(v->vmx.loaded, L) == 1 ==>
       \at(vmx_hw_current, L) == \at(v->control_address, L) + 0x1000);

  // What every operation requires and ensures.
  predicate x86_vcpu_sound{L}(struct tenon_x86_64_vcpu *v) =
    (!x86_vcpu_is{L}(v, TENON_VCPU_NONE) ==>
       \at(v->common.vcpu_id, L) != TENON_NONE && x86_vcpu_addressed{L}(v)) &&
    (x86_vcpu_is_set_up{L}(v) ==>
       x86_vcpu_staged{L}(v) && x86_vcpu_held{L}(v) && x86_vcpu_current{L}(v)) &&
    (x86_vcpu_is_loaded{L}(v) ==> x86_vcpu_here{L}(v) && x86_vcpu_host_saved{L}(v)) &&
    (\at(v->vmx.loaded, L) == 0 ||
     (\at(v->vmx.loaded, L) == 1 && x86_vcpu_is_loaded{L}(v))) &&
    (\at(v->over, L) != 0 || \at(v->mmio.pending, L) != 0 || \at(v->halted, L) != 0 ==>
       \at(v->changed, L) != 0);
*/

#endif
