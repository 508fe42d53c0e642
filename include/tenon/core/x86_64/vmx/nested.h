/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The form of EPT's entries (Intel SDM volume 3, 29.3.2).
#ifndef TENON_CORE_X86_64_VMX_NESTED_H
#define TENON_CORE_X86_64_VMX_NESTED_H

#include "tenon/core/nested_table.h"

/*@ // R 0, W 1, X 2, memory type 5:3, IPAT 6, A 8, D 9. A and D are set, so that no CPU has to set
    // them. There is no access without read. Of a device the guest's PAT counts for nothing.
    logic integer vmx_nested_attributes(integer access, integer memory) =
      access % 2 == 0 ? 0 :
      0x301 + access / 2 % 2 * 2 + access / 4 % 2 * 4 +
      (memory == TENON_MEMORY_DEVICE ? 0x40 : memory == TENON_MEMORY_NON_CACHEABLE ? 0x8 : 0x30); */

/// Bits of EPT_POINTER: write-back, four levels; accessed and dirty flags.
#define TENON_VMX_EPT_POINTER 0x1eu
#define TENON_VMX_EPT_POINTER_FLAGS 0x40u

TENON_BEGIN_C

/// The attributes of a leaf that allows `access` (TENON_ACCESS_*); 0: it cannot be expressed.
/*@ requires access: access <= 7;
    requires memory: memory < TENON_MEMORY_KINDS;
    terminates \true; exits \false; assigns \nothing;
    ensures attributes: \result == vmx_nested_attributes(access, memory); */
uint64_t tenon_vmx_nested_attributes(uint32_t access, uint32_t memory);

/// How EPT writes entries.
/*@ requires memory: \valid(format);
    terminates \true; exits \false;
    assigns *format;
    ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      format->attribute[i] == vmx_nested_attributes(i % 8, i / 8);
    // A table's entry has R, W, X, A; a large page has bit 7.
    ensures entries: format->low == 0 && format->pointer == 0x107 && format->small == 0 &&
      format->large == 0x80 && format->limit == 0x10000000000000 &&
      format->guest == 0x1000000000000;
    ensures format: nested_format(format); */
void tenon_vmx_nested_format(struct tenon_nested_format *format);

TENON_END_C

#endif
