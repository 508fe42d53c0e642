/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/inject.h"

/* PSTATE as SPSR_EL1 holds it (DDI 0487 C5.2.19). */
#define NZCV 0x10000000u
#define TCO 0x2000000u
#define DIT 0x1000000u
#define PAN 0x400000u
#define ALLINT 0x2000u
#define SSBS 0x1000u
#define SERROR_MASK 0x100u
#define DAIF_EL1H 0x3c5u
#define AARCH32 0x10u
/* SCTLR_EL1 (D24.2.123) */
#define SCTLR_SPAN 0x800000u
#define SCTLR_DSSBS 0x100000000000u
#define SCTLR_SPINTMASK 0x4000000000000000u
/* ESR_EL1 (D24.2.37) */
#define EC 0x4000000u
#define EC_INSTRUCTION_ABORT 0x20u
#define EC_DATA_ABORT 0x24u
#define EC_SERROR 0x2fu
#define IL 0x2000000u
#define FNV 0x400u
#define CM 0x100u
#define WNR 0x40u
#define EXTERNAL_ABORT 0x10u
/* VBAR_EL1 and the vector table (D1.3.1) */
#define VECTORS 0x800u
#define VECTOR_SERROR 0x180u

/*@ requires weight: weight != 0;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures bit: \result == tenon_bit_at(word, weight); */
static uint32_t bit_of(uint64_t word, uint64_t weight) { return (uint32_t)((word / weight) % 2u); }

/*@ requires unit: unit != 0;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures field: \result == (word / unit) % 16; */
static uint32_t field_of(uint64_t word, uint64_t unit) { return (uint32_t)((word / unit) % 16u); }

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures yes: condition != 0 ==> \result == weight;
    ensures no: condition == 0 ==> \result == 0; */
static uint32_t flag(uint32_t condition, uint32_t weight) {
  if (condition != 0) {
    return weight;
  }
  return 0;
}

uint32_t tenon_aarch64_exception_features(const struct tenon_aarch64_features *f) {
  uint32_t pan = flag(field_of(f->id_aa64mmfr1, 0x100000u), TENON_AARCH64_PSTATE_PAN);
  uint32_t ssbs = flag(field_of(f->id_aa64pfr1, 0x10u), TENON_AARCH64_PSTATE_SSBS);
  uint32_t dit = flag(field_of(f->id_aa64pfr0, 0x1000000000000u), TENON_AARCH64_PSTATE_DIT);
  uint32_t tco = flag(field_of(f->id_aa64pfr1, 0x100u) / 2u, TENON_AARCH64_PSTATE_TCO);
  uint32_t nmi = flag(field_of(f->id_aa64pfr1, 0x1000000000u), TENON_AARCH64_PSTATE_ALLINT);
  return pan + ssbs + dit + tco + nmi;
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_new_pan(pstate, sctlr, features); */
static uint32_t new_pan(uint64_t pstate, uint64_t sctlr, uint32_t features) {
  if (bit_of(features, TENON_AARCH64_PSTATE_PAN) == 0) {
    return 0;
  }
  if (bit_of(sctlr, SCTLR_SPAN) == 0) {
    return 1;
  }
  return bit_of(pstate, PAN);
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_new_ssbs(sctlr, features); */
static uint32_t new_ssbs(uint64_t sctlr, uint32_t features) {
  if (bit_of(features, TENON_AARCH64_PSTATE_SSBS) == 0) {
    return 0;
  }
  return bit_of(sctlr, SCTLR_DSSBS);
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_new_dit(pstate, features); */
static uint32_t new_dit(uint64_t pstate, uint32_t features) {
  if (bit_of(features, TENON_AARCH64_PSTATE_DIT) == 0) {
    return 0;
  }
  return bit_of(pstate, DIT);
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_new_allint(sctlr, features); */
static uint32_t new_allint(uint64_t sctlr, uint32_t features) {
  if (bit_of(features, TENON_AARCH64_PSTATE_ALLINT) == 0) {
    return 0;
  }
  return 1u - bit_of(sctlr, SCTLR_SPINTMASK);
}

/* DAIF masked, EL1h, whatever is above. */
/*@ requires fields: nzcv < 16 && tco < 2 && dit < 2 && pan < 2 && allint < 2 && ssbs < 2;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures sum: \result == nzcv * 0x10000000 + tco * 0x2000000 + dit * 0x1000000 +
      pan * 0x400000 + allint * 0x2000 + ssbs * 0x1000 + 15 * 0x40 + 5;
    ensures masked: \result % 0x400 == 0x3c5; */
static uint64_t composed(uint64_t nzcv, uint64_t tco, uint64_t dit, uint64_t pan, uint64_t allint,
                         uint64_t ssbs) {
  return nzcv * NZCV + tco * TCO + dit * DIT + pan * PAN + allint * ALLINT + ssbs * SSBS +
         DAIF_EL1H;
}

uint64_t tenon_aarch64_exception_pstate(uint64_t pstate, uint64_t sctlr, uint32_t features) {
  uint64_t nzcv = field_of(pstate, NZCV);
  uint64_t tco = bit_of(features, TENON_AARCH64_PSTATE_TCO);
  uint64_t dit = new_dit(pstate, features);
  uint64_t pan = new_pan(pstate, sctlr, features);
  uint64_t allint = new_allint(sctlr, features);
  uint64_t ssbs = new_ssbs(sctlr, features);
  return composed(nzcv, tco, dit, pan, allint, ssbs);
}

/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures group: \result == tenon_vector_group(pstate); */
static uint32_t vector_group(uint64_t pstate) {
  if (bit_of(pstate, AARCH32) != 0) {
    return 0x600;
  }
  if ((pstate / 4u) % 4u == 0) {
    return 0x400;
  }
  return bit_of(pstate, 1u) * 0x200u;
}

/* EC of an abort: its even number from a lower exception level, the odd one from EL1. */
/*@ requires range: ec == 0x20 || ec == 0x24;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == (tenon_vector_group(pstate) >= 0x400 ? ec : ec + 1); */
static uint32_t abort_class(uint32_t ec, uint64_t pstate) {
  if (vector_group(pstate) >= 0x400u) {
    return ec;
  }
  return ec + 1u;
}

/* xFSC and FnV of a synchronous external abort. */
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result ==
      (1 - tenon_bit_at(flags, TENON_AARCH64_EXCEPTION_FAR)) * 0x400 + 0x10; */
static uint32_t external_abort(uint32_t flags) {
  return (1u - bit_of(flags, TENON_AARCH64_EXCEPTION_FAR)) * FNV + EXTERNAL_ABORT;
}

/*@ requires range: ec < 64 && iss < 0x2000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == ec * 0x4000000 + 0x2000000 + iss; */
static uint64_t syndrome(uint32_t ec, uint32_t iss) { return (uint64_t)ec * EC + IL + iss; }

/*@ requires memory: \valid_read(in);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_exception_esr(in); */
static uint64_t syndrome_of(const struct tenon_aarch64_exception_input *in) {
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_DATA_ABORT) {
    uint32_t cm = bit_of(in->flags, TENON_AARCH64_EXCEPTION_MAINTENANCE);
    uint32_t wnr = bit_of(in->flags, TENON_AARCH64_EXCEPTION_WRITE);
    return syndrome(abort_class(EC_DATA_ABORT, in->pstate),
                    external_abort(in->flags) + cm * CM + wnr * WNR);
  }
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT) {
    return syndrome(abort_class(EC_INSTRUCTION_ABORT, in->pstate), external_abort(in->flags));
  }
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_SERROR) {
    return syndrome(EC_SERROR, (uint32_t)(in->syndrome % IL));
  }
  return syndrome(0, 0);
}

/*@ requires memory: \valid_read(in);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_exception_writes_far(in); */
static uint32_t writes_far(const struct tenon_aarch64_exception_input *in) {
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_DATA_ABORT ||
      in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT) {
    return bit_of(in->flags, TENON_AARCH64_EXCEPTION_FAR);
  }
  return 0;
}

