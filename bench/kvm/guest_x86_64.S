/* SPDX-License-Identifier: Apache-2.0 */
/* The self-timing guest (examples/x86_64/guests/round_trip.S) as far as KVM can run it: part of
 * init.c. Begins in real mode at 0x1000. KVM takes interrupts of its own meanwhile, so the best of
 * several counts. */
#define DEVICE 0xa0000              /* nothing is there: user space answers */
#define DEVICE_PORT 0x578           /* the same */
#define PIC_MASK 0x21               /* answered in the kernel */
#define TSC_ADJUST 0x3b             /* the same, and not the CPU's own */
#define POWER_PORT 0x604
#define RESULTS 0x700
#define ROUNDS 64

    /* A word to port RESULTS + 4 * what. */
    .macro  time what, body:vararg
    mov     $ROUNDS, %ebp
    mov     $-1, %edi
1:  mov     $0x10, %eax             /* no call that KVM knows */
    mov     $TSC_ADJUST, %ecx
    mov     $DEVICE_PORT, %dx
    mov     %eax, %ebx
    rdtsc
    mov     %eax, %esi
    mov     %ebx, %eax
    mov     $DEVICE_PORT, %dx
    \body
    rdtsc
    sub     %esi, %eax
    cmp     %edi, %eax
    jae     2f
    mov     %eax, %edi
2:  dec     %ebp
    jnz     1b
    mov     $(RESULTS + 4 * \what), %dx
    mov     %edi, %eax
    out     %eax, %dx
    .endm

    .macro  first_leaf
    xor     %eax, %eax
    cpuid
    .endm

    .section .rodata
    .globl  guest_start
    .code16
guest_start:
    mov     $(DEVICE / 16), %ax
    mov     %ax, %ds
    time    0, nop
    time    1, vmmcall
    time    2, first_leaf
    time    3, in $PIC_MASK, %al
    time    4, in %dx, %al
    time    5, out %al, %dx
    time    6, rdmsr
    time    7, movb 0, %al
    mov     $POWER_PORT, %dx
    out     %al, %dx
    hlt
    .globl  guest_end
guest_end:
    .code64
    .section .note.GNU-stack, "", %progbits
