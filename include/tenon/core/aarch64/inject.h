/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Exceptions that the hypervisor makes the guest take at EL1: what AArch64.TakeException does
/// (DDI 0487 J1.1.2), computed from the guest's registers and without touching them.
#ifndef TENON_CORE_AARCH64_INJECT_H
#define TENON_CORE_AARCH64_INJECT_H

#include "tenon/core/aarch64/cpu.h"

/// tenon_aarch64_exception_input.kind; any other value counts as UNDEFINED.
enum tenon_aarch64_exception {
  TENON_AARCH64_EXCEPTION_UNDEFINED = 0,     ///< EC 0: the instruction does not exist here
  TENON_AARCH64_EXCEPTION_DATA_ABORT,        ///< synchronous external abort of a data access
  TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT, ///< synchronous external abort of a fetch
  TENON_AARCH64_EXCEPTION_SERROR             ///< asynchronous: held back while PSTATE.A is set
};

/// tenon_aarch64_exception_input.flags
#define TENON_AARCH64_EXCEPTION_FAR 1u         ///< `far` is known (ISS.FnV = 0)
#define TENON_AARCH64_EXCEPTION_WRITE 2u       ///< data abort of a store (ISS.WnR)
#define TENON_AARCH64_EXCEPTION_MAINTENANCE 4u ///< data abort of cache maintenance (ISS.CM)

/// tenon_aarch64_exception_input.features: which PSTATE bits this CPU has.
#define TENON_AARCH64_PSTATE_PAN 1u     ///< FEAT_PAN
#define TENON_AARCH64_PSTATE_SSBS 2u    ///< FEAT_SSBS
#define TENON_AARCH64_PSTATE_DIT 4u     ///< FEAT_DIT
#define TENON_AARCH64_PSTATE_TCO 8u     ///< FEAT_MTE2
#define TENON_AARCH64_PSTATE_ALLINT 16u ///< FEAT_NMI

struct tenon_aarch64_exception_input {
  uint64_t pc;       ///< the preferred return address: of the instruction, for HVC that is ELR - 4
  uint64_t pstate;   ///< as SPSR_EL2 holds it
  uint64_t vbar;     ///< VBAR_EL1
  uint64_t sctlr;    ///< SCTLR_EL1
  uint64_t far;      ///< faulting virtual address of an abort
  uint64_t syndrome; ///< ISS of an SError, bits 24:0
  uint32_t kind;     ///< enum tenon_aarch64_exception
  uint32_t flags;    ///< TENON_AARCH64_EXCEPTION_*
  uint32_t features; ///< TENON_AARCH64_PSTATE_*
};

/// What the exception writes; all of it only if `taken`.
struct tenon_aarch64_exception_entry {
  uint64_t pc;
  uint64_t pstate;
  uint64_t elr;        ///< ELR_EL1
  uint64_t spsr;       ///< SPSR_EL1
  uint64_t esr;        ///< ESR_EL1
  uint64_t far;        ///< FAR_EL1, if `writes_far`
  uint32_t writes_far; ///< 1: FAR_EL1 changes
  uint32_t taken;      ///< 0: an SError that PSTATE.A masks; leave it to HCR_EL2.VSE
};

