/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch of SVM. VMRUN and #VMEXIT move RAX, RSP, RIP and RFLAGS of both sides; VMLOAD
 * and VMSAVE move FS, GS, TR, LDTR and the MSRs of system calls; the other general registers move
 * here. GIF is 0 from before the guest's part is loaded until the host's is back, so that nothing of
 * the host, no NMI either, runs on what is the guest's.
 */
#include "tenon/core/x86_64/offsets.h"
#include "../assembly.h"

#define VMCB(field) (TENON_X86_64_OFFSET_VCPU_VMCB + TENON_X86_64_OFFSET_VMCB_##field)

    .macro  move from, to, base
    mov     \from(\base), %rcx
    mov     %rcx, \to(\base)
    .endm

/* tenon_svm_world_switch of svm/hardware.h: rdi = vCPU. Keeps rsp and rbp; the compiler keeps elsewhere
 * what it still needs of the other registers, which the guest's replace. */
    function tenon_svm_enter_guest
    push    %rbp
    push    %gs:TENON_X86_64_OFFSET_CPU_HOST_STATE
    move    X(0), VMCB(RAX), %rdi
    move    X(4), VMCB(RSP), %rdi
    move    TENON_X86_64_OFFSET_VCPU_RIP, VMCB(RIP), %rdi
    move    TENON_X86_64_OFFSET_VCPU_RFLAGS, VMCB(RFLAGS), %rdi
    mov     TENON_X86_64_OFFSET_VCPU_CONTROL(%rdi), %rax
    clgi
    vmload  %rax
    load_general
    /* The host's IF at VMRUN decides whether physical interrupts exit. */
    sti
    vmrun   %rax
    cli
    vmsave  %rax
    pop     %rax
    vmload  %rax
    mov     %gs:TENON_X86_64_OFFSET_CPU_LOADED, %rax
    save_general
    move    VMCB(RAX), X(0), %rax
    move    VMCB(RSP), X(4), %rax
    move    VMCB(RIP), TENON_X86_64_OFFSET_VCPU_RIP, %rax
    move    VMCB(RFLAGS), TENON_X86_64_OFFSET_VCPU_RFLAGS, %rax
    pop     %rbp
    stgi
    ret
    finish  tenon_svm_enter_guest

/* rdi = host-physical address of a page */
    function tenon_svm_hw_save_host
    mov     %rdi, %rax
    vmsave  %rax
    ret
    finish  tenon_svm_hw_save_host
