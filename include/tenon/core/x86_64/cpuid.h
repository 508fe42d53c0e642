/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// CPUID as a guest sees it: of the CPU's own answer what cpuid.def lets through, and what depends
/// on the guest. Leaves that are not in the table are zero.
#ifndef TENON_CORE_X86_64_CPUID_H
#define TENON_CORE_X86_64_CPUID_H

#include "tenon/core/bits.h"

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

/*@
  // Bits that a guest sees at most, register by register: what the core switches, and what has no
  // state.
  // Leaves that are seen whole: vendor, name and caches.
  predicate x86_cpuid_is_whole(integer leaf) =
    leaf == 0 || leaf == 0x80000000 || 0x80000002 <= leaf <= 0x80000006;
  logic integer x86_cpuid_whole(integer leaf) =
    leaf == 0 || leaf == 0x80000000 || (leaf >= 0x80000002 && leaf <= 0x80000006)
      ? 0xffffffff : 0;
  logic integer x86_cpuid_eax(integer leaf, integer subleaf) =
    leaf == 1 || leaf == 0x80000001 ? 0x0fff3fff :
    leaf == 0xd ? (subleaf == 0 ? 0x7 : subleaf == 1 ? 0x5 : subleaf == 2 ? 0xffffffff : 0) :
    leaf == 0x80000008 ? 0xffff : x86_cpuid_whole(leaf);
  logic integer x86_cpuid_ebx(integer leaf, integer subleaf) =
    leaf == 1 ? 0xff00 : leaf == 7 && subleaf == 0 ? 0x219c03a9 :
    leaf == 0xd && (subleaf == 0 || subleaf == 2) ? 0xffffffff : x86_cpuid_whole(leaf);
  logic integer x86_cpuid_ecx(integer leaf, integer subleaf) =
    leaf == 1 ? 0x76d83203 : leaf == 7 && subleaf == 0 ? 0x4 :
    leaf == 0xd && subleaf == 2 ? 0xffffffff : leaf == 0x80000001 ? 0x1e1 : x86_cpuid_whole(leaf);
  logic integer x86_cpuid_edx(integer leaf, integer subleaf) =
    leaf == 1 ? 0x078ba97f : leaf == 7 && subleaf == 0 ? 0x10 :
    leaf == 0x80000001 ? 0x2dd3a97f : leaf == 0x80000007 ? 0x100 : x86_cpuid_whole(leaf);

  // Leaves that depend on nothing but the CPU.
  predicate x86_cpuid_is_plain(integer leaf) =
    !(leaf \in {0, 1, 7, 0xd, 0x40000000, 0x80000000, 0x80000001});
  // Leaves of which a guest sees anything.
  predicate x86_cpuid_is_known(integer leaf, integer subleaf) =
    leaf \in {0, 1, 0x40000000} || (leaf == 7 && subleaf == 0) || (leaf == 0xd && subleaf <= 2) ||
    0x80000000 <= leaf <= 0x80000008;

  predicate x86_identity_has_avx{L}(struct tenon_x86_64_identity *i) = \at(i->xcr0, L) / 4 % 2 == 1;
  // Bits of ECX of leaf 1 that are hidden: XSAVE without it, and FMA, AVX, F16C without AVX.
  predicate x86_cpuid_is_hidden{L}(struct tenon_x86_64_identity *i, integer k) =
    (k == 26 && \at(i->xcr0, L) == 0) || (k \in {12, 28, 29} && !x86_identity_has_avx{L}(i));
  // Bits of ECX of leaf 1 that are set, of which the CPU may show `ecx`: that there is a hypervisor;
  // X2APIC with a local APIC; OSXSAVE as CR4 says, where XSAVE is.
  predicate x86_cpuid_tells{L}(integer ecx, struct tenon_x86_64_identity *i, integer cr4,
                               integer k) =
    k == 31 || (k == 21 && \at(i->local_apic, L) != 0) ||
    (k == 27 && tenon_bit(ecx, 26) && \at(i->xcr0, L) != 0 && tenon_bit(cr4, 18)) ||
    (tenon_bit(ecx, k) && !x86_cpuid_is_hidden{L}(i, k));
*/

TENON_BEGIN_C

