/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Between a vCPU's shadow of the virtual CPU interface and the hardware (IHI 0069, 12.4). Every
/// function does nothing where there is no GICv3, or where the guest has the physical interface.
#ifndef TENON_CORE_AARCH64_VCPU_INTERRUPTS_H
#define TENON_CORE_AARCH64_VCPU_INTERRUPTS_H

#include "tenon/core/aarch64/vcpu.h"

TENON_BEGIN_C

/// bind: the guest's view of its CPU interface; the list registers follow before the first entry.
void tenon_aarch64_interrupts_load(struct tenon_aarch64_vcpu *v);

/// unbind: reads all of it back and turns the interface off.
void tenon_aarch64_interrupts_save(struct tenon_aarch64_vcpu *v);

/// Before an entry, if `changed`: takes the list registers back, fills them with the most urgent
/// pending interrupts.
void tenon_aarch64_interrupts_enter(struct tenon_aarch64_vcpu *v);

/// After an IRQ exit: if the maintenance interrupt is asserted, silences it (ICH_HCR_EL2 := 0),
/// takes the list registers back, and notes that they want attention before the next entry.
void tenon_aarch64_interrupts_maintain(struct tenon_aarch64_vcpu *v);

TENON_END_C

#endif
