/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// MSRs: which ones a guest has without an exit, and what it may write to those of the core.
#ifndef TENON_CORE_X86_64_MSR_H
#define TENON_CORE_X86_64_MSR_H

#include "tenon/core/base.h"

enum tenon_x86_64_msr {
#define TENON_X86_64_MSR_PASSED(name, number, why) TENON_X86_64_MSR_##name = (number),
#define TENON_X86_64_MSR_ANSWERED(name, number, why) TENON_X86_64_MSR_##name = (number),
#include "tenon/core/x86_64/msrs.def"
};

/// EFER.
#define TENON_X86_64_EFER_SCE 0x1u
#define TENON_X86_64_EFER_LME 0x100u
#define TENON_X86_64_EFER_LMA 0x400u
#define TENON_X86_64_EFER_NXE 0x800u
#define TENON_X86_64_EFER_SVME 0x1000u

/// IA32_APIC_BASE at reset, but for the flag of the bootstrap processor; its modes, bits 10 and 11.
#define TENON_X86_64_APIC_BASE_RESET 0xfee00800u
#define TENON_X86_64_APIC_BSP 0x100u
#define TENON_X86_64_APIC_OFF 0u
#define TENON_X86_64_APIC_XAPIC 2u
#define TENON_X86_64_APIC_X2APIC 3u

/// The MSRs of a local APIC in x2APIC mode; of them, the interrupt command register.
#define TENON_X86_64_MSR_X2APIC 0x800u
#define TENON_X86_64_MSR_X2APIC_COUNT 0x100u
#define TENON_X86_64_MSR_ICR 0x830u

/*@
  // The registers of a local APIC in x2APIC mode (SDM volume 3, 11.12.1.2).
  predicate x86_msr_is_x2apic(integer msr) = 0x800 <= msr < 0x900;
  predicate x86_msr_is_answered(integer msr) =
    msr \in {0x1b, 0x277, 0xc0000080} || x86_msr_is_x2apic(msr);
  // IA32_APIC_BASE (11.4.3, 11.12.5): off, xAPIC, x2APIC.
  logic integer x86_apic_mode(integer base) = base / 0x400 % 4;
  // Its page stays where it is; the way from x2APIC mode leads over off, and that into it does not
  // begin there.
  predicate x86_apic_base_writable(integer old, integer v) =
    v % 0x400 == old % 0x400 && v / 0x1000 == old / 0x1000 && x86_apic_mode(v) != 1 &&
    (x86_apic_mode(old) == 3 ==> x86_apic_mode(v) != 2) &&
    (x86_apic_mode(old) == 0 ==> x86_apic_mode(v) != 3);
  // A guest has SCE, LME, LMA and NXE; the others are reserved to it.
  predicate x86_efer_bits_known(integer v) =
    v < 0x1000 && v / 0x2 % 0x80 == 0 && v / 0x200 % 2 == 0;
  // LMA is the CPU's own; LME is fixed while paging is on (APM volume 2, 3.1.7).
  predicate x86_efer_writable(integer old, integer v, integer cr0) =
    x86_efer_bits_known(v) && v / 0x400 % 2 == old / 0x400 % 2 &&
    (cr0 / 0x80000000 % 2 == 1 ==> v / 0x100 % 2 == old / 0x100 % 2);
  // Memory types: 0, 1, 4, 5, 6, 7.
  predicate x86_pat_type(integer t) = t \in {0, 1, 4, 5, 6, 7};
  predicate x86_pat_writable(integer v) =
    x86_pat_type(v % 0x100) && x86_pat_type(v / 0x100 % 0x100) &&
    x86_pat_type(v / 0x10000 % 0x100) && x86_pat_type(v / 0x1000000 % 0x100) &&
    x86_pat_type(v / 0x100000000 % 0x100) && x86_pat_type(v / 0x10000000000 % 0x100) &&
    x86_pat_type(v / 0x1000000000000 % 0x100) && x86_pat_type(v / 0x100000000000000 % 0x100);
*/

TENON_BEGIN_C

/// 1: the core answers RDMSR and WRMSR of it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures answered: \result == 1 <==> x86_msr_is_answered(msr);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_msr_is_answered(uint32_t msr);

/// 1: a guest whose EFER is `old` may write `value`; 0: \#GP. SVME is in neither.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures writable: \result == 1 <==> x86_efer_writable(old, value, cr0);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_efer_is_writable(uint64_t old, uint64_t value, uint64_t cr0);

/// 1: a guest may write `value` to PAT; 0: \#GP.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures writable: \result == 1 <==> x86_pat_writable(value);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_pat_is_writable(uint64_t value);

/// 1: a guest whose IA32_APIC_BASE is `old` may write `value`; 0: \#GP.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures writable: \result == 1 <==> x86_apic_base_writable(old, value);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_apic_base_is_writable(uint64_t old, uint64_t value);

TENON_END_C

#endif