/*@ // One bit of a register or of flags, by its weight.
    logic integer tenon_bit_at(integer word, integer weight) = (word / weight) % 2;

    // Vector offset of the group (table D1-5): AArch32 (PSTATE.M[4]; with HCR_EL2.RW = 1 that is
    // EL0), EL0, EL1 with SP_EL1, EL1 with SP_EL0.
    logic integer tenon_vector_group(integer pstate) =
      tenon_bit_at(pstate, 16) == 1 ? 0x600 : (pstate / 4) % 4 == 0 ? 0x400 :
      pstate % 2 == 1 ? 0x200 : 0;

    logic integer tenon_new_pan(integer pstate, integer sctlr, integer features) =
      tenon_bit_at(features, TENON_AARCH64_PSTATE_PAN) == 0 ? 0 :
      tenon_bit_at(sctlr, 0x800000) == 0 ? 1 : tenon_bit_at(pstate, 0x400000); // SPAN
    logic integer tenon_new_ssbs(integer sctlr, integer features) =
      tenon_bit_at(features, TENON_AARCH64_PSTATE_SSBS) == 0 ? 0 :
      tenon_bit_at(sctlr, 0x100000000000); // DSSBS
    logic integer tenon_new_dit(integer pstate, integer features) =
      tenon_bit_at(features, TENON_AARCH64_PSTATE_DIT) == 0 ? 0 : tenon_bit_at(pstate, 0x1000000);
    logic integer tenon_new_allint(integer sctlr, integer features) =
      tenon_bit_at(features, TENON_AARCH64_PSTATE_ALLINT) == 0 ? 0 :
      1 - tenon_bit_at(sctlr, 0x4000000000000000); // SPINTMASK

    // NZCV 31:28, TCO 25, DIT 24, UAO 23, PAN 22, SS 21, IL 20, ALLINT 13, SSBS 12, BTYPE 11:10,
    // DAIF 9:6, M 4:0.
    logic integer tenon_new_pstate(integer pstate, integer sctlr, integer features) =
      (pstate / 0x10000000) % 16 * 0x10000000 +
      tenon_bit_at(features, TENON_AARCH64_PSTATE_TCO) * 0x2000000 +
      tenon_new_dit(pstate, features) * 0x1000000 +
      tenon_new_pan(pstate, sctlr, features) * 0x400000 +
      tenon_new_allint(sctlr, features) * 0x2000 +
      tenon_new_ssbs(sctlr, features) * 0x1000 + 15 * 0x40 + 5;

    // EC 31:26; the classes of an abort differ by 1 between a lower level and EL1.
    logic integer tenon_exception_ec(struct tenon_aarch64_exception_input *in) =
      in->kind == TENON_AARCH64_EXCEPTION_DATA_ABORT ?
        (tenon_vector_group(in->pstate) >= 0x400 ? 0x24 : 0x25) :
      in->kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT ?
        (tenon_vector_group(in->pstate) >= 0x400 ? 0x20 : 0x21) :
      in->kind == TENON_AARCH64_EXCEPTION_SERROR ? 0x2f : 0;

    // ISS 24:0; of an abort: FnV 10, EA 9, CM 8, S1PTW 7, WnR 6, xFSC 5:0.
    logic integer tenon_exception_iss(struct tenon_aarch64_exception_input *in) =
      in->kind == TENON_AARCH64_EXCEPTION_DATA_ABORT ?
        (1 - tenon_bit_at(in->flags, TENON_AARCH64_EXCEPTION_FAR)) * 0x400 +
        tenon_bit_at(in->flags, TENON_AARCH64_EXCEPTION_MAINTENANCE) * 0x100 +
        tenon_bit_at(in->flags, TENON_AARCH64_EXCEPTION_WRITE) * 0x40 + 0x10 :
      in->kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT ?
        (1 - tenon_bit_at(in->flags, TENON_AARCH64_EXCEPTION_FAR)) * 0x400 + 0x10 :
      in->kind == TENON_AARCH64_EXCEPTION_SERROR ? in->syndrome % 0x2000000 : 0;

    logic integer tenon_exception_esr(struct tenon_aarch64_exception_input *in) =
      tenon_exception_ec(in) * 0x4000000 + 0x2000000 + tenon_exception_iss(in);

    logic integer tenon_exception_vector(struct tenon_aarch64_exception_input *in) =
      in->vbar - in->vbar % 0x800 + tenon_vector_group(in->pstate) +
      (in->kind == TENON_AARCH64_EXCEPTION_SERROR ? 0x180 : 0);

    logic integer tenon_exception_writes_far(struct tenon_aarch64_exception_input *in) =
      in->kind == TENON_AARCH64_EXCEPTION_DATA_ABORT ||
      in->kind == TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT ?
        tenon_bit_at(in->flags, TENON_AARCH64_EXCEPTION_FAR) : 0;

    predicate tenon_exception_masked(struct tenon_aarch64_exception_input *in) =
      in->kind == TENON_AARCH64_EXCEPTION_SERROR && tenon_bit_at(in->pstate, 0x100) == 1; */

