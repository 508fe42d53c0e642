/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The form of SVM's nested page tables: that of long mode (AMD APM volume 2, 5.3 and 15.25).
#ifndef TENON_CORE_X86_64_SVM_NESTED_H
#define TENON_CORE_X86_64_SVM_NESTED_H

#include "tenon/core/nested_table.h"

/*@ // P 0, W 1, U 2 (every nested access is a user's), PWT 3, PCD 4, A 5, D 6, NX 63. A and D are
    // set, so that no CPU has to set them. There is no access without read.
    logic integer svm_nested_attributes(integer access, integer memory) =
      access % 2 == 0 ? 0 :
      0x65 + access / 2 % 2 * 2 + (access / 4 % 2 == 1 ? 0 : 0x8000000000000000) +
      (memory == TENON_MEMORY_DEVICE ? 0x18 : memory == TENON_MEMORY_NON_CACHEABLE ? 0x10 : 0); */

TENON_BEGIN_C

/// The attributes of a leaf that allows `access` (TENON_ACCESS_*); 0: it cannot be expressed.
/*@ requires access: access <= 7;
    requires memory: memory < TENON_MEMORY_KINDS;
    terminates \true; exits \false; assigns \nothing;
    ensures attributes: \result == svm_nested_attributes(access, memory);
    ensures bits: \result == 0 || 0x65 <= \result < 0x80 ||
      0x8000000000000065 <= \result < 0x8000000000000080; */
uint64_t tenon_svm_nested_attributes(uint32_t access, uint32_t memory);

/// How SVM writes entries.
/*@ requires memory: \valid(format);
    terminates \true; exits \false;
    assigns *format;
    ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      format->attribute[i] == svm_nested_attributes(i % 8, i / 8);
    // A table's entry has P, W, U, A; a large page has PS.
    ensures entries: format->low == 0 && format->pointer == 0x27 && format->small == 0 &&
      format->large == 0x80 && format->limit == 0x10000000000000 &&
      format->guest == 0x1000000000000;
    ensures format: nested_format(format); */
void tenon_svm_nested_format(struct tenon_nested_format *format);

TENON_END_C

#endif
