/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch of VMX. An entry loads RSP, RIP, RFLAGS, control and segment registers of the
 * guest from the VMCS and an exit those of the host; the other general registers and CR2 move here.
 * The host's GS base is back with the exit, so that this CPU's block says whose registers they are.
 */
#include "tenon/core/x86_64/offsets.h"
#include "../assembly.h"

#define FIELD_HOST_RSP 0x6c14

/* uint32_t tenon_vmx_world_switch(struct tenon_x86_64_vcpu *v, uint32_t launched); */
    function tenon_vmx_world_switch
    push    %rbx
    push    %rbp
    push    %r12
    push    %r13
    push    %r14
    push    %r15
    cli
    cmp     %rsp, TENON_X86_64_OFFSET_VCPU_HOST_RSP(%rdi)
    je      1f
    mov     $FIELD_HOST_RSP, %eax
    vmwrite %rsp, %rax
    mov     %rsp, TENON_X86_64_OFFSET_VCPU_HOST_RSP(%rdi)
1:  mov     TENON_X86_64_OFFSET_VCPU_CR2(%rdi), %rax
    mov     %cr2, %rcx
    cmp     %rax, %rcx
    je      2f
    mov     %rax, %cr2
2:  test    %esi, %esi
    mov     X(0)(%rdi), %rax
    load_general
    jz      3f
    vmresume
    jmp     4f
3:  vmlaunch
    /* Here nothing of the guest has run: CF says that there is no VMCS, ZF that it has a number. */
4:  mov     $1, %eax
    jc      5f
    mov     $2, %eax
    jmp     5f
    .globl  tenon_vmx_exit_point
tenon_vmx_exit_point:
    push    %rax
    mov     %gs:TENON_X86_64_OFFSET_CPU_LOADED, %rax
    save_general
    pop     X(0)(%rax)
    mov     %cr2, %rcx
    mov     %rcx, TENON_X86_64_OFFSET_VCPU_CR2(%rax)
    xor     %eax, %eax
5:  pop     %r15
    pop     %r14
    pop     %r13
    pop     %r12
    pop     %rbp
    pop     %rbx
    ret
    finish  tenon_vmx_world_switch