/*@ requires memory: \valid_read(in);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_exception_vector(in); */
static uint64_t vector_of(const struct tenon_aarch64_exception_input *in) {
  uint64_t group = in->vbar - in->vbar % VECTORS + vector_group(in->pstate);
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_SERROR) {
    return group + VECTOR_SERROR;
  }
  return group;
}

/*@ requires memory: \valid_read(in) && \valid(out) && \separated(in, out);
    terminates \true;
    exits \false;
    assigns *out;
    ensures taken: out->taken == 0;
    ensures unchanged: out->pc == \old(in->pc) && out->pstate == \old(in->pstate);
    ensures nothing: out->elr == 0 && out->spsr == 0 && out->esr == 0 && out->far == 0 &&
      out->writes_far == 0; */
static void hold_back(const struct tenon_aarch64_exception_input *in,
                      struct tenon_aarch64_exception_entry *out) {
  uint64_t pc = in->pc;
  uint64_t pstate = in->pstate;
  out->pc = pc;
  out->pstate = pstate;
  out->elr = 0;
  out->spsr = 0;
  out->esr = 0;
  out->far = 0;
  out->writes_far = 0;
  out->taken = 0;
}

void tenon_aarch64_take_exception(const struct tenon_aarch64_exception_input *in,
                                  struct tenon_aarch64_exception_entry *out) {
  uint64_t elr = in->pc;
  uint64_t spsr = in->pstate;
  uint64_t pc = vector_of(in);
  uint64_t pstate = tenon_aarch64_exception_pstate(spsr, in->sctlr, in->features);
  uint64_t esr = syndrome_of(in);
  uint32_t known = writes_far(in);
  uint64_t far = 0;
  if (known != 0) {
    far = in->far;
  }
  if (in->kind == (uint32_t)TENON_AARCH64_EXCEPTION_SERROR && bit_of(spsr, SERROR_MASK) != 0) {
    hold_back(in, out);
    return;
  }
  out->pc = pc;
  out->pstate = pstate;
  out->elr = elr;
  out->spsr = spsr;
  out->esr = esr;
  out->far = far;
  out->writes_far = known;
  out->taken = 1;
}
