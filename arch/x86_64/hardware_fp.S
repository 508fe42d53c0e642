/* SPDX-License-Identifier: Apache-2.0 */
/* x87, SSE and AVX state, the only place that touches it: the host is built without. */
#include "assembly.h"

#define CR0_EM_TS 0xc

    .macro  allow_fp
    mov     %cr0, %rax
    and     $~CR0_EM_TS, %rax
    mov     %rax, %cr0
    .endm

    function tenon_x86_64_hw_read_xcr0
    xor     %ecx, %ecx
    xgetbv
    shl     $32, %rdx
    or      %rdx, %rax
    ret
    finish  tenon_x86_64_hw_read_xcr0

    function tenon_x86_64_hw_write_xcr0
    xor     %ecx, %ecx
    mov     %rdi, %rdx
    mov     %edi, %eax
    shr     $32, %rdx
    xsetbv
    ret
    finish  tenon_x86_64_hw_write_xcr0

/* rdi = struct tenon_x86_64_xsave, esi = 1: XSAVE, 0: FXSAVE */
    function tenon_x86_64_hw_save_fp
    allow_fp
    test    %esi, %esi
    jz      1f
    mov     $-1, %eax
    mov     $-1, %edx
    xsave64 (%rdi)
    ret
1:  fxsave64 (%rdi)
    ret
    finish  tenon_x86_64_hw_save_fp

    function tenon_x86_64_hw_restore_fp
    allow_fp
    fnclex                      /* the pointers of the last instruction: of this one from here on */
    emms
    fildl   (%rdi)
    test    %esi, %esi
    jz      1f
    mov     $-1, %eax
    mov     $-1, %edx
    xrstor64 (%rdi)
    ret
1:  fxrstor64 (%rdi)
    ret
    finish  tenon_x86_64_hw_restore_fp
