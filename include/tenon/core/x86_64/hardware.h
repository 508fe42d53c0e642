/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What only instructions can do, and both backends need. The contracts here are assumed, not
/// proved.
#ifndef TENON_CORE_X86_64_HARDWARE_H
#define TENON_CORE_X86_64_HARDWARE_H

#include "tenon/core/base.h"
#include "tenon/core/x86_64/cpuid.h"
#include "tenon/core/x86_64/xcr0.h"

struct tenon_x86_64_cpu;

/*@ ghost struct tenon_x86_64_cpu *x86_hw_cpu; */ // GS base
/*@ ghost uint64_t x86_hw_efer; */
/*@ ghost uint64_t x86_hw_cr4; */
/*@ ghost uint64_t x86_hw_xcr0; */
/*@ ghost uint64_t x86_hw_tsc_aux; */
/*@ ghost uint64_t x86_hw_pkru; */
/*@ ghost uint64_t x86_hw_dr[4]; */
/*@ ghost uint64_t x86_hw_dr7; */
/*@ ghost uint64_t vmx_hw_current; */    // VMX: the current VMCS
/*@ ghost uint64_t svm_hw_host_state; */ // SVM: where the host's FS, GS, TR, LDTR and MSRs are saved

TENON_BEGIN_C

/// CPUID.
/*@ requires out: \valid(out);
    terminates \true; exits \false; assigns *out; */
void tenon_x86_64_hw_cpuid(uint32_t leaf, uint32_t subleaf, struct tenon_x86_64_cpuid *out);

/// RDMSR. \pre the CPU has it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures efer: msr == 0xc0000080 ==> \result == x86_hw_efer;
    ensures tsc_aux: msr == 0xc0000103 ==> \result == x86_hw_tsc_aux; */
uint64_t tenon_x86_64_hw_read_msr(uint32_t msr);

/// WRMSR. \pre the CPU has it and takes the value; it is not that of GS base, which is below.
/*@ requires others: msr != 0xc0000101;
    terminates \true; exits \false; assigns x86_hw_efer, x86_hw_tsc_aux;
    ensures efer: x86_hw_efer == (msr == 0xc0000080 ? value : \old(x86_hw_efer));
    ensures tsc_aux: x86_hw_tsc_aux == (msr == 0xc0000103 ? value : \old(x86_hw_tsc_aux)); */
void tenon_x86_64_hw_write_msr(uint32_t msr, uint64_t value);

/// This CPU's block: what GS base holds, whether or not it is one.
/*@ terminates \true; exits \false; assigns \result \from x86_hw_cpu;
    ensures cpu: \result == x86_hw_cpu; */
struct tenon_x86_64_cpu *tenon_x86_64_hw_this_cpu(void);

/// GS base.
/*@ terminates \true; exits \false; assigns x86_hw_cpu \from cpu;
    ensures cpu: x86_hw_cpu == cpu; */
void tenon_x86_64_hw_set_cpu(struct tenon_x86_64_cpu *cpu);
/// The same, with what the host had there.
/*@ terminates \true; exits \false; assigns x86_hw_cpu \from base; */
void tenon_x86_64_hw_restore_gs_base(uint64_t base);

/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_hw_cr4; */
uint64_t tenon_x86_64_hw_read_cr4(void);
/*@ terminates \true; exits \false; assigns x86_hw_cr4;
    ensures value: x86_hw_cr4 == value; */
void tenon_x86_64_hw_write_cr4(uint64_t value);

/// XGETBV and XSETBV of XCR0. \pre CR4.OSXSAVE; the CPU takes the value.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_hw_xcr0; */
uint64_t tenon_x86_64_hw_read_xcr0(void);
/*@ terminates \true; exits \false; assigns x86_hw_xcr0;
    ensures value: x86_hw_xcr0 == value; */
void tenon_x86_64_hw_write_xcr0(uint64_t value);

/// PKRU, whatever CR4.PKE says. \pre the CPU has it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_hw_pkru; */
uint64_t tenon_x86_64_hw_read_pkru(void);
/*@ terminates \true; exits \false; assigns x86_hw_pkru;
    ensures value: x86_hw_pkru == value % 0x100000000; */
void tenon_x86_64_hw_write_pkru(uint64_t value);

/// DR0 to DR3.
/*@ requires writable: \valid(dr + (0 .. 3));
    terminates \true; exits \false; assigns dr[0 .. 3];
    ensures read: \forall integer i; 0 <= i < 4 ==> dr[i] == x86_hw_dr[i]; */
void tenon_x86_64_hw_read_dr(uint64_t *dr);
/*@ requires readable: \valid_read(dr + (0 .. 3));
    terminates \true; exits \false; assigns x86_hw_dr[0 .. 3];
    ensures written: \forall integer i; 0 <= i < 4 ==> x86_hw_dr[i] == dr[i]; */
void tenon_x86_64_hw_write_dr(const uint64_t *dr);

/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == x86_hw_dr7; */
uint64_t tenon_x86_64_hw_read_dr7(void);
/*@ terminates \true; exits \false; assigns x86_hw_dr7;
    ensures value: x86_hw_dr7 == value; */
void tenon_x86_64_hw_write_dr7(uint64_t value);

/// XSAVE and XRSTOR of everything in XCR0, or FXSAVE and FXRSTOR if `xsave` is 0. Clears CR0.TS and
/// CR0.EM. What XRSTOR leaves of x87 where no exception waits, the pointers of the last instruction
/// (AMD, CVE-2006-1056), is nothing of another guest's.
/*@ requires writable: \valid(area);
    terminates \true; exits \false; assigns *area; */
void tenon_x86_64_hw_save_fp(struct tenon_x86_64_xsave *area, uint32_t xsave);
/*@ requires readable: \valid_read(area);
    terminates \true; exits \false; assigns \nothing; */
void tenon_x86_64_hw_restore_fp(const struct tenon_x86_64_xsave *area, uint32_t xsave);

#if defined(__x86_64__) && !__STDC_HOSTED__ && !defined(__FRAMAC__)
#include "tenon/core/x86_64/hardware_asm.h"
#endif

TENON_END_C

#endif
