/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/cpuid.h"

#include "tenon/core/bit_change.h"
#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/vcpu_move.h"
#include "tenon/core/x86_64/xcr0.h"

#ifdef __FRAMAC__
#include "lemmas/x86_64_cpuid.h"
#endif

/* Bits of leaf 1, ECX and EDX; of leaf 7, EBX; of leaf 0x80000001, EDX. */
#define FMA 12u
#define X2APIC 21u
#define XSAVE 26u
#define OSXSAVE 27u
#define AVX 28u
#define F16C 29u
#define HYPERVISOR 31u
#define APIC 9u
#define AVX2 5u
#define RDTSCP 27u
#define CR4_OSXSAVE 18u
/* TENON_X86_64_HAS_TSC_AUX. */
#define TSC_AUX 5u
#define MAX_BASIC 0xdu
#define MAX_EXTENDED 0x80000008u
#define HYPERVISOR_LEAF 0x40000000u

#define XSAVE_LEAVES 3u
/* Rows of the table: basic leaves, those of XSAVE, extended ones, and one of nothing. */
#define XSAVE_ROW (MAX_BASIC + 1u)
#define EXTENDED_ROW (XSAVE_ROW + XSAVE_LEAVES)
#define NOTHING (EXTENDED_ROW + MAX_EXTENDED - 0x80000000u + 1u)
#define ROWS (NOTHING + 1u)

static const struct tenon_x86_64_cpuid seen[ROWS] = {
#define TENON_X86_64_CPUID(leaf, eax, ebx, ecx, edx, why) [leaf] = {(eax), (ebx), (ecx), (edx)},
#define TENON_X86_64_CPUID_XSAVE(subleaf, eax, ebx, ecx, edx, why) \
  [XSAVE_ROW + (subleaf)] = {(eax), (ebx), (ecx), (edx)},
#define TENON_X86_64_CPUID_EXTENDED(n, eax, ebx, ecx, edx, why) \
  [EXTENDED_ROW + (n)] = {(eax), (ebx), (ecx), (edx)},
#include "tenon/core/x86_64/cpuid.def"
};

/* Which bits of a leaf are seen. Leaf 7 has one subleaf. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures range: \result < ROWS;
    ensures eax: seen[\result].eax == x86_cpuid_eax(leaf, subleaf);
    ensures ebx: seen[\result].ebx == x86_cpuid_ebx(leaf, subleaf);
    ensures ecx: seen[\result].ecx == x86_cpuid_ecx(leaf, subleaf);
    ensures edx: seen[\result].edx == x86_cpuid_edx(leaf, subleaf); */
static uint32_t row_of(uint32_t leaf, uint32_t subleaf) {
  if (leaf >= 0x80000000u) {
    return leaf <= MAX_EXTENDED ? EXTENDED_ROW + (leaf - 0x80000000u) : NOTHING;
  }
  if (leaf == MAX_BASIC) return subleaf < XSAVE_LEAVES ? XSAVE_ROW + subleaf : NOTHING;
  return leaf <= MAX_BASIC && (leaf != 7u || subleaf == 0u) ? leaf : NOTHING;
}

/* Of the CPU's own answer, what is seen. */
/*@ requires cpu: \valid_read(cpu);
    requires out: \valid(out);
    requires apart: \separated(cpu, out);
    terminates \true; exits \false; assigns *out;
    ensures eax: out->eax == (cpu->eax & x86_cpuid_eax(leaf, subleaf));
    ensures ebx: out->ebx == (cpu->ebx & x86_cpuid_ebx(leaf, subleaf));
    ensures ecx: out->ecx == (cpu->ecx & x86_cpuid_ecx(leaf, subleaf));
    ensures edx: out->edx == (cpu->edx & x86_cpuid_edx(leaf, subleaf));
    ensures nothing: !x86_cpuid_is_known(leaf, subleaf) || leaf == 0x40000000 ==>
      out->eax == 0 && out->ebx == 0 && out->ecx == 0 && out->edx == 0;
    ensures no_edx: leaf == 0xd ==> out->edx == 0; */
