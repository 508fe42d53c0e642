/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/svm/vmcb.h"

#include "tenon/core/x86_64/offsets.h"
#include "tenon/core/x86_64/svm/compose.h"

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

/* Of each word, what isolation and the exits need (APM volume 2, appendix B), and nothing besides. */
#define BIT(n) (1u << (n))
#define WORD(word, bits, sentence) TENON_STATIC_ASSERT((word) == (bits), sentence)
WORD(TENON_SVM_MANDATORY_0,
     BIT(0) + BIT(1) + BIT(3) + BIT(15) + BIT(18) + BIT(22) + BIT(24) + BIT(26) + BIT(27) +
         BIT(28) + BIT(31),
     "INTR, NMI, INIT, RDPMC, CPUID, INVD, HLT, INVLPGA, IOIO, MSR, SHUTDOWN");
WORD(TENON_SVM_INTERCEPT_VINTR, BIT(4), "comes on top");
WORD(TENON_SVM_INTERCEPT_IRET, BIT(20), "comes on top");
WORD(TENON_SVM_INTERCEPT_PAUSE, BIT(23), "comes on top");
WORD(TENON_SVM_MANDATORY_1,
     BIT(0) + BIT(1) + BIT(2) + BIT(3) + BIT(4) + BIT(5) + BIT(6) + BIT(9) + BIT(10) + BIT(11) +
         BIT(13) + BIT(14),
     "VMRUN, VMMCALL, VMLOAD, VMSAVE, STGI, CLGI, SKINIT, WBINVD, MONITOR, MWAIT, XSETBV, RDPRU");
WORD(TENON_SVM_MANDATORY_EXCEPTIONS, BIT(1) + BIT(17) + BIT(18), "#DB, #AC, #MC");

/*@ requires vmcb: \valid(b);
    requires asid: asid != 0;
    terminates \true; exits \false;
    assigns b->intercept_exceptions, b->intercept[0 .. 2], b->asid, b->v_intr, b->nested_control;
    ensures isolates: svm_isolates(b);
    ensures pause: b->intercept[0] / TENON_SVM_INTERCEPT_PAUSE % 2 == (trap_pause != 0 ? 1 : 0);
    ensures window: b->intercept[0] / TENON_SVM_INTERCEPT_VINTR % 2 == 0 &&
                    b->intercept[0] / TENON_SVM_INTERCEPT_IRET % 2 == 0 &&
                    b->v_intr == TENON_SVM_V_INTR_MASKING;
    ensures asid: b->asid == asid;
    ensures others: b->intercept[2] == 0; */
static void isolate(struct tenon_svm_vmcb *b, uint32_t trap_pause, uint32_t asid) {
  b->nested_control = TENON_SVM_NP_ENABLE;
  b->v_intr = TENON_SVM_V_INTR_MASKING;
  b->asid = asid;
  b->intercept_exceptions = TENON_SVM_MANDATORY_EXCEPTIONS;
  b->intercept[0] = tenon_svm_intercepts(trap_pause != 0u ? 1u : 0u, 0);
  b->intercept[1] = TENON_SVM_MANDATORY_1;
  b->intercept[2] = 0;
}

void tenon_svm_compose(struct tenon_svm_vmcb *b, const struct tenon_x86_64_setup *setup,
                       const struct tenon_stage2 *stage2) {
  b->intercept_cr = 0;
  b->intercept_dr = 0;
  b->iopm_address = setup->policy_address;
  b->msrpm_address = setup->policy_address + TENON_X86_64_IOPM_BYTES;
  b->tsc_offset = 0;
  b->tlb_control = 0;
  b->interrupt_shadow = 0;
  b->eventinj = 0;
  b->nested_cr3 = stage2->root;
  b->lbr_control = 0;
  b->clean = 0;
  isolate(b, setup->trap_pause, stage2->vmid);
}
