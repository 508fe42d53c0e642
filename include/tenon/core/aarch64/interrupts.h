/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU's virtual interrupts: what waits, how each id behaves, and the shadow of the list
/// registers through which the guest takes them (IHI 0069, chapter 6 and 12.4).
///
/// Here is what others ask for; list_registers.h brings it to the guest. All functions are pure
/// on this struct: `vcpu.c` moves the shadow to and from ICH_*_EL2.
///
/// An interrupt that was requested is in exactly one place until the guest takes it: in `pending`
/// or in one list register. Requesting it again before that changes nothing, as in a GIC.
#ifndef TENON_CORE_AARCH64_INTERRUPTS_H
#define TENON_CORE_AARCH64_INTERRUPTS_H

#include "tenon/core/error.h"
#include "tenon/core/interrupt_set.h"

/// List registers that the architecture allows (ICH_VTR_EL2.ListRegs is 0 to 15).
#define TENON_AARCH64_LIST_REGISTERS 16u
/// SGIs, PPIs and SPIs are 0 to 1019; 1020 to 1023 are special (IHI 0069, 2.2).
#define TENON_AARCH64_INTID_COUNT 1020u
/// The first id that is no SGI.
#define TENON_AARCH64_INTID_PPI 16u
/// The first id that is not a CPU's own.
#define TENON_AARCH64_INTID_SPI 32u
/// Priority after reset: the middle of the range that guests use (Linux: 0xa0).
#define TENON_AARCH64_PRIORITY_RESET 0xa0u

/// How an id behaves; 0: edge-triggered.
/// The line is high from request to lower: while it is, an end makes the id pending again.
#define TENON_AARCH64_INTERRUPT_LEVEL 1u
/// The guest's end of the interrupt is reported (InterruptEnd), once per end.
#define TENON_AARCH64_INTERRUPT_NOTIFY 2u
/// ICH_LR<n>_EL2.HW: the guest's deactivation deactivates the physical interrupt of the same id,
/// which must be active then: acknowledged by the hypervisor, priority dropped, not deactivated
/// (ICC_CTLR_EL1.EOImode = 1). Stands alone, and not for an SGI. The link of a PPI, which is one
/// CPU's, ends when the vCPU leaves that CPU: unbind deactivates it, and the guest ends its own
/// alone. So a PPI is linked while the vCPU is bound. The link of an SPI stays; whoever resets or
/// destroys a vCPU that has not ended it deactivates it.
#define TENON_AARCH64_INTERRUPT_LINKED 4u

struct tenon_aarch64_interrupts {
  uint64_t lr[TENON_AARCH64_LIST_REGISTERS]; ///< ICH_LR<n>_EL2; 0: free
  uint64_t ich_vmcr;                         ///< ICH_VMCR_EL2
  uint64_t ap0r[4];                          ///< ICH_AP0R<n>_EL2
  uint64_t ap1r[4];                          ///< ICH_AP1R<n>_EL2
  uint32_t list_registers;                   ///< how many this CPU has: 0 to 16
  uint32_t resident; ///< 1: the hardware's list registers are newer than `lr`
  uint32_t changed;  ///< nonzero: flush before the next entry
  uint32_t ends;     ///< nonzero: `ended` may hold an id
  uint32_t ich_hcr;  ///< ICH_HCR_EL2 for the next entry; bits 63:32 are RES0
  uint32_t reserved;
  struct tenon_interrupt_set pending;             ///< wait for a list register
  struct tenon_interrupt_set line;                ///< level-triggered ids whose line is high
  struct tenon_interrupt_set level;               ///< TENON_AARCH64_INTERRUPT_LEVEL
  struct tenon_interrupt_set notify;              ///< TENON_AARCH64_INTERRUPT_NOTIFY
  struct tenon_interrupt_set linked;              ///< TENON_AARCH64_INTERRUPT_LINKED
  struct tenon_interrupt_set ended;               ///< ended by the guest, not yet reported
  uint8_t priority[TENON_INTERRUPT_SET_IDS / 2u]; ///< priority bits 7:4, two ids a byte
};

