/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/compose.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/* Attributes: G, D, L, P, type (APM volume 2, 4.7 and 4.8). */
#define REAL_CODE 0x9bu
#define REAL_DATA 0x93u
#define FLAT_CODE 0xc9bu
#define FLAT_DATA 0xc93u
#define LONG_CODE 0xa9bu
#define LDT 0x82u
#define TSS 0x8bu
#define CR0_PE 0x1u
#define CR0_PG 0x80000000u
#define CR0_ET 0x10u
#define CR4_PAE 0x20u

/*@ requires segment: \valid(s);
    requires range: selector <= 0xffff && attributes <= 0xffff;
    terminates \true; exits \false;
    assigns *s;
    ensures segment: s->selector == selector && s->attributes == attributes && s->limit == limit &&
      s->base == base; */
static void set_segment(struct tenon_svm_segment *s, uint32_t attributes, uint32_t limit,
                        uint64_t base, uint32_t selector) {
  s->selector = (uint16_t)selector;
  s->attributes = (uint16_t)attributes;
  s->limit = limit;
  s->base = base;
}

/*@ requires vmcb: \valid(b);
    requires range: selector <= 0xffff && attributes <= 0xffff;
    terminates \true; exits \false;
    assigns b->es, b->ss, b->ds, b->fs, b->gs; */
static void set_data(struct tenon_svm_vmcb *b, uint32_t attributes, uint32_t limit,
                     uint32_t selector) {
  set_segment(&b->es, attributes, limit, 0, selector);
  set_segment(&b->ss, attributes, limit, 0, selector);
  set_segment(&b->ds, attributes, limit, 0, selector);
  set_segment(&b->fs, attributes, limit, 0, selector);
  set_segment(&b->gs, attributes, limit, 0, selector);
}

/*@ requires vmcb: \valid(b);
    terminates \true; exits \false;
    assigns b->es, b->cs, b->ss, b->ds, b->fs, b->gs;
    ensures code: b->cs.base == code && b->cs.selector == code / 0x10 % 0x10000; */
static void set_real(struct tenon_svm_vmcb *b, uint64_t code) {
  set_data(b, REAL_DATA, 0xffff, 0);
  set_segment(&b->cs, REAL_CODE, 0xffff, code, (uint32_t)(code / 0x10u % 0x10000u));
}

/*@ requires vmcb: \valid(b);
    terminates \true; exits \false;
    assigns b->gdtr, b->idtr, b->ldtr, b->tr; */
static void set_system(struct tenon_svm_vmcb *b) {
  set_segment(&b->gdtr, 0, 0xffff, 0, 0);
  set_segment(&b->idtr, 0, 0xffff, 0, 0);
  set_segment(&b->ldtr, LDT, 0xffff, 0, 0);
  set_segment(&b->tr, TSS, 0xffff, 0, 0);
}

/*@ requires vmcb: \valid(b);
    terminates \true; exits \false;
    assigns b->cr0, b->cr2, b->cr3, b->cr4, b->efer, b->g_pat, b->dr6, b->dr7, b->star, b->lstar,
            b->cstar, b->sfmask, b->kernel_gs_base, b->sysenter_cs, b->sysenter_esp,
            b->sysenter_eip, b->cpl;
    ensures control: b->cr0 == CR0_ET && b->cr3 == 0 && b->cr4 == 0;
    ensures debug: b->dr6 == 0xffff0ff0 && b->dr7 == 0x400;
    ensures kernel: b->cpl == 0;
    ensures extended: b->efer == TENON_X86_64_EFER_SVME; */
static void reset_registers(struct tenon_svm_vmcb *b) {
#define TENON_X86_64_HELD(name, type, field, reset, why) b->field = (reset);
#include "tenon/core/x86_64/registers.def"
  b->cpl = 0;
  b->efer = TENON_X86_64_EFER_SVME;
}

/* The flat modes. Their selectors name no descriptor: the guest loads its own GDT before it changes
 * them. */
/*@ requires vmcb: \valid(b);
    requires code: code <= 0xffff;
    terminates \true; exits \false;
    assigns b->es, b->cs, b->ss, b->ds, b->fs, b->gs;
    ensures base: b->cs.base == 0; */
static void set_flat(struct tenon_svm_vmcb *b, uint32_t code) {
  set_data(b, FLAT_DATA, 0xffffffffu, 0x10);
  set_segment(&b->cs, code, 0xffffffffu, 0, 0x8);
}

/* In which mode the guest starts. \return RIP. */
/*@ requires vmcb: \valid(b);
    requires mode: mode <= TENON_X86_64_MODE_STARTUP;
    requires reset: b->cr0 == CR0_ET && b->cr3 == 0 && b->cr4 == 0 &&
      b->efer == TENON_X86_64_EFER_SVME;
    terminates \true; exits \false;
    assigns b->es, b->cs, b->ss, b->ds, b->fs, b->gs, b->cr0, b->cr3, b->cr4, b->efer;
    ensures code: svm_begins(mode, entry, b->cs.base, \result);
    ensures control: svm_begins_in_mode(b, mode, page_table); */
static uint64_t set_mode(struct tenon_svm_vmcb *b, uint32_t mode, uint64_t page_table,
                         uint64_t entry) {
  if (mode == (uint32_t)TENON_X86_64_MODE_REAL) {
    set_real(b, entry - entry % 0x10000u);
    return entry % 0x10000u;
  }
  if (mode == (uint32_t)TENON_X86_64_MODE_STARTUP) {
    set_real(b, entry);
    return 0;
  }
  if (mode == (uint32_t)TENON_X86_64_MODE_PROTECTED) {
    set_flat(b, FLAT_CODE);
    b->cr0 = CR0_ET + CR0_PE;
    return entry;
  }
  set_flat(b, LONG_CODE);
  b->cr0 = CR0_ET + CR0_PE + CR0_PG;
  b->cr4 = CR4_PAE;
  b->cr3 = page_table;
  b->efer = TENON_X86_64_EFER_SVME + TENON_X86_64_EFER_LME + TENON_X86_64_EFER_LMA;
  return entry;
}

void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  reset_registers(b);
  set_system(b);
  //@ assert stage2: v->stage2->common.vmid != 0;
  v->frame.rip = set_mode(b, v->setup.mode, v->setup.page_table, entry);
  //@ assert stage2: v->stage2->common.vmid != 0;
  tenon_svm_compose(b, &v->setup, &v->stage2->common);
}
