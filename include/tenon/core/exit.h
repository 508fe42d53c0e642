/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The decoded exit: what every ISA's `decode` fills and every exit token views.
///
/// The struct is flat and every decoder sets every field in every behaviour: there is no union
/// to read the wrong member of and no stale value from the exit before.
#ifndef TENON_CORE_EXIT_H
#define TENON_CORE_EXIT_H

#include "tenon/core/base.h"

enum tenon_exit_kind {
#define TENON_EXIT(Name, name, meaning) TENON_EXIT_##name,
#include "tenon/core/exit.def"
  TENON_EXIT_COUNT
};

/// The core answered the exit itself; the run goes on and no token is made.
#define TENON_EXIT_NONE ((uint32_t)TENON_EXIT_COUNT)

/// Bits of tenon_exit.access.
#define TENON_ACCESS_READ 1u
#define TENON_ACCESS_WRITE 2u
#define TENON_ACCESS_EXECUTE 4u

/// Fields that an exit kind does not use are zero.
///
/// | kind                     | address                | value             | argument           |
/// |--------------------------|------------------------|-------------------|--------------------|
/// | Hypercall                | immediate (SBI: a7)    | function number   | 0                  |
/// | MmioRead                 | guest-physical         | 0                 | 0                  |
/// | MmioWrite                | guest-physical         | the data, masked  | 0                  |
/// | SysRegRead, SysRegWrite  | register id            | value written     | 0                  |
/// | IoRead, IoWrite          | port                   | the data, masked  | 0                  |
/// | ExternalInterrupt, InterruptEnd | 0               | interrupt id      | 0                  |
/// | NestedPageFault          | guest-physical         | 0                 | 0                  |
/// | CpuUp                    | target (ISA's own id)  | entry point       | context; x86: as SendIpi |
/// | CpuDown, CpuSuspend      | power state            | entry point       | context            |
/// | SystemReset              | reset type             | cookie            | 0                  |
/// | SendIpi                  | target (ISA's own id)  | interrupt id      | target list; x86: 1, a logical target |
/// | Unhandled                | raw syndrome           | 0                 | 0                  |
struct tenon_exit {
  uint32_t kind;              ///< enum tenon_exit_kind
  uint32_t cause;             ///< the ISA's name for what happened, e.g. enum tenon_aarch64_cause
  uint64_t address;           ///< see the table
  uint64_t value;             ///< see the table
  uint64_t argument;          ///< see the table
  uint64_t virtual_address;   ///< faulting guest-virtual address, 0 where there is none
  uint8_t width;              ///< bytes of this access: 1, 2, 4, 8; 0 where there is none
  uint8_t register_index;     ///< guest register; the zero register is 31 on Arm, 0 on RISC-V
  uint8_t register_width;     ///< bytes of that register: 4 or 8; 0 where there is none
  uint8_t sign_extend;        ///< 1: the value read is sign-extended to register_width
  uint8_t access;             ///< TENON_ACCESS_*; 0 where there is none
  uint8_t instruction_length; ///< bytes by which answering the exit advances the PC: 0, 2 or 4
  uint8_t flags;              ///< ISA-neutral TENON_EXIT_FLAG_*
  uint8_t level;              ///< table level of a NestedPageFault; 0 where there is none
};

/// SendIpi, CpuUp: every vCPU of the VM but the sender.
#define TENON_EXIT_FLAG_ALL_BUT_SELF 1u
/// The call came by SMC, not HVC.
#define TENON_EXIT_FLAG_SMC 2u
/// The access is an exclusive or atomic one (AArch64 LDXR/STXR, LSE).
#define TENON_EXIT_FLAG_ATOMIC 4u
/// A nested fault of the guest's own page-table walk.
#define TENON_EXIT_FLAG_WALK 8u
/// Halt: the guest waits for an event (WFE), not for an interrupt.
#define TENON_EXIT_FLAG_EVENT 16u
/// NestedPageFault: the nested table maps the page but forbids the access.
#define TENON_EXIT_FLAG_PERMISSION 32u
/// MmioRead, MmioWrite: the guest's data are big-endian. `value` is in the order of the bus
/// (little-endian) all the same: the core swaps.
#define TENON_EXIT_FLAG_BIG_ENDIAN 64u
/// SendIpi, CpuUp: every vCPU of the VM, the sender too.
#define TENON_EXIT_FLAG_ALL 128u

#endif
