/* SPDX-License-Identifier: Apache-2.0 */
/* The contracts stand in tenon/core/x86_64/hardware.h. */
#include "assembly.h"

#define MSR_GS_BASE 0xc0000101
#define CR4_PKE 0x400000

    function tenon_x86_64_hw_read_msr
    mov     %edi, %ecx
    rdmsr
    shl     $32, %rdx
    or      %rdx, %rax
    ret
    finish  tenon_x86_64_hw_read_msr

    function tenon_x86_64_hw_write_msr
    mov     %edi, %ecx
    mov     %rsi, %rdx
    mov     %esi, %eax
    shr     $32, %rdx
    wrmsr
    ret
    finish  tenon_x86_64_hw_write_msr

    function tenon_x86_64_hw_this_cpu
    mov     $MSR_GS_BASE, %edi
    jmp     tenon_x86_64_hw_read_msr
    finish  tenon_x86_64_hw_this_cpu

    function tenon_x86_64_hw_restore_gs_base
    mov     %rdi, %rsi
    mov     $MSR_GS_BASE, %edi
    jmp     tenon_x86_64_hw_write_msr
    finish  tenon_x86_64_hw_restore_gs_base

    function tenon_x86_64_hw_set_cpu
    mov     %rdi, %rsi
    mov     $MSR_GS_BASE, %edi
    jmp     tenon_x86_64_hw_write_msr
    finish  tenon_x86_64_hw_set_cpu

    function tenon_x86_64_hw_read_cr4
    mov     %cr4, %rax
    ret
    finish  tenon_x86_64_hw_read_cr4

    function tenon_x86_64_hw_write_cr4
    mov     %rdi, %cr4
    ret
    finish  tenon_x86_64_hw_write_cr4

/* r8 = CR4, in which PKE is set until it is put back. */
    .macro  allow_pkru
    mov     %cr4, %r8
    mov     %r8, %rax
    or      $CR4_PKE, %rax
    mov     %rax, %cr4
    xor     %ecx, %ecx
    .endm

    function tenon_x86_64_hw_read_pkru
    allow_pkru
    rdpkru
    mov     %r8, %cr4
    ret
    finish  tenon_x86_64_hw_read_pkru

    function tenon_x86_64_hw_write_pkru
    allow_pkru
    xor     %edx, %edx
    mov     %edi, %eax
    wrpkru
    mov     %r8, %cr4
    ret
    finish  tenon_x86_64_hw_write_pkru

    function tenon_x86_64_hw_read_dr
    mov     %dr0, %rax
    mov     %rax, 0(%rdi)
    mov     %dr1, %rax
    mov     %rax, 8(%rdi)
    mov     %dr2, %rax
    mov     %rax, 16(%rdi)
    mov     %dr3, %rax
    mov     %rax, 24(%rdi)
    ret
    finish  tenon_x86_64_hw_read_dr

    function tenon_x86_64_hw_read_dr7
    mov     %dr7, %rax
    ret
    finish  tenon_x86_64_hw_read_dr7

    function tenon_x86_64_hw_write_dr7
    mov     %rdi, %dr7
    ret
    finish  tenon_x86_64_hw_write_dr7

    function tenon_x86_64_hw_write_dr
    mov     0(%rdi), %rax
    mov     %rax, %dr0
    mov     8(%rdi), %rax
    mov     %rax, %dr1
    mov     16(%rdi), %rax
    mov     %rax, %dr2
    mov     24(%rdi), %rax
    mov     %rax, %dr3
    ret
    finish  tenon_x86_64_hw_write_dr
