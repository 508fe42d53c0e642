/* SPDX-License-Identifier: Apache-2.0 */
/* The contracts stand in tenon/core/x86_64/vmx/hardware.h. */
#include "../assembly.h"

/* struct tenon_vmx_host */
#define HOST_CR0 0
#define HOST_CR3 8
#define HOST_CR4 16
#define HOST_GDTR_BASE 24
#define HOST_IDTR_BASE 32
#define HOST_GDTR_LIMIT 40
#define HOST_IDTR_LIMIT 42
#define HOST_LDTR 44
#define HOST_TR 46
#define HOST_ES 48
#define HOST_CS 50
#define HOST_SS 52
#define HOST_DS 54
#define HOST_FS 56
#define HOST_GS 58
#define HOST_TR_BASE 64

/* An instruction that takes the address of an address, and the answer whether it has succeeded:
 * neither CF nor ZF. */
    .macro  on_address instruction
    push    %rdi
    xor     %eax, %eax
    \instruction (%rsp)
    seta    %al
    pop     %rdi
    ret
    .endm

    function tenon_vmx_hw_on
    on_address vmxon
    finish  tenon_vmx_hw_on

    function tenon_vmx_hw_off
    vmxoff
    ret
    finish  tenon_vmx_hw_off

    function tenon_vmx_hw_clear
    on_address vmclear
    finish  tenon_vmx_hw_clear

    function tenon_vmx_hw_load
    on_address vmptrld
    finish  tenon_vmx_hw_load

    function tenon_vmx_hw_read
    mov     %edi, %edi
    xor     %eax, %eax
    vmread  %rdi, %rax
    ret
    finish  tenon_vmx_hw_read

    function tenon_vmx_hw_write
    mov     %edi, %edi
    xor     %eax, %eax
    vmwrite %rsi, %rdi
    seta    %al
    ret
    finish  tenon_vmx_hw_write

/* A descriptor on the stack: rsi, then 0. */
    .macro  on_descriptor instruction
    mov     %edi, %edi
    push    $0
    push    %rsi
    \instruction (%rsp), %rdi
    add     $16, %rsp
    ret
    .endm

    function tenon_vmx_hw_forget_nested
    on_descriptor invept
    finish  tenon_vmx_hw_forget_nested

    function tenon_vmx_hw_forget_linear
    mov     %esi, %esi
    on_descriptor invvpid
    finish  tenon_vmx_hw_forget_linear

    function tenon_vmx_hw_read_cr0
    mov     %cr0, %rax
    ret
    finish  tenon_vmx_hw_read_cr0

    function tenon_vmx_hw_write_cr0
    mov     %rdi, %cr0
    ret
    finish  tenon_vmx_hw_write_cr0

    function tenon_vmx_hw_read_dr6
    mov     %dr6, %rax
    ret
    finish  tenon_vmx_hw_read_dr6

    function tenon_vmx_hw_write_dr6
    mov     %rdi, %dr6
    ret
    finish  tenon_vmx_hw_write_dr6

/* rdi = struct tenon_vmx_host. TR's base is in the 16 bytes of its descriptor. */
    function tenon_vmx_hw_read_host
    mov     %cr0, %rax
    mov     %rax, HOST_CR0(%rdi)
    mov     %cr3, %rax
    mov     %rax, HOST_CR3(%rdi)
    mov     %cr4, %rax
    mov     %rax, HOST_CR4(%rdi)
    sub     $16, %rsp
    sgdt    (%rsp)
    mov     (%rsp), %ax
    mov     %ax, HOST_GDTR_LIMIT(%rdi)
    mov     2(%rsp), %rdx
    mov     %rdx, HOST_GDTR_BASE(%rdi)
    sidt    (%rsp)
    mov     (%rsp), %ax
    mov     %ax, HOST_IDTR_LIMIT(%rdi)
    mov     2(%rsp), %rax
    mov     %rax, HOST_IDTR_BASE(%rdi)
    add     $16, %rsp
    sldt    HOST_LDTR(%rdi)
    mov     %es, %eax
    mov     %ax, HOST_ES(%rdi)
    mov     %cs, %eax
    mov     %ax, HOST_CS(%rdi)
    mov     %ss, %eax
    mov     %ax, HOST_SS(%rdi)
    mov     %ds, %eax
    mov     %ax, HOST_DS(%rdi)
    mov     %fs, %eax
    mov     %ax, HOST_FS(%rdi)
    mov     %gs, %eax
    mov     %ax, HOST_GS(%rdi)
    str     %eax
    mov     %ax, HOST_TR(%rdi)
    and     $0xfff8, %eax
    add     %rdx, %rax
    mov     2(%rax), %ecx
    and     $0xffffff, %ecx
    movzbl  7(%rax), %edx
    shl     $24, %edx
    or      %edx, %ecx
    mov     8(%rax), %edx
    shl     $32, %rdx
    or      %rdx, %rcx
    mov     %rcx, HOST_TR_BASE(%rdi)
    ret
    finish  tenon_vmx_hw_read_host

    function tenon_vmx_hw_restore_tables
    sub     $16, %rsp
    mov     HOST_GDTR_LIMIT(%rdi), %ax
    mov     %ax, (%rsp)
    mov     HOST_GDTR_BASE(%rdi), %rax
    mov     %rax, 2(%rsp)
    lgdt    (%rsp)
    mov     HOST_IDTR_LIMIT(%rdi), %ax
    mov     %ax, (%rsp)
    mov     HOST_IDTR_BASE(%rdi), %rax
    mov     %rax, 2(%rsp)
    lidt    (%rsp)
    lldt    HOST_LDTR(%rdi)
    add     $16, %rsp
    ret
    finish  tenon_vmx_hw_restore_tables

    function tenon_vmx_hw_exit_address
    lea     tenon_vmx_exit_point(%rip), %rax
    ret
    finish  tenon_vmx_hw_exit_address

    function tenon_vmx_hw_take_nmi
    int     $2
    ret
    finish  tenon_vmx_hw_take_nmi
