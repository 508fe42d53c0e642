/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/vmcb.h"

#include "tenon/core/x86_64/offsets.h"
#include "tenon/core/x86_64/svm/intercepts.h"

#define AT(member, offset) \
  TENON_STATIC_ASSERT(offsetof(struct tenon_svm_vmcb, member) == (offset), "the CPU has it there")
AT(intercept_exceptions, 0x008);
AT(intercept, 0x00c);
AT(pause_threshold, 0x03c);
AT(iopm_address, 0x040);
AT(msrpm_address, 0x048);
AT(tsc_offset, 0x050);
AT(asid, 0x058);
AT(tlb_control, 0x05c);
AT(v_intr, 0x060);
AT(interrupt_shadow, 0x068);
AT(exitcode, 0x070);
AT(exitinfo1, 0x078);
AT(exitinfo2, 0x080);
AT(exitintinfo, 0x088);
AT(nested_control, 0x090);
AT(eventinj, 0x0a8);
AT(nested_cr3, 0x0b0);
AT(lbr_control, 0x0b8);
AT(clean, 0x0c0);
AT(next_rip, 0x0c8);
AT(bytes_fetched, 0x0d0);
AT(instruction, 0x0d1);
AT(es, 0x400);
AT(cs, 0x410);
AT(fs, 0x440);
AT(gdtr, 0x460);
AT(ldtr, 0x470);
AT(idtr, 0x480);
AT(tr, 0x490);
AT(cpl, 0x4cb);
AT(efer, 0x4d0);
AT(cr4, 0x548);
AT(cr3, 0x550);
AT(cr0, 0x558);
AT(dr7, 0x560);
AT(dr6, 0x568);
AT(rflags, TENON_X86_64_OFFSET_VMCB_RFLAGS);
AT(rip, TENON_X86_64_OFFSET_VMCB_RIP);
AT(rsp, TENON_X86_64_OFFSET_VMCB_RSP);
AT(rax, TENON_X86_64_OFFSET_VMCB_RAX);
AT(star, 0x600);
AT(kernel_gs_base, 0x620);
AT(sysenter_eip, 0x638);
AT(cr2, 0x640);
AT(g_pat, 0x668);
TENON_STATIC_ASSERT(sizeof(struct tenon_svm_vmcb) == 4096, "a VMCB is one page");

void tenon_svm_compose(struct tenon_svm_vmcb *b, const struct tenon_x86_64_setup *setup,
                       const struct tenon_stage2 *stage2) {
  b->intercept_cr = 0;
  b->intercept_dr = 0;
  b->intercept_exceptions = TENON_SVM_MANDATORY_EXCEPTIONS;
  b->intercept[0] = tenon_svm_intercepts(setup->trap_pause != 0u ? 1u : 0u, 0);
  b->intercept[1] = TENON_SVM_MANDATORY_1;
  b->intercept[2] = 0;
  b->iopm_address = setup->policy_address;
  b->msrpm_address = setup->policy_address + TENON_X86_64_IOPM_BYTES;
  b->tsc_offset = 0;
  b->asid = stage2->vmid;
  b->tlb_control = 0;
  b->v_intr = TENON_SVM_V_INTR_MASKING;
  b->interrupt_shadow = 0;
  b->nested_control = TENON_SVM_NP_ENABLE;
  b->eventinj = 0;
  b->nested_cr3 = stage2->root;
  b->lbr_control = 0;
  b->clean = 0;
}
