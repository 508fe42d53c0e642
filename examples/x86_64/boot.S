/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions: a multiboot loader starts the CPU in 32-bit protected mode without paging. What
 * ebx points to says what the machine has, and becomes hypervisor_main's argument. The first 4 GiB
 * become their own addresses in long mode. */
#include "long_mode.inc"
#include "second_cpu.h"

#define MAGIC 0x1badb002
#define PRESENT_WRITE 0x3
#define LARGE 0x83
#define CR4_PAE_FXSR 0x620
#define MSR_EFER 0xc0000080
#define EFER_LME_NXE 0x900
#define CR0_PG_WP_NE_MP 0x80010022
#define CR0_EM 0x4
#define CODE 0x8
#define DATA 0x10
#define TSS 0x18

    .section .head, "ax"
    .balign 4
    .long   MAGIC, 0, -MAGIC
    .code32
    .globl  start
    .type   start, @function
start:
    cli
    cld
    mov     $bss_start, %edi
    mov     $bss_end, %ecx
    sub     %edi, %ecx
    shr     $2, %ecx
    xor     %eax, %eax
    rep stosl
    mov     $stack_end, %esp
    mov     $directories, %edi
    mov     $LARGE, %eax
    mov     $2048, %ecx
1:  mov     %eax, (%edi)
    movl    $0, 4(%edi)
    add     $0x200000, %eax
    add     $8, %edi
    loop    1b
    mov     $directories + PRESENT_WRITE, %eax
    mov     $pointers, %edi
    mov     $4, %ecx
2:  mov     %eax, (%edi)
    add     $0x1000, %eax
    add     $8, %edi
    loop    2b
    movl    $pointers + PRESENT_WRITE, root
    mov     $root, %eax
    mov     %eax, %cr3
    mov     %cr4, %eax
    or      $CR4_PAE_FXSR, %eax
    mov     %eax, %cr4
    mov     $MSR_EFER, %ecx
    rdmsr
    or      $EFER_LME_NXE, %eax
    wrmsr
    mov     %cr0, %eax
    and     $~CR0_EM, %eax
    or      $CR0_PG_WP_NE_MP, %eax
    mov     %eax, %cr0
    lgdt    gdt_pointer
    ljmp    $CODE, $long_mode
    .code64
long_mode:
    begin_long_mode DATA, stack_end, task_state, TSS
    call    host_idt_load
    mov     %ebx, %edi
    call    hypervisor_main
3:  hlt
    jmp     3b
    .size   start, . - start

    .section .data.boot, "aw"
    .balign 16
    .globl  gdt
gdt:
    .quad   0
    .quad   0x00af9b000000ffff
    .quad   0x00cf93000000ffff
    .quad   0x0000890000000067, 0
    .quad   0x0000890000000067, 0 /* of a second CPU */
    .if     . - gdt != GDT_BYTES
    .error  "second_cpu.h has another size"
    .endif
gdt_pointer:
    .word   GDT_BYTES - 1
    .quad   gdt

    .section .bss.boot, "aw", @nobits
    .balign 4096
    .globl  root
root:
    .space  4096
pointers:
    .space  4096
directories:
    .space  4 * 4096
task_state:
    .space  128
    .balign 16
    .space  STACK_SIZE
stack_end:
