/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A guest's memory through the nested tables, which are read as the CPU reads them.
#ifndef TENON_CORE_X86_64_LOCATE_H
#define TENON_CORE_X86_64_LOCATE_H

#include "tenon/core/x86_64/host.h"

TENON_BEGIN_C

/// Where the nested tables whose top one is at host-physical `root` put `gpa`: EPT's if `ept` is 1,
/// else those of SVM. \return 1; 0 if nothing is mapped there, a device is, or, with `writes`, a
/// page that the guest must not write.
/*@ requires writable: \valid(physical);
    requires aligned: gpa % 8 == 0 && root % 0x1000 == 0 && writes <= 1;
    terminates \true; exits \false; assigns *physical;
    ensures boolean: \result <= 1;
    ensures aligned: \result == 1 ==> *physical % 8 == 0;
    ensures offset: \result == 1 ==> *physical % 0x1000 == gpa % 0x1000;
    ensures limit: \result == 1 ==> *physical < 0x10000000000000;
    ensures beyond: gpa >= 0x1000000000000 ==> \result == 0;
    ensures stays: \result == 0 ==> *physical == \old(*physical); */
uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical);

/// The 8 aligned bytes at guest-physical `gpa`, by the nested tables whose top one is at
/// host-physical `root`: EPT's if `ept` is 1, else those of SVM. \return 1; 0 if nothing is mapped
/// there, or a device is.
/*@ requires writable: \valid(word);
    requires aligned: gpa % 8 == 0 && root % 0x1000 == 0;
    terminates \true; exits \false; assigns *word;
    ensures boolean: \result <= 1;
    ensures beyond: gpa >= 0x1000000000000 ==> \result == 0; */
uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word);

TENON_END_C

#endif
