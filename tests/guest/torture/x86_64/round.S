/* SPDX-License-Identifier: Apache-2.0 */
/* Loads general registers from a picture and takes them into another one; the guest's entry, its first
 * page tables and its vectors. */
#include "torture.h"

#define STACK_BYTES 16384
#define PRESENT_WRITE 0x3
#define LARGE 0x83
#define FLAGS_CLEAR 0x2

    .section .head, "ax"
    .globl  guest_start
guest_start:
    mov     $1, %eax            /* its number is its APIC's */
    cpuid
    shr     $24, %ebx
    mov     %ebx, %edi
    mov     %ebx, %ebp
    lea     1(%rbx), %eax
    imul    $STACK_BYTES, %eax, %eax
    lea     stacks(%rip), %rsp
    add     %rax, %rsp
    call    begin
    mov     %ebp, %edi
    shl     $12, %edi
    add     $GUEST_START + PARAMETERS_OFFSET, %edi
    call    torture
1:  hlt
    jmp     1b

/* Every address of the first 4 GiB is itself; the hypervisor names these tables as those of each
 * vCPU's first instruction. */
    .org    0x1000
    .globl  first_directories
    .quad   GUEST_START + 0x2000 + PRESENT_WRITE
    .org    0x2000
    .quad   GUEST_START + 0x3000 + PRESENT_WRITE, GUEST_START + 0x4000 + PRESENT_WRITE
    .quad   GUEST_START + 0x5000 + PRESENT_WRITE, GUEST_START + 0x6000 + PRESENT_WRITE
    .org    0x3000
first_directories:
    .set    page, 0
    .rept   2048
    .quad   page + LARGE
    .set    page, page + 0x200000
    .endr

    .macro  each_general what:vararg
    .set    n, 0
    .irp    r, rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
    \what   \r, n
    .set    n, n + 1
    .endr
    .endm
    .macro  load register, index
    mov     WANTED + 8 * \index, %\register
    .endm
    .macro  keep register, index
    mov     %\register, FOUND + 8 * \index
    .endm

    .macro  push_kept
    .irp    r, rbx, rbp, r12, r13, r14, r15
    push    %\r
    .endr
    .endm
    .macro  pop_kept
    .irp    r, r15, r14, r13, r12, rbp, rbx
    pop     %\r
    .endr
    .endm

    .text
    .globl  play
    .type   play, @function
play:
    push_kept
    mov     %rsp, KEPT_STACK
    mov     %rdi, PROGRAM
    movl    $MODE_PLAYING, MODE
    push    WANTED + PICTURE_RFLAGS
    popf
    each_general load
    jmp     *PROGRAM

/* The program has come to its end. */
    .globl  save
save:
    each_general keep
    mov     KEPT_STACK, %rsp
    pushf
    pop     FOUND + PICTURE_RFLAGS
    movq    $0, FOUND + PICTURE_VECTOR
saved:
    push    $FLAGS_CLEAR
    popf
    movl    $MODE_LOST, MODE
    pop_kept
    ret

    .globl  try_call
    .type   try_call, @function
try_call:
    push_kept
    sub     $8, %rsp
    mov     %rsp, TRY_STACK
    movl    $MODE_TRYING, MODE
    mov     %rdi, %rax
    mov     %esi, %edi
    mov     %rdx, %rsi
    call    *%rax
    mov     $1, %eax
tried:
    movl    $MODE_LOST, MODE
    add     $8, %rsp
    pop_kept
    ret

/* An exception or interrupt, of which only the stack is another one: what was before is in its frame. */
    .macro  vector number, has_error
    .if     \has_error
    pop     FOUND + PICTURE_ERROR
    .else
    movq    $0, FOUND + PICTURE_ERROR
    .endif
    movl    $\number + 1, LOST_VECTOR
    jmp     caught
    .endm

    .globl  vectors, vector_injected
    .balign 32
vectors:
    .set    number, 0
    .rept   32
    .balign 32
    .if     number == 8 || (number >= 10 && number <= 14) || number == 17 || number == 21 || number == 29 || number == 30
    vector  number, 1
    .else
    vector  number, 0
    .endif
    .set    number, number + 1
    .endr
    .balign 32
vector_injected:
    vector  INJECTED, 0

caught:
    cmpl    $MODE_PLAYING, MODE
    jne     1f
    each_general keep
    mov     LOST_VECTOR, %eax
    mov     %rax, FOUND + PICTURE_VECTOR
    pop     FOUND + PICTURE_RIP
    pop     FOUND + PICTURE_CS
    pop     FOUND + PICTURE_RFLAGS
    pop     FOUND + PICTURE_X(4)
    pop     FOUND + PICTURE_SS
    mov     KEPT_STACK, %rsp
    jmp     saved
1:  cmpl    $MODE_TRYING, MODE
    jne     2f
    mov     TRY_STACK, %rsp
    xor     %eax, %eax
    jmp     tried
/* No exception was to come: says which and where, and asks for what the hypervisor does not know. */
2:  pop     %rdx
    mov     LOST_VECTOR, %ecx
    mov     $CALL_WRONG, %edi
    mov     $WRONG_VECTOR, %esi
    mov     %rdx, %r8
    xor     %edx, %edx
    call    call
    xor     %edi, %edi
    call    call
3:  hlt
    jmp     3b

/* uint64_t call(number, a, b, c, d): RSI has the number. */
    .globl  call, call_site
    .type   call, @function
call:
    push    %rbx
    mov     %rsi, %rax
    mov     %rdi, %rsi
    mov     %rdx, %rbx
    mov     %r8, %rdx
call_site:
    vmmcall
    pop     %rbx
    ret

    .bss
    .balign 16
stacks:
    .space  4 * STACK_BYTES