static void mask(uint32_t leaf, uint32_t subleaf, const struct tenon_x86_64_cpuid *cpu,
                 struct tenon_x86_64_cpuid *out) {
  uint32_t row = row_of(leaf, subleaf);
  out->eax = cpu->eax & seen[row].eax;
  out->ebx = cpu->ebx & seen[row].ebx;
  out->ecx = cpu->ecx & seen[row].ecx;
  out->edx = cpu->edx & seen[row].edx;
}

/*@ requires bit: bit < 32;
    terminates \true; exits \false; assigns \nothing;
    ensures bits: \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(\result, k) <==> k == bit || tenon_bit(word, k)); */
static inline uint32_t with(uint32_t word, uint32_t bit) {
  return (uint32_t)(tenon_with_bit(word, bit) % 0x100000000u);
}

/*@ requires bit: bit < 32;
    terminates \true; exits \false; assigns \nothing;
    ensures bits: \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(\result, k) <==> k != bit && tenon_bit(word, k)); */
static inline uint32_t without(uint32_t word, uint32_t bit) {
  return (uint32_t)(tenon_without_bit(word, bit) % 0x100000000u);
}

/*@ requires bit: bit < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures has: \result == 1 <==> tenon_bit(word, bit);
    ensures boolean: \result <= 1; */
