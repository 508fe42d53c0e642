/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's virtual interrupts: what waits, how each id behaves, and the shadow of the list
/// registers through which the guest takes them (IHI 0069, chapter 6 and 12.4).
///
/// All functions here are pure on this struct; `vcpu.c` moves the shadow to and from ICH_*_EL2:
///
///     before entry, if `changed`:  if `resident`, read_back each LR, then fold;
///                                  flush; write LRs and ICH_HCR_EL2; `resident` = 1
///     maintenance interrupt:       `changed` = 1
///     before each run:             next_end, and report InterruptEnd, until there is none
///     unbind:                      if `resident`, read_back each LR, then fold; `resident` = 0
#ifndef TENON_CORE_AARCH64_INTERRUPTS_H
#define TENON_CORE_AARCH64_INTERRUPTS_H

#include "tenon/core/base.h"
#include "tenon/core/error.h"
#include "tenon/core/interrupt_set.h"

/// List registers that the architecture allows (ICH_VTR_EL2.ListRegs is 0 to 15).
#define TENON_AARCH64_LIST_REGISTERS 16u
/// SGIs, PPIs and SPIs are 0 to 1019; 1020 to 1023 are special (IHI 0069, 2.2).
#define TENON_AARCH64_INTID_COUNT 1020u
/// The first id that is no SGI.
#define TENON_AARCH64_INTID_PPI 16u
/// Priority after reset: the middle of the range that guests use (Linux: 0xa0).
#define TENON_AARCH64_PRIORITY_RESET 0xa0u

/// How an id behaves; 0: edge-triggered.
/// The line is high from request to lower: while it is, an end makes the id pending again.
#define TENON_AARCH64_INTERRUPT_LEVEL 1u
/// The guest's end of the interrupt is reported (InterruptEnd), once per end.
#define TENON_AARCH64_INTERRUPT_NOTIFY 2u
/// ICH_LR<n>_EL2.HW: the guest's deactivation deactivates the physical interrupt of the same id.
#define TENON_AARCH64_INTERRUPT_LINKED 4u

struct tenon_aarch64_interrupts {
  uint64_t lr[TENON_AARCH64_LIST_REGISTERS]; ///< ICH_LR<n>_EL2; 0: free
  uint64_t ich_hcr;                          ///< ICH_HCR_EL2 for the next entry
  uint64_t ich_vmcr;                         ///< ICH_VMCR_EL2
  uint64_t ap0r[4];                          ///< ICH_AP0R<n>_EL2
  uint64_t ap1r[4];                          ///< ICH_AP1R<n>_EL2
  uint32_t list_registers;                   ///< how many this CPU has: 0 to 16
  uint32_t resident; ///< 1: the hardware's list registers are newer than `lr`
  uint32_t changed;  ///< nonzero: flush before the next entry
  uint32_t ends;     ///< nonzero: `ended` may hold an id
  struct tenon_interrupt_set pending; ///< wait for a list register
  struct tenon_interrupt_set line;    ///< level-triggered ids whose line is high
  struct tenon_interrupt_set level;   ///< TENON_AARCH64_INTERRUPT_LEVEL
  struct tenon_interrupt_set notify;  ///< TENON_AARCH64_INTERRUPT_NOTIFY
  struct tenon_interrupt_set linked;  ///< TENON_AARCH64_INTERRUPT_LINKED
  struct tenon_interrupt_set ended;   ///< ended by the guest, not yet reported
  uint8_t priority[TENON_INTERRUPT_SET_IDS / 2u]; ///< priority bits 7:4, two ids a byte
};

TENON_BEGIN_C

/// Empty: nothing pending, every id edge-triggered with TENON_AARCH64_PRIORITY_RESET.
/// `list_registers` above 16 counts as 16.
void tenon_aarch64_interrupts_reset(struct tenon_aarch64_interrupts *i, uint32_t list_registers);

/// How `intid` behaves from its next delivery on. `priority`: 0 (most urgent) to 255, of which
/// bits 7:4 count. TENON_ERROR_invalid_argument: `intid` above 1019, unknown flags, LINKED
/// together with another flag or for an SGI.
enum tenon_error tenon_aarch64_interrupts_configure(struct tenon_aarch64_interrupts *i,
                                                    uint32_t intid, uint32_t priority,
                                                    uint32_t flags);

/// Makes `intid` pending (edge, linked) or raises its line (level). Idempotent while pending.
enum tenon_error tenon_aarch64_interrupts_request(struct tenon_aarch64_interrupts *i,
                                                  uint32_t intid);

/// Lowers the line of `intid` (level) or withdraws what no list register holds yet (edge).
enum tenon_error tenon_aarch64_interrupts_lower(struct tenon_aarch64_interrupts *i,
                                                uint32_t intid);

/// Requests the ids of one mailbox word: bit b of `bits` is id `word * 64 + b`.
void tenon_aarch64_interrupts_merge_word(struct tenon_aarch64_interrupts *i, uint32_t word,
                                         uint64_t bits);

/// 1: an interrupt waits, here or in a list register, so that the guest must not sleep.
uint32_t tenon_aarch64_interrupts_pending(const struct tenon_aarch64_interrupts *i);

/// Takes the next ended id out: returns 1 and sets `*intid`, or 0.
uint32_t tenon_aarch64_interrupts_next_end(struct tenon_aarch64_interrupts *i, uint32_t *intid);

/// After an exit: takes the state bits of list register `n` from the hardware's value.
void tenon_aarch64_interrupts_read_back(struct tenon_aarch64_interrupts *i, uint32_t n,
                                        uint64_t value);

/// After read_back of all: frees ended list registers, notes ends, samples lines again.
void tenon_aarch64_interrupts_fold(struct tenon_aarch64_interrupts *i);

/// Before entry: puts the most urgent pending ids into list registers and sets `ich_hcr`.
void tenon_aarch64_interrupts_flush(struct tenon_aarch64_interrupts *i);

TENON_END_C

#endif