/*@ // ICH_LR<n>_EL2 (IHI 0069, 12.4.7): vINTID [31:0], Group 60, State [63:62].
    logic integer tenon_lr_intid(integer lr) = lr % 0x100000000;
    logic integer tenon_lr_group(integer lr) = (lr / 0x1000000000000000) % 2;
    predicate tenon_lr_pending(integer lr) = (lr / 0x4000000000000000) % 2 == 1;
    predicate tenon_lr_active(integer lr) = (lr / 0x8000000000000000) % 2 == 1;

    logic integer tenon_aarch64_priority(struct tenon_aarch64_interrupts *i, integer id) =
      16 * (id % 2 == 0 ? i->priority[id / 2] % 16 : i->priority[id / 2] / 16);

    predicate tenon_aarch64_in_list(struct tenon_aarch64_interrupts *i, integer n, integer id) =
      i->lr[n] != 0 && tenon_lr_intid(i->lr[n]) == id;

    // What each function keeps: no id twice in the list registers, none that does not exist.
    predicate tenon_aarch64_list_sound(struct tenon_aarch64_interrupts *i) =
      i->list_registers <= 16 &&
      (\forall integer n; i->list_registers <= n < 16 ==> i->lr[n] == 0) &&
      (\forall integer n; 0 <= n < 16 && i->lr[n] != 0 ==>
         tenon_lr_intid(i->lr[n]) < 1020 && tenon_lr_group(i->lr[n]) == 1) &&
      (\forall integer n, m; 0 <= n < m < 16 && i->lr[n] != 0 && i->lr[m] != 0 ==>
         tenon_lr_intid(i->lr[n]) != tenon_lr_intid(i->lr[m]));

    predicate tenon_aarch64_sets_sound(struct tenon_aarch64_interrupts *i) =
      (\forall integer k; 1020 <= k < 1024 ==> !tenon_interrupt_set_has(&i->pending, k) &&
         !tenon_interrupt_set_has(&i->ended, k)) &&
      (i->ends == 0 ==> \forall integer k; 0 <= k < 1024 ==>
         !tenon_interrupt_set_has(&i->ended, k));

    predicate tenon_aarch64_interrupts_sound(struct tenon_aarch64_interrupts *i) =
      tenon_aarch64_list_sound(i) && tenon_aarch64_sets_sound(i); */

TENON_BEGIN_C

/// Empty: nothing pending, every id edge-triggered with TENON_AARCH64_PRIORITY_RESET. All groups
/// disabled, all priorities masked (ICH_VMCR_EL2: only VFIQEn, which is RES1).
/// `list_registers` above 16 counts as 16.
/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns *i;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    ensures count: i->list_registers == (list_registers < 16 ? list_registers : 16);
    ensures free: \forall integer n; 0 <= n < 16 ==> i->lr[n] == 0;
    ensures control: i->ich_hcr == 0 && i->ich_vmcr == 8;
    ensures group0: \forall integer n; 0 <= n < 4 ==> i->ap0r[n] == 0;
    ensures group1: \forall integer n; 0 <= n < 4 ==> i->ap1r[n] == 0;
    ensures flags: i->resident == 0 && i->changed == 1 && i->ends == 0;
    ensures pending: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->pending, k);
    ensures line: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->line, k);
    ensures level: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->level, k);
    ensures notify: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->notify, k);
    ensures linked: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->linked, k);
    ensures ended: \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->ended, k);
    ensures priorities: \forall integer k; 0 <= k < 1024 ==>
      tenon_aarch64_priority(i, k) == TENON_AARCH64_PRIORITY_RESET; */
void tenon_aarch64_interrupts_reset(struct tenon_aarch64_interrupts *i, uint32_t list_registers);