static inline uint32_t has(uint64_t word, uint32_t bit) {
  return (word & ((uint64_t)1 << bit)) != 0u ? 1u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures least: \result == (value < limit ? value : limit); */
static uint32_t at_most(uint32_t value, uint32_t limit) { return value < limit ? value : limit; }

/* ECX of leaf 1: not what is not there without XSAVE, and under what it runs. */
/*@ requires identity: \valid_read(identity);
    terminates \true; exits \false; assigns \nothing;
    ensures bits: \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(\result, k) <==> x86_cpuid_tells(ecx, identity, cr4, k)); */
TENON_FAST static inline uint32_t features_ecx(uint32_t ecx,
                                               const struct tenon_x86_64_identity *identity,
                                               uint64_t cr4) {
  uint32_t there = ecx;
  if (identity->xcr0 == 0u) there = without(there, XSAVE);
  if (identity->xcr0 / TENON_X86_64_XCR0_AVX % 2u == 0u) {
    there = without(without(without(there, FMA), AVX), F16C);
  }
  if (has(there, XSAVE) == 1u && has(cr4, CR4_OSXSAVE) == 1u) there = with(there, OSXSAVE);
  there = with(there, HYPERVISOR);
  if (identity->local_apic != 0u) there = with(there, X2APIC);
  return there;
}

/* Leaf 1: who this is, too. */
/*@ requires identity: \valid_read(identity);
    requires out: \valid(out);
    requires apart: \separated(identity, out);
    terminates \true; exits \false; assigns out->ebx, out->ecx, out->edx;
    ensures who: out->ebx / 0x1000000 == identity->apic_id % 0x100 &&
      out->ebx / 0x10000 % 0x100 == 1 && out->ebx % 0x10000 == \old(out->ebx) % 0x10000;
    ensures ecx: \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->ecx, k) <==> x86_cpuid_tells(\old(out->ecx), identity, cr4, k));
    ensures edx: \forall integer k; 0 <= k < 32 ==> (tenon_bit(out->edx, k) <==>
      (k == 9 && identity->local_apic != 0) || tenon_bit(\old(out->edx), k)); */
TENON_FAST static inline void features(const struct tenon_x86_64_identity *identity, uint64_t cr4,
                                       struct tenon_x86_64_cpuid *out) {
  out->ecx = features_ecx(out->ecx, identity, cr4);
  out->ebx = out->ebx % 0x10000u + 0x10000u + identity->apic_id % 0x100u * 0x1000000u;
  if (identity->local_apic != 0u) out->edx = with(out->edx, APIC);
}

/* Leaf 0xd: nothing of it without XSAVE; the largest area is that of all that is allowed. */
/*@ requires identity: \valid_read(identity);
    requires out: \valid(out);
    requires apart: \separated(identity, out);
    terminates \true; exits \false; assigns *out;
    ensures nothing: identity->xcr0 == 0 || (subleaf == 2 && !x86_identity_has_avx(identity)) ==>
      out->eax == 0 && out->ebx == 0 && out->ecx == 0 && out->edx == 0;
    ensures components: identity->xcr0 != 0 && subleaf == 0 ==>
      out->eax == identity->xcr0 % 8 && out->ebx == \old(out->ebx) && out->edx == \old(out->edx);
    ensures with_avx: identity->xcr0 != 0 && subleaf == 0 && x86_identity_has_avx(identity) ==>
      out->ecx == 832;
    ensures without_avx: identity->xcr0 != 0 && subleaf == 0 &&
      !x86_identity_has_avx(identity) ==> out->ecx == 576;
    ensures others: identity->xcr0 != 0 && subleaf != 0 &&
        (subleaf != 2 || x86_identity_has_avx(identity)) ==>
      out->eax == \old(out->eax) && out->ebx == \old(out->ebx) && out->ecx == \old(out->ecx) &&
      out->edx == \old(out->edx); */
static void extended_state(uint32_t subleaf, const struct tenon_x86_64_identity *identity,
                           struct tenon_x86_64_cpuid *out) {
  uint32_t avx = identity->xcr0 / TENON_X86_64_XCR0_AVX % 2u == 1u ? 1u : 0u;
  if (identity->xcr0 == 0u || (subleaf == 2u && avx == 0u)) {
    out->eax = 0;
    out->ebx = 0;
    out->ecx = 0;
    out->edx = 0;
  } else if (subleaf == 0u) {
    out->eax = (uint32_t)(identity->xcr0 % 8u);
    out->ecx = avx == 1u ? TENON_X86_64_XSAVE_BYTES : 576u;
  }
}

/* The hypervisor's name, "TenonTenonTe", in EBX, ECX and EDX; no leaf of its own. */
/*@ requires out: \valid(out);
    terminates \true; exits \false; assigns *out;
    ensures name: out->eax == 0x40000000 && out->ebx == 0x6f6e6554 && out->ecx == 0x6e65546e &&
                  out->edx == 0x65546e6f; */
static void name(struct tenon_x86_64_cpuid *out) {
  out->eax = HYPERVISOR_LEAF;
  out->ebx = 0x6f6e6554u;
  out->ecx = 0x6e65546eu;
  out->edx = 0x65546e6fu;
}

/* Of what is seen, what depends on the guest. */
/*@ requires identity: \valid_read(identity);
    requires out: \valid(out);
    requires apart: \separated(identity, out);
    terminates \true; exits \false; assigns *out;
    ensures plain: x86_cpuid_is_plain(leaf) ==>
      out->eax == \old(out->eax) &&
      out->ebx == \old(out->ebx) &&
      out->ecx == \old(out->ecx) &&
      out->edx == \old(out->edx);
    ensures basic: leaf == 0 ==> out->eax <= 0xd;
    ensures beyond: leaf == 0x80000000 ==> out->eax <= 0x80000008;
    ensures vendor: leaf == 0 || leaf == 0x80000000 ==>
      out->ebx == \old(out->ebx) &&
      out->ecx == \old(out->ecx) &&
      out->edx == \old(out->edx);
    ensures model: leaf == 1 || leaf == 7 || leaf == 0x80000001 ==> out->eax == \old(out->eax);
    ensures who: leaf == 1 ==> out->ebx / 0x1000000 == identity->apic_id % 0x100 &&
      out->ebx / 0x10000 % 0x100 == 1 && out->ebx % 0x10000 == \old(out->ebx) % 0x10000;
    ensures features_ecx: leaf == 1 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->ecx, k) <==> x86_cpuid_tells(\old(out->ecx), identity, cr4, k));
    ensures features_edx: leaf == 1 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->edx, k) <==> (k == 9 && identity->local_apic != 0) ||
        tenon_bit(\old(out->edx), k));
    ensures seven: leaf == 7 ==> out->ecx == \old(out->ecx) && out->edx == \old(out->edx);
    ensures seven_ebx: leaf == 7 ==> \forall integer k; 0 <= k < 32 ==> (tenon_bit(out->ebx, k) <==>
      tenon_bit(\old(out->ebx), k) && (k == 5 ==> x86_identity_has_avx(identity)));
    ensures no_state: leaf == 0xd && (identity->xcr0 == 0 ||
        (subleaf == 2 && !x86_identity_has_avx(identity))) ==>
      out->eax == 0 && out->ebx == 0 && out->ecx == 0 && out->edx == 0;
    ensures components: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 ==>
      out->eax == identity->xcr0 % 8 && out->ebx == \old(out->ebx) && out->edx == \old(out->edx);
    ensures with_avx: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 &&
      x86_identity_has_avx(identity) ==> out->ecx == 832;
    ensures without_avx: leaf == 0xd && subleaf == 0 && identity->xcr0 != 0 &&
      !x86_identity_has_avx(identity) ==> out->ecx == 576;
    ensures xsave: leaf == 0xd && subleaf != 0 && identity->xcr0 != 0 &&
        (subleaf != 2 || x86_identity_has_avx(identity)) ==>
      out->eax == \old(out->eax) &&
      out->ebx == \old(out->ebx) &&
      out->ecx == \old(out->ecx) &&
      out->edx == \old(out->edx);
    ensures hypervisor: leaf == 0x40000000 ==> out->eax == 0x40000000 &&
      out->ebx == 0x6f6e6554 && out->ecx == 0x6e65546e && out->edx == 0x65546e6f;
    ensures extended: leaf == 0x80000001 ==>
      out->ebx == \old(out->ebx) && out->ecx == \old(out->ecx);
    ensures extended_edx: leaf == 0x80000001 ==> \forall integer k; 0 <= k < 32 ==>
      (tenon_bit(out->edx, k) <==> tenon_bit(\old(out->edx), k) &&
        (k == 27 ==> tenon_bit(identity->has, 5))); */
TENON_FAST static inline void refine(uint32_t leaf, uint32_t subleaf,
                                     const struct tenon_x86_64_identity *identity, uint64_t cr4,
                                     struct tenon_x86_64_cpuid *out) {
  if (leaf == 0u) {
    out->eax = at_most(out->eax, MAX_BASIC);
  } else if (leaf == 1u) {
    features(identity, cr4, out);
  } else if (leaf == 7u) {
    if (identity->xcr0 / TENON_X86_64_XCR0_AVX % 2u == 0u) out->ebx = without(out->ebx, AVX2);
  } else if (leaf == 0xdu) {
    extended_state(subleaf, identity, out);
  } else if (leaf == HYPERVISOR_LEAF) {
    name(out);
  } else if (leaf == 0x80000000u) {
    out->eax = at_most(out->eax, MAX_EXTENDED);
  } else if (leaf == 0x80000001u) {
    if (has(identity->has, TSC_AUX) == 0u) out->edx = without(out->edx, RDTSCP);
  }
}

void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  mask(leaf, subleaf, cpu, out);
  refine(leaf, subleaf, identity, cr4, out);
}

/* Here and not in answer.c, so that the answer is in line: guests ask often. */
void tenon_x86_64_answer_cpuid(struct tenon_x86_64_vcpu *v) {
  uint64_t *x = v->frame.x;
  uint32_t leaf = (uint32_t)(x[TENON_X86_64_RAX] % 0x100000000u);
  uint32_t subleaf = (uint32_t)(x[TENON_X86_64_RCX] % 0x100000000u);
  struct tenon_x86_64_cpuid cpu;
  struct tenon_x86_64_cpuid out;
  tenon_x86_64_hw_cpuid(leaf, subleaf, &cpu);
  mask(leaf, subleaf, &cpu, &out);
  refine(leaf, subleaf, &v->identity, v->vmcb.cr4, &out);
  x[TENON_X86_64_RAX] = out.eax;
  x[TENON_X86_64_RBX] = out.ebx;
  x[TENON_X86_64_RCX] = out.ecx;
  x[TENON_X86_64_RDX] = out.edx;
  tenon_x86_64_vcpu_move(v, v->exit.instruction_length);
}
