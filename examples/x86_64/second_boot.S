/* SPDX-License-Identifier: Apache-2.0 */
/* The second CPU, from the start-up IPI on: real mode at the page that this is copied to, then 64-bit
 * mode with the first CPU's page tables. */
#include "long_mode.inc"
#include "second_cpu.h"

#define CR4_PAE_FXSR 0x620
#define MSR_EFER 0xc0000080
#define EFER_LME_NXE 0x900
#define CR0_PG_WP_NE_MP_PE 0x80010023
#define CODE 0x8
#define DATA 0x10
#define TSS 0x28

    .section .text.second_boot, "ax"
    .globl  second_boot
    .globl  second_boot_end
second_boot:
    .code16
    cli
    xor     %eax, %eax
    mov     %ax, %ds
    mov     $CR4_PAE_FXSR, %eax
    mov     %eax, %cr4
    mov     $root, %eax
    mov     %eax, %cr3
    mov     $MSR_EFER, %ecx
    mov     $EFER_LME_NXE, %eax
    xor     %edx, %edx
    wrmsr
    lgdtl   STARTUP_PAGE + (second_gdt_pointer - second_boot)
    mov     $CR0_PG_WP_NE_MP_PE, %eax
    mov     %eax, %cr0
    ljmpl   $CODE, $second_long
    .balign 4
second_gdt_pointer:
    .word   GDT_BYTES - 1
    .long   gdt
second_boot_end:

    .code64
second_long:
    begin_long_mode DATA, second_stack_end, second_task_state, TSS
    lidt    idt_pointer(%rip)
    call    second_main
1:  hlt
    jmp     1b

    .section .bss.second_boot, "aw", @nobits
    .balign 16
second_task_state:
    .space  128
    .space  STACK_SIZE
second_stack_end:
