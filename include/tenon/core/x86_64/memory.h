/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Operands in a guest's memory that are read or written in the guest's stead: through its
/// segments, its page tables, in which accessed and dirty bits are set, and the nested ones.
#ifndef TENON_CORE_X86_64_MEMORY_H
#define TENON_CORE_X86_64_MEMORY_H

#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/vcpu_state.h"
#include "tenon/core/x86_64/walk.h"

/// What an operand is.
struct tenon_x86_64_in_memory {
  uint64_t offset;  ///< in its segment
  uint32_t segment; ///< enum tenon_x86_64_segment
  uint32_t width;   ///< bytes: 1, 2, 4, 8
  uint32_t mode;    ///< 16, 32, 64
  uint32_t access;  ///< TENON_X86_64_WALK_LOAD or TENON_X86_64_WALK_STORE
};

TENON_BEGIN_C

/// Where the operand lies. \return nested_access: in *place; operand_fault: the guest takes the
/// exception that the CPU would have raised; operand_memory: the hypervisor has no memory there, or
/// only some that the guest must not write; changed_instruction: its tables change meanwhile.
/*@ requires storage: \valid(v) && \valid_read(o) && \valid(place);
    requires apart: \separated(v, o, place);
    requires loaded: x86_vcpu_here(v) && x86_vcpu_staged(v);
    requires width: o->width \in {1, 2, 4, 8} && o->segment < TENON_X86_64_SEGMENT_COUNT;
    terminates \true; exits \false;
    assigns *place, v->frame.rflags, v->event, v->waiting[0 .. 3], v->over, v->changed, v->vmcb,
            v->vmx;
    ensures known: \result < TENON_X86_64_CAUSE_COUNT; */
uint32_t tenon_x86_64_find_operand(struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_in_memory *o,
                                   struct tenon_x86_64_place *place);

/// What is there now; 0 where the hypervisor has taken the memory away.
/*@ requires storage: \valid_read(v) && \valid_read(place) && x86_vcpu_staged(v);
    terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_x86_64_load_operand(const struct tenon_x86_64_vcpu *v,
                                   const struct tenon_x86_64_place *place);

/// Puts `value` there; nothing is written where the hypervisor has taken the memory away.
/*@ requires storage: \valid_read(v) && \valid_read(place) && x86_vcpu_staged(v);
    terminates \true; exits \false; assigns \nothing; */
void tenon_x86_64_store_operand(const struct tenon_x86_64_vcpu *v,
                                const struct tenon_x86_64_place *place, uint64_t value);

TENON_END_C

#endif
