/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The guest's own NMI: one can wait, which no RFLAGS.IF holds up. None is delivered from the last
/// one's delivery to the guest's IRET (SDM volume 3, 6.7.1).
#ifndef TENON_CORE_X86_64_NMI_H
#define TENON_CORE_X86_64_NMI_H

#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/vcpu_state.h"

/*@ predicate x86_takes_nmi(struct tenon_x86_64_vcpu *v, integer blocked) =
      v->nmi != 0 && v->event == 0 && v->frame.shadow == 0 && blocked == 0; */

TENON_BEGIN_C

/// Makes the NMI that waits the event of the next entry, if the guest can take one there: nothing
/// else is delivered, no shadow of STI or MOV SS holds it up, and it is not `blocked` by the last
/// one. \return 1: one waits still, whose next chance must exit.
/*@ requires storage: \valid(v);
    requires waits: v->nmi <= 1;
    terminates \true; exits \false;
    assigns v->event, v->nmi;
    ensures waits: \result == v->nmi;
    ensures taken: \old(x86_takes_nmi(v, blocked)) ==>
      v->nmi == 0 && x86_event_is_valid(v->event) &&
      x86_event_type(v->event) == TENON_X86_64_EVENT_NMI &&
      x86_event_vector(v->event) == TENON_X86_64_VECTOR_NMI && v->event < 0x100000000;
    ensures stays: \old(!x86_takes_nmi(v, blocked)) ==>
      v->event == \old(v->event) && v->nmi == \old(v->nmi); */
uint32_t tenon_x86_64_prepare_nmi(struct tenon_x86_64_vcpu *v, uint32_t blocked);

/// SVM: the guest is about to execute the IRET that ends its NMI. What waits comes behind it: the
/// instruction is in the shadow that STI has.
/*@ requires storage: \valid(v);
    terminates \true; exits \false;
    assigns v->in_nmi, v->frame.shadow, v->changed;
    ensures ended: v->in_nmi == 0;
    ensures behind: v->frame.shadow == 1;
    ensures prepared: v->changed == 1; */
void tenon_x86_64_end_nmi(struct tenon_x86_64_vcpu *v);

TENON_END_C

#endif