/// How `intid` behaves from now on, also at the end of a delivery under way; `priority`, 0 (most
/// urgent) to 255, of which bits 7:4 count, from its next delivery on.
/// TENON_ERROR_invalid_argument: `intid` above 1019, `priority` above 255, unknown flags, LINKED
/// together with another flag or for an SGI.
/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->level.word[0 .. 15], i->notify.word[0 .. 15], i->linked.word[0 .. 15],
            i->line.word[0 .. 15], i->priority[0 .. 511], i->changed;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    behavior refused:
      assumes intid >= 1020 || priority > 255 || flags > 4 || (flags == 4 && intid < 16);
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior accepted:
      assumes intid < 1020 && priority <= 255 && (flags < 4 || (flags == 4 && intid >= 16));
      ensures result: \result == TENON_OK;
      ensures level: tenon_interrupt_set_has(&i->level, intid) <==> flags % 2 == 1;
      ensures notify: tenon_interrupt_set_has(&i->notify, intid) <==> (flags / 2) % 2 == 1;
      ensures linked: tenon_interrupt_set_has(&i->linked, intid) <==> (flags / 4) % 2 == 1;
      ensures line: tenon_interrupt_set_has(&i->line, intid) <==>
        flags % 2 == 1 && \old(tenon_interrupt_set_has(&i->line, intid));
      ensures other_level: tenon_interrupt_set_only{Pre, Post}(&i->level, intid);
      ensures other_notify: tenon_interrupt_set_only{Pre, Post}(&i->notify, intid);
      ensures other_linked: tenon_interrupt_set_only{Pre, Post}(&i->linked, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
      ensures priority: tenon_aarch64_priority(i, intid) == priority - priority % 16;
      ensures priorities: \forall integer k; 0 <= k < 1024 && k != intid ==>
        tenon_aarch64_priority(i, k) == \old(tenon_aarch64_priority(i, k));
      ensures changed: i->changed == 1;
    complete behaviors;
    disjoint behaviors; */
enum tenon_error tenon_aarch64_interrupts_configure(struct tenon_aarch64_interrupts *i,
                                                    uint32_t intid, uint32_t priority,
                                                    uint32_t flags);

/// Makes `intid` pending, and raises its line if it is level-triggered.
/// TENON_ERROR_invalid_argument: `intid` above 1019.
/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15], i->line.word[0 .. 15], i->changed;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    behavior refused:
      assumes intid >= 1020;
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior accepted:
      assumes intid < 1020;
      ensures result: \result == TENON_OK;
      ensures pending: tenon_interrupt_set_has(&i->pending, intid);
      ensures line: tenon_interrupt_set_has(&i->line, intid) <==>
        tenon_interrupt_set_has(&i->level, intid) ||
        \old(tenon_interrupt_set_has(&i->line, intid));
      ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&i->pending, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
      ensures changed: i->changed == 1;
    complete behaviors;
    disjoint behaviors; */
enum tenon_error tenon_aarch64_interrupts_request(struct tenon_aarch64_interrupts *i,
                                                  uint32_t intid);

/// Lowers the line of a level-triggered `intid`: it is not pending any more; the next flush takes
/// it out of its list register unless the guest has acknowledged it. Without effect on an
/// edge-triggered one. TENON_ERROR_invalid_argument: `intid` above 1019.
/*@ requires memory: \valid(i);
    terminates \true;
    exits \false;
    assigns i->pending.word[0 .. 15], i->line.word[0 .. 15], i->changed;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    behavior refused:
      assumes intid >= 1020;
      assigns \nothing;
      ensures result: \result == TENON_ERROR_invalid_argument;
    behavior edge:
      assumes intid < 1020 && !tenon_interrupt_set_has(&i->level, intid);
      assigns \nothing;
      ensures result: \result == TENON_OK;
    behavior level:
      assumes intid < 1020 && tenon_interrupt_set_has(&i->level, intid);
      ensures result: \result == TENON_OK;
      ensures gone: !tenon_interrupt_set_has(&i->pending, intid) &&
        !tenon_interrupt_set_has(&i->line, intid);
      ensures other_pending: tenon_interrupt_set_only{Pre, Post}(&i->pending, intid);
      ensures other_line: tenon_interrupt_set_only{Pre, Post}(&i->line, intid);
      ensures changed: i->changed == 1;
    complete behaviors;
    disjoint behaviors; */
