/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/cpuid.h"

#include "tenon/core/x86_64/answer.h"
#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/vcpu_run.h"
#include "tenon/core/x86_64/xcr0.h"

#define HYPERVISOR 0x80000000u
#define X2APIC 0x200000u
#define APIC 0x200u
#define OSXSAVE 0x08000000u
#define XSAVE 0x04000000u
#define AVX 0x30001000u /* FMA, AVX, F16C */
#define RDTSCP 0x08000000u
#define CR4_OSXSAVE 0x40000u
#define MAX_BASIC 0xdu
#define MAX_EXTENDED 0x80000008u
#define HYPERVISOR_LEAF 0x40000000u

#define BASIC (MAX_BASIC + 1u)
#define EXTENDED (MAX_EXTENDED - 0x80000000u + 1u)
#define XSAVE_LEAVES 3u

static const struct tenon_x86_64_cpuid basic[BASIC] = {
#define TENON_X86_64_CPUID(leaf, eax, ebx, ecx, edx, why) [leaf] = {(eax), (ebx), (ecx), (edx)},
#include "tenon/core/x86_64/cpuid.def"
};
static const struct tenon_x86_64_cpuid xsave_leaf[XSAVE_LEAVES] = {
#define TENON_X86_64_CPUID_XSAVE(subleaf, eax, ebx, ecx, edx, why) \
  [subleaf] = {(eax), (ebx), (ecx), (edx)},
#include "tenon/core/x86_64/cpuid.def"
};
static const struct tenon_x86_64_cpuid extended[EXTENDED] = {
#define TENON_X86_64_CPUID_EXTENDED(n, eax, ebx, ecx, edx, why) [n] = {(eax), (ebx), (ecx), (edx)},
#include "tenon/core/x86_64/cpuid.def"
};
static const struct tenon_x86_64_cpuid nothing = {0, 0, 0, 0};

/* Which bits of a leaf are seen. Leaf 7 has one subleaf. */
static const struct tenon_x86_64_cpuid *mask_of(uint32_t leaf, uint32_t subleaf) {
  if (leaf >= 0x80000000u) return leaf <= MAX_EXTENDED ? &extended[leaf - 0x80000000u] : &nothing;
  if (leaf == MAX_BASIC) return subleaf < XSAVE_LEAVES ? &xsave_leaf[subleaf] : &nothing;
  return leaf < BASIC && (leaf != 7u || subleaf == 0u) ? &basic[leaf] : &nothing;
}

static void masked(const struct tenon_x86_64_cpuid *mask, const struct tenon_x86_64_cpuid *cpu,
                   struct tenon_x86_64_cpuid *out) {
  out->eax = cpu->eax & mask->eax;
  out->ebx = cpu->ebx & mask->ebx;
  out->ecx = cpu->ecx & mask->ecx;
  out->edx = cpu->edx & mask->edx;
}

static uint32_t at_most(uint32_t value, uint32_t limit) { return value < limit ? value : limit; }

/* Leaf 1: what is not there without XSAVE, who this is, and under what. */
TENON_FAST static inline void features(const struct tenon_x86_64_identity *identity, uint64_t cr4,
                                       struct tenon_x86_64_cpuid *out) {
  if (identity->xcr0 == 0u) {
    out->ecx &= ~(XSAVE | AVX);
  } else if (identity->xcr0 / TENON_X86_64_XCR0_AVX % 2u == 0u) {
    out->ecx &= ~AVX;
  }
  if ((out->ecx & XSAVE) != 0u && (cr4 & CR4_OSXSAVE) != 0u) {
    out->ecx |= OSXSAVE;
  }
  out->ebx = out->ebx % 0x10000u + 0x10000u + identity->apic_id % 0x100u * 0x1000000u;
  out->ecx |= HYPERVISOR;
  if (identity->local_apic != 0u) {
    out->ecx |= X2APIC;
    out->edx |= APIC;
  }
}

/* Leaf 0xd: nothing of it without XSAVE; the largest area is that of all that is allowed. */
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
static void name(struct tenon_x86_64_cpuid *out) {
  out->eax = HYPERVISOR_LEAF;
  out->ebx = 0x6f6e6554u;
  out->ecx = 0x6e65546eu;
  out->edx = 0x65546e6fu;
}

TENON_FAST static inline void answer(uint32_t leaf, uint32_t subleaf,
                                     const struct tenon_x86_64_cpuid *cpu,
                                     const struct tenon_x86_64_identity *identity, uint64_t cr4,
                                     struct tenon_x86_64_cpuid *out) {
  masked(mask_of(leaf, subleaf), cpu, out);
  if (leaf == 0u) {
    out->eax = at_most(out->eax, MAX_BASIC);
  } else if (leaf == 1u) {
    features(identity, cr4, out);
  } else if (leaf == 7u && identity->xcr0 / TENON_X86_64_XCR0_AVX % 2u == 0u) {
    out->ebx &= ~0x20u; /* AVX2 */
  } else if (leaf == 0xdu) {
    extended_state(subleaf, identity, out);
  } else if (leaf == HYPERVISOR_LEAF) {
    name(out);
  } else if (leaf == 0x80000000u) {
    out->eax = at_most(out->eax, MAX_EXTENDED);
  } else if (leaf == 0x80000001u && (identity->has & TENON_X86_64_HAS_TSC_AUX) == 0u) {
    out->edx &= ~RDTSCP;
  }
}

void tenon_x86_64_cpuid_answer(uint32_t leaf, uint32_t subleaf,
                               const struct tenon_x86_64_cpuid *cpu,
                               const struct tenon_x86_64_identity *identity, uint64_t cr4,
                               struct tenon_x86_64_cpuid *out) {
  answer(leaf, subleaf, cpu, identity, cr4, out);
}

/* Here and not in answer.c, so that the answer is in line: guests ask often. */
void tenon_x86_64_answer_cpuid(struct tenon_x86_64_vcpu *v) {
  uint64_t *x = v->frame.x;
  uint32_t leaf = (uint32_t)(x[TENON_X86_64_RAX] % 0x100000000u);
  uint32_t subleaf = (uint32_t)(x[TENON_X86_64_RCX] % 0x100000000u);
  struct tenon_x86_64_cpuid cpu;
  struct tenon_x86_64_cpuid out;
  tenon_x86_64_hw_cpuid(leaf, subleaf, &cpu);
  answer(leaf, subleaf, &cpu, &v->identity, v->vmcb.cr4, &out);
  x[TENON_X86_64_RAX] = out.eax;
  x[TENON_X86_64_RBX] = out.ebx;
  x[TENON_X86_64_RCX] = out.ecx;
  x[TENON_X86_64_RDX] = out.edx;
  tenon_x86_64_vcpu_move(v, v->exit.instruction_length);
}
