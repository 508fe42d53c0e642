/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The virtual machine control block (AMD APM volume 2, appendix B). vmcb.c asserts each offset.
#ifndef TENON_CORE_X86_64_SVM_VMCB_H
#define TENON_CORE_X86_64_SVM_VMCB_H

#include "tenon/core/base.h"

/// Attributes as the descriptor has them: bits 47:40 and 55:52.
struct tenon_svm_segment {
  uint16_t selector;
  uint16_t attributes;
  uint32_t limit;
  uint64_t base;
};

struct tenon_svm_vmcb {
  uint32_t intercept_cr;         ///< reads in 15:0, writes in 31:16
  uint32_t intercept_dr;         ///< likewise
  uint32_t intercept_exceptions; ///< by vector
  uint32_t intercept[3];         ///< intercepts.h
  uint8_t reserved_018[0x24];
  uint16_t pause_threshold;
  uint16_t pause_count;
  uint64_t iopm_address;
  uint64_t msrpm_address;
  uint64_t tsc_offset;
  uint32_t asid;
  uint32_t tlb_control;
  uint64_t v_intr;
  uint64_t interrupt_shadow;
  uint64_t exitcode;
  uint64_t exitinfo1;
  uint64_t exitinfo2;
  uint64_t exitintinfo;
  uint64_t nested_control;
  uint8_t reserved_098[0x10];
  uint64_t eventinj;
  uint64_t nested_cr3;
  uint64_t lbr_control;
  uint32_t clean;
  uint32_t reserved_0c4;
  uint64_t next_rip;
  uint8_t bytes_fetched;
  uint8_t instruction[15];
  uint8_t reserved_0e0[0x320];

  struct tenon_svm_segment es; ///< the state save area begins here, at 0x400
  struct tenon_svm_segment cs;
  struct tenon_svm_segment ss;
  struct tenon_svm_segment ds;
  struct tenon_svm_segment fs;
  struct tenon_svm_segment gs;
  struct tenon_svm_segment gdtr;
  struct tenon_svm_segment ldtr;
  struct tenon_svm_segment idtr;
  struct tenon_svm_segment tr;
  uint8_t reserved_4a0[0x2b];
  uint8_t cpl;
  uint32_t reserved_4cc;
  uint64_t efer;
  uint8_t reserved_4d8[0x70];
  uint64_t cr4;
  uint64_t cr3;
  uint64_t cr0;
  uint64_t dr7;
  uint64_t dr6;
  uint64_t rflags;
  uint64_t rip;
  uint8_t reserved_580[0x58];
  uint64_t rsp;
  uint8_t reserved_5e0[0x18];
  uint64_t rax;
  uint64_t star;
  uint64_t lstar;
  uint64_t cstar;
  uint64_t sfmask;
  uint64_t kernel_gs_base;
  uint64_t sysenter_cs;
  uint64_t sysenter_esp;
  uint64_t sysenter_eip;
  uint64_t cr2;
  uint8_t reserved_648[0x20];
  uint64_t g_pat;
  uint8_t reserved_670[0x990];
} __attribute__((aligned(4096)));

#endif