enum tenon_error tenon_aarch64_interrupts_lower(struct tenon_aarch64_interrupts *i, uint32_t intid);

/// Requests the ids of one mailbox word: bit b of `bits` is id `word * 64 + b`; 1020 to 1023 are
/// ignored.
/*@ requires memory: \valid(i);
    requires range: word < 16;
    terminates \true;
    exits \false;
    assigns i->pending.word[word], i->line.word[word], i->changed;
    ensures list: \old(tenon_aarch64_list_sound(i)) ==> tenon_aarch64_list_sound(i);
    ensures sets: \old(tenon_aarch64_sets_sound(i)) ==> tenon_aarch64_sets_sound(i);
    ensures pending: \forall integer k; 0 <= k < 1020 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)) ||
        (k / 64 == word && tenon_bit(bits, k % 64)));
    ensures special: \forall integer k; 1020 <= k < 1024 ==>
      (tenon_interrupt_set_has(&i->pending, k) <==>
        \old(tenon_interrupt_set_has(&i->pending, k)));
    ensures line: \forall integer k; 0 <= k < 1020 ==>
      (tenon_interrupt_set_has(&i->line, k) <==>
        \old(tenon_interrupt_set_has(&i->line, k)) ||
        (k / 64 == word && tenon_bit(bits, k % 64) && tenon_interrupt_set_has(&i->level, k)));
    ensures changed: i->changed == 1; */
void tenon_aarch64_interrupts_merge_word(struct tenon_aarch64_interrupts *i, uint32_t word,
                                         uint64_t bits);

/// 1: an interrupt waits, in `pending` or in a list register, so that the guest must not sleep;
/// else 0. Priority mask and group enable are not asked: a guest that masks what it waits for is
/// woken early, which WFI permits (DDI 0487, D1.6.2).
/*@ requires memory: \valid_read(i);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures boolean: \result == 0 || \result == 1;
    ensures waits: \result == 1 <==>
      (\exists integer k; 0 <= k < 1024 && tenon_interrupt_set_has(&i->pending, k)) ||
      (\exists integer n; 0 <= n < 16 && tenon_lr_pending(i->lr[n])); */
uint32_t tenon_aarch64_interrupts_pending(const struct tenon_aarch64_interrupts *i);

/// Takes the next ended id out: returns 1 and its number in `*intid`, or 0 and TENON_NONE.
/*@ requires memory: \valid(i) && \valid(intid) && \separated(i, intid);
    requires sound: tenon_aarch64_interrupts_sound(i);
    terminates \true;
    exits \false;
    assigns i->ended.word[0 .. 15], i->ends, i->changed, *intid;
    ensures list: tenon_aarch64_list_sound(i);
    ensures sets: tenon_aarch64_sets_sound(i);
    behavior none:
      assumes \forall integer k; 0 <= k < 1024 ==> !tenon_interrupt_set_has(&i->ended, k);
      assigns i->ends, *intid;
      ensures result: \result == 0 && *intid == TENON_NONE;
      ensures ends: i->ends == 0;
    behavior some:
      assumes \exists integer k; 0 <= k < 1024 && tenon_interrupt_set_has(&i->ended, k);
      ensures result: \result == 1;
      ensures range: *intid < 1020;
      ensures taken: tenon_interrupt_set_has{Pre}(&i->ended, *intid) &&
        !tenon_interrupt_set_has(&i->ended, *intid);
      ensures others: tenon_interrupt_set_only{Pre, Post}(&i->ended, *intid);
      ensures changed: i->changed == 1;
    complete behaviors;
    disjoint behaviors; */
uint32_t tenon_aarch64_interrupts_next_end(struct tenon_aarch64_interrupts *i, uint32_t *intid);

TENON_END_C

#endif
