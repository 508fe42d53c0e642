/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Operands in a guest's memory that are read or written in the guest's stead: through its
/// segments, its page tables, in which accessed and dirty bits are set, and the nested ones.
#ifndef TENON_CORE_X86_64_MEMORY_H
#define TENON_CORE_X86_64_MEMORY_H

#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/vmx/hardware.h"
#include "tenon/core/x86_64/walk.h"

/// What an operand is.
struct tenon_x86_64_in_memory {
  uint64_t offset;  ///< in its segment
  uint32_t segment; ///< enum tenon_x86_64_segment
  uint32_t width;   ///< bytes: 1, 2, 4, 8
  uint32_t mode;    ///< 16, 32, 64
  uint32_t access;  ///< TENON_X86_64_WALK_LOAD or TENON_X86_64_WALK_STORE
};

/*@
  // 256 to the power of a number of bytes.
  logic integer x86_byte_power(integer n) =
    n <= 0 ? 1 : n == 1 ? 0x100 : n == 2 ? 0x10000 : n == 3 ? 0x1000000 : n == 4 ? 0x100000000 :
    n == 5 ? 0x10000000000 : n == 6 ? 0x1000000000000 : n == 7 ? 0x100000000000000 :
    0x10000000000000000;
  // How many bytes of a place are meant, which may have been written by nobody.
  logic integer x86_place_first{L}(struct tenon_x86_64_place *p) =
    \at(p->bytes[0], L) < 8 ? \at(p->bytes[0], L) : 8;
  logic integer x86_place_bytes{L}(struct tenon_x86_64_place *p) =
    x86_place_first{L}(p) + \at(p->bytes[1], L) < 8
      ? x86_place_first{L}(p) + \at(p->bytes[1], L) : 8;
*/

TENON_BEGIN_C

/// Where the operand lies. \return nested_access: in *place; operand_fault: the guest takes the
/// exception that the CPU would have raised; operand_memory: the hypervisor has no memory there, or
/// only some that the guest must not write; changed_instruction: its tables change meanwhile.
/*@ requires storage: \valid(v) && \valid_read(o) && \valid(place);
    // *place may be one that the vCPU keeps.
    requires apart: \separated(v, o) && \separated(o, place) &&
      \separated(place, v->cpu) && \separated(place, v->stage2) &&
      \separated(place, &v->frame, &v->cpu, &v->stage2, &v->vmx, &v->vmcb, &v->known[0 .. 5],
                 &v->event, &v->waiting[0 .. 3], &v->nmi, &v->over, &v->changed);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v) && x86_vcpu_placed(v);
    requires width: o->width \in {1, 2, 4, 8} && o->segment < TENON_X86_64_SEGMENT_COUNT;
    requires access: o->access == TENON_X86_64_WALK_LOAD || o->access == TENON_X86_64_WALK_STORE;
    terminates \true; exits \false;
    assigns *place, TENON_X86_64_EVENTS(v), TENON_X86_64_HELD_STATE(v);
    ensures known: \result \in {TENON_X86_64_CAUSE_nested_access, TENON_X86_64_CAUSE_operand_fault,
                                TENON_X86_64_CAUSE_operand_memory,
                                TENON_X86_64_CAUSE_changed_instruction};
    ensures whole: \result == TENON_X86_64_CAUSE_nested_access ==> 1 <= place->bytes[0] &&
      place->bytes[0] + place->bytes[1] == o->width;
    ensures fault: \result == TENON_X86_64_CAUSE_operand_fault ==> v->changed == 1;
    ensures stays: \result != TENON_X86_64_CAUSE_operand_fault ==>
      v->changed == \old(v->changed) && v->over == \old(v->over) && v->event == \old(v->event); */
uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place);

/// What is there now; 0 where the hypervisor has taken the memory away. Eight bytes at most.
/*@ requires storage: \valid_read(v) && \valid_read(place) && x86_vcpu_staged(v);
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result < x86_byte_power(x86_place_bytes(place)); */
uint64_t tenon_x86_64_load_operand(const struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_place *place);

/// Puts `value` there; nothing is written where the hypervisor has taken the memory away.
/*@ requires storage: \valid_read(v) && \valid_read(place) && x86_vcpu_staged(v);
    terminates \true; exits \false; assigns \nothing; */
void tenon_x86_64_store_operand(const struct tenon_x86_64_vcpu *v,
                                const struct tenon_x86_64_place *place, uint64_t value);

TENON_END_C

#endif
