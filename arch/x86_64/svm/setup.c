/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
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

static void set_segment(struct tenon_svm_segment *s, uint32_t attributes, uint32_t limit,
                        uint64_t base, uint32_t selector) {
  s->selector = (uint16_t)selector;
  s->attributes = (uint16_t)attributes;
  s->limit = limit;
  s->base = base;
}

static void set_data(struct tenon_svm_vmcb *b, uint32_t attributes, uint32_t limit,
                     uint32_t selector) {
  set_segment(&b->es, attributes, limit, 0, selector);
  set_segment(&b->ss, attributes, limit, 0, selector);
  set_segment(&b->ds, attributes, limit, 0, selector);
  set_segment(&b->fs, attributes, limit, 0, selector);
  set_segment(&b->gs, attributes, limit, 0, selector);
}

static void set_real(struct tenon_svm_vmcb *b, uint64_t code) {
  set_data(b, REAL_DATA, 0xffff, 0);
  set_segment(&b->cs, REAL_CODE, 0xffff, code, (uint32_t)(code / 0x10u % 0x10000u));
}

static void set_system(struct tenon_svm_vmcb *b) {
  set_segment(&b->gdtr, 0, 0xffff, 0, 0);
  set_segment(&b->idtr, 0, 0xffff, 0, 0);
  set_segment(&b->ldtr, LDT, 0xffff, 0, 0);
  set_segment(&b->tr, TSS, 0xffff, 0, 0);
}

static void reset_registers(struct tenon_svm_vmcb *b) {
#define TENON_X86_64_HELD(name, type, field, reset, why) b->field = (reset);
#include "tenon/core/x86_64/registers.def"
  b->cpl = 0;
  b->efer = TENON_X86_64_EFER_SVME;
}

/* Selectors of the flat modes name no descriptor: the guest loads its own GDT before it changes
 * them. */
void tenon_svm_setup(struct tenon_x86_64_vcpu *v, uint64_t entry) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  reset_registers(b);
  set_system(b);
  v->frame.rip = entry;
  if (v->setup.mode == (uint32_t)TENON_X86_64_MODE_REAL) {
    v->frame.rip = entry % 0x10000u;
    set_real(b, entry - entry % 0x10000u);
  } else if (v->setup.mode == (uint32_t)TENON_X86_64_MODE_STARTUP) {
    v->frame.rip = 0;
    set_real(b, entry);
  } else if (v->setup.mode == (uint32_t)TENON_X86_64_MODE_PROTECTED) {
    set_data(b, FLAT_DATA, 0xffffffffu, 0x10);
    set_segment(&b->cs, FLAT_CODE, 0xffffffffu, 0, 0x8);
    b->cr0 = CR0_ET + CR0_PE;
  } else {
    set_data(b, FLAT_DATA, 0xffffffffu, 0x10);
    set_segment(&b->cs, LONG_CODE, 0xffffffffu, 0, 0x8);
    b->cr0 = CR0_ET + CR0_PE + CR0_PG;
    b->cr4 = CR4_PAE;
    b->cr3 = v->setup.page_table;
    b->efer = TENON_X86_64_EFER_SVME + TENON_X86_64_EFER_LME + TENON_X86_64_EFER_LMA;
  }
  tenon_svm_compose(b, &v->setup, &v->stage2->common);
}
