/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// CPUID as a guest sees it: of the CPU's own answer what cpuid.def lets through, and what depends
/// on the guest. Leaves that are not in the table are zero.
#ifndef TENON_CORE_X86_64_CPUID_H
#define TENON_CORE_X86_64_CPUID_H

#include "tenon/core/base.h"

struct tenon_x86_64_cpuid {
  uint32_t eax;
  uint32_t ebx;
  uint32_t ecx;
  uint32_t edx;
};

/// What a guest's CPUID depends on but the CPU, for as long as it is bound.
struct tenon_x86_64_identity {
  uint64_t xcr0;       ///< what the guest may enable
  uint32_t apic_id;    ///< of this vCPU
  uint32_t has;        ///< TENON_X86_64_HAS_* of this CPU
  uint32_t local_apic; ///< 1: of the guest
  uint32_t reserved;
};

TENON_BEGIN_C

/// The guest's answer of `leaf` and `subleaf`, of which the CPU's own is *cpu. OSXSAVE of leaf 1 is
/// that of `cr4`.
/*@ requires cpu: \valid_read(cpu);
    requires identity: \valid_read(identity);
    requires out: \valid(out);
    requires apart: \separated(cpu, identity, out);
    terminates \true; exits \false;
    assigns *out;
    ensures no_svm: leaf == 0x80000001 ==> out->ecx / 0x4 % 2 == 0;
    ensures no_vmx: leaf == 1 ==> out->ecx / 0x20 % 2 == 0;
    ensures apic: leaf == 1 ==> out->edx / 0x200 % 2 == (identity->local_apic != 0 ? 1 : 0);
    ensures x2apic: leaf == 1 ==> out->ecx / 0x200000 % 2 == (identity->local_apic != 0 ? 1 : 0);
    ensures hypervisor: leaf == 1 ==> out->ecx / 0x80000000 == 1; */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out);

TENON_END_C

#endif