TENON_BEGIN_C

/// Which PSTATE bits the CPU has.
/*@ requires memory: \valid_read(f);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures range: \result < 32;
    ensures pan: tenon_bit_at(\result, TENON_AARCH64_PSTATE_PAN) == 1 <==>
      (f->id_aa64mmfr1 / 0x100000) % 16 != 0;
    ensures ssbs: tenon_bit_at(\result, TENON_AARCH64_PSTATE_SSBS) == 1 <==>
      (f->id_aa64pfr1 / 0x10) % 16 != 0;
    ensures dit: tenon_bit_at(\result, TENON_AARCH64_PSTATE_DIT) == 1 <==>
      (f->id_aa64pfr0 / 0x1000000000000) % 16 != 0;
    ensures tco: tenon_bit_at(\result, TENON_AARCH64_PSTATE_TCO) == 1 <==>
      (f->id_aa64pfr1 / 0x100) % 16 >= 2;
    ensures allint: tenon_bit_at(\result, TENON_AARCH64_PSTATE_ALLINT) == 1 <==>
      (f->id_aa64pfr1 / 0x1000000000) % 16 != 0; */
uint32_t tenon_aarch64_exception_features(const struct tenon_aarch64_features *f);

/// PSTATE after an exception is taken to EL1 (DDI 0487 D1.3.1 and J1.1.2): EL1h, DAIF masked, NZCV
/// and DIT kept, PAN, SSBS and ALLINT as SCTLR_EL1 says, TCO set, everything else clear.
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures value: \result == tenon_new_pstate(pstate, sctlr, features);
    ensures masked: \result % 0x400 == 0x3c5; */
uint64_t tenon_aarch64_exception_pstate(uint64_t pstate, uint64_t sctlr, uint32_t features);

/// The exception that `in` describes. Pure and total. IL is 1 in every syndrome: the manual says
/// so for EC 0, instruction aborts, data aborts without ISV and SErrors, also in T32 code
/// (DDI 0487 D24.2.37). An external abort has no ISV here: it did not come from stage 2.
/*@ requires memory: \valid_read(in) && \valid(out) && \separated(in, out);
    terminates \true;
    exits \false;
    assigns *out;
    behavior masked:
      assumes tenon_exception_masked(in);
      ensures taken: out->taken == 0;
      ensures unchanged: out->pc == \old(in->pc) && out->pstate == \old(in->pstate);
      ensures nothing: out->elr == 0 && out->spsr == 0 && out->esr == 0 && out->far == 0 &&
        out->writes_far == 0;
    behavior taken:
      assumes !tenon_exception_masked(in);
      ensures taken: out->taken == 1;
      ensures vector: out->pc == tenon_exception_vector{Pre}(in);
      ensures pstate: out->pstate ==
        tenon_new_pstate(\old(in->pstate), \old(in->sctlr), \old(in->features));
      ensures masked: out->pstate % 0x400 == 0x3c5;
      ensures saved: out->elr == \old(in->pc) && out->spsr == \old(in->pstate);
      ensures esr: out->esr == tenon_exception_esr{Pre}(in);
      ensures far: out->writes_far == tenon_exception_writes_far{Pre}(in) &&
        out->far == (out->writes_far == 1 ? \old(in->far) : 0);
    complete behaviors;
    disjoint behaviors; */
void tenon_aarch64_take_exception(const struct tenon_aarch64_exception_input *in,
                                  struct tenon_aarch64_exception_entry *out);

TENON_END_C

#endif