/// The guest's answer of `leaf` and `subleaf`, of which the CPU's own is *cpu. OSXSAVE of leaf 1 is
/// that of `cr4`.
/*@ requires cpu: \valid_read(cpu);
    requires identity: \valid_read(identity);
    requires out: \valid(out);
    requires apart: \separated(cpu, identity, out);
    terminates \true; exits \false;
    assigns *out;
    ensures nothing: !x86_cpuid_is_known(leaf, subleaf) && leaf != 7 ==>
      out->eax == 0 && out->ebx == 0 && out->ecx == 0 && out->edx == 0;
    ensures one_subleaf: leaf == 7 && subleaf != 0 ==>
      out->eax == 0 && out->ecx == 0 && out->edx == 0 &&
      \forall integer k; 0 <= k < 32 ==> !tenon_bit(out->ebx, k);
    ensures plain_eax: x86_cpuid_is_plain(leaf) ==>
      out->eax == (cpu->eax & x86_cpuid_eax(leaf, subleaf));
    ensures plain_ebx: x86_cpuid_is_plain(leaf) ==>
      out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf));
    ensures plain_ecx: x86_cpuid_is_plain(leaf) ==>
      out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf));
    ensures plain_edx: x86_cpuid_is_plain(leaf) ==>
      out->edx == (cpu->edx & x86_cpuid_edx(leaf, subleaf));
    ensures basic: leaf == 0 ==> out->eax <= 0xd;
    ensures beyond: leaf == 0x80000000 ==> out->eax <= 0x80000008;
    ensures vendor: leaf == 0 || leaf == 0x80000000 ==>
      out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf)) &&
      out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf)) &&
      out->edx == (cpu->edx & x86_cpuid_edx(leaf, subleaf));
    ensures model: leaf == 1 || leaf == 0x80000001 ==>
      out->eax == (cpu->eax & x86_cpuid_eax(leaf, subleaf));
    ensures who: leaf == 1 ==> out->ebx / 0x1000000 == identity->apic_id % 0x100 &&
      out->ebx / 0x10000 % 0x100 == 1 &&
      out->ebx % 0x10000 == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf)) % 0x10000;
    ensures features_ecx: leaf == 1 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->ecx, k) <==>
        x86_cpuid_tells(cpu->ecx & x86_cpuid_ecx(leaf, subleaf), identity, cr4, k));
    ensures features_edx: leaf == 1 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->edx, k) <==> (k == 9 && identity->local_apic != 0) ||
        tenon_bit(cpu->edx & x86_cpuid_edx(leaf, subleaf), k));
    ensures no_vmx: leaf == 1 ==> !tenon_bit(out->ecx, 5);
    ensures no_svm: leaf == 0x80000001 ==> !tenon_bit(out->ecx, 2);
    ensures seven: leaf == 7 ==> out->eax == (cpu->eax & x86_cpuid_eax(leaf, subleaf)) &&
      out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf)) &&
      out->edx == (cpu->edx & x86_cpuid_edx(leaf, subleaf));
    ensures seven_ebx: leaf == 7 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->ebx, k) <==> tenon_bit(cpu->ebx & x86_cpuid_ebx(leaf, subleaf), k) &&
        (k == 5 ==> x86_identity_has_avx(identity)));
    ensures no_state: leaf == 0xd && (identity->xcr0 == 0 ||
        (subleaf == 2 && !x86_identity_has_avx(identity))) ==>
      out->eax == 0 && out->ebx == 0 && out->ecx == 0 && out->edx == 0;
    ensures components: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 ==>
      out->eax == identity->xcr0 % 8 &&
      out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf)) && out->edx == 0;
    ensures with_avx: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 &&
      x86_identity_has_avx(identity) ==> out->ecx == 832;
    ensures without_avx: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 &&
      !x86_identity_has_avx(identity) ==> out->ecx == 576;
    ensures xsave: leaf == 0xd && subleaf != 0 && identity->xcr0 != 0 &&
        (subleaf != 2 || x86_identity_has_avx(identity)) ==>
      out->eax == (cpu->eax & x86_cpuid_eax(leaf, subleaf)) &&
      out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf)) &&
      out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf)) &&
      out->edx == (cpu->edx & x86_cpuid_edx(leaf, subleaf));
    ensures hypervisor: leaf == 0x40000000 ==> out->eax == 0x40000000 &&
      out->ebx == 0x6f6e6554 && out->ecx == 0x6e65546e && out->edx == 0x65546e6f;
    ensures extended: leaf == 0x80000001 ==>
      out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf)) &&
      out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf));
    ensures extended_edx: leaf == 0x80000001 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->edx, k) <==> tenon_bit(cpu->edx & x86_cpuid_edx(leaf, subleaf), k) &&
        (k == 27 ==> tenon_bit(identity->has, 5))); */
void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out);

TENON_END_C

#endif
