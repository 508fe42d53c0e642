/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The world switch and EL2's vectors.
 *
 * Only general registers, ELR_EL2 and SPSR_EL2 change hands here: EL1 state, SIMD&FP and the
 * second stage stay the guest's while the vCPU is bound (the host uses none of them), so neither
 * TLB nor cache maintenance nor a barrier is due.
 */
#include "tenon/core/aarch64/offsets.h"

/*
 * void tenon_aarch64_world_switch(struct tenon_aarch64_vcpu *v);
 *
 * Masks DAIF first: an exception at EL2 would overwrite ELR_EL2 and SPSR_EL2 before ERET uses
 * them. TPIDR_EL2 points to this CPU's block, whose first word is `v`.
 */
    .section .text.tenon_aarch64_world_switch, "ax"
    .globl tenon_aarch64_world_switch
    .type tenon_aarch64_world_switch, %function
    .balign 64
tenon_aarch64_world_switch:
    msr     daifset, #0xf
    stp     x19, x20, [sp, #-96]!
    stp     x21, x22, [sp, #16]
    stp     x23, x24, [sp, #32]
    stp     x25, x26, [sp, #48]
    stp     x27, x28, [sp, #64]
    stp     x29, x30, [sp, #80]
    ldp     x1, x2, [x0, #TENON_OFFSET_VCPU_PC]
    msr     elr_el2, x1
    msr     spsr_el2, x2
    ldp     x2, x3, [x0, #16]
    ldp     x4, x5, [x0, #32]
    ldp     x6, x7, [x0, #48]
    ldp     x8, x9, [x0, #64]
    ldp     x10, x11, [x0, #80]
    ldp     x12, x13, [x0, #96]
    ldp     x14, x15, [x0, #112]
    ldp     x16, x17, [x0, #128]
    ldp     x18, x19, [x0, #144]
    ldp     x20, x21, [x0, #160]
    ldp     x22, x23, [x0, #176]
    ldp     x24, x25, [x0, #192]
    ldp     x26, x27, [x0, #208]
    ldp     x28, x29, [x0, #224]
    ldr     x30, [x0, #240]
    ldp     x0, x1, [x0]
    eret
    /* No speculation past ERET (CVE-2020-13844 and kin). */
    dsb     nsh
    isb
    .size tenon_aarch64_world_switch, . - tenon_aarch64_world_switch

/* x0 = vCPU, the guest's x2 to x30 saved, its x0 and x1 on the stack, w1 = vector. */
    .section .text.tenon_aarch64_guest_exit, "ax"
    .type guest_exit, %function
    .balign 64
guest_exit:
    ldp     x2, x3, [sp], #16
    stp     x2, x3, [x0]
    mrs     x2, elr_el2
    mrs     x3, spsr_el2
    mrs     x4, esr_el2
    stp     x2, x3, [x0, #TENON_OFFSET_VCPU_PC]
    stp     x4, x1, [x0, #TENON_OFFSET_VCPU_ESR] /* and the vector; nothing else is valid */
    ldp     x21, x22, [sp, #16]
    ldp     x23, x24, [sp, #32]
    ldp     x25, x26, [sp, #48]
    ldp     x27, x28, [sp, #64]
    ldp     x29, x30, [sp, #80]
    ldp     x19, x20, [sp], #96
    ret
    .size guest_exit, . - guest_exit

/* x0 = vector, x1 free; the rest is the interrupted host's. */
    .section .text.tenon_aarch64_host_exit, "ax"
    .type host_exit, %function
    .balign 64
host_exit:
    stp     x2, x3, [sp, #16]
    stp     x4, x5, [sp, #32]
    stp     x6, x7, [sp, #48]
    stp     x8, x9, [sp, #64]
    stp     x10, x11, [sp, #80]
    stp     x12, x13, [sp, #96]
    stp     x14, x15, [sp, #112]
    stp     x16, x17, [sp, #128]
    stp     x18, x19, [sp, #144]
    stp     x20, x21, [sp, #160]
    stp     x22, x23, [sp, #176]
    stp     x24, x25, [sp, #192]
    stp     x26, x27, [sp, #208]
    stp     x28, x29, [sp, #224]
    str     x30, [sp, #240]
    mrs     x2, elr_el2
    mrs     x3, spsr_el2
    stp     x2, x3, [sp, #TENON_OFFSET_HOST_PC]
    mrs     x2, esr_el2
    mrs     x3, far_el2
    stp     x2, x3, [sp, #TENON_OFFSET_HOST_ESR]
    /* An external abort on the walk of an AT (as in Linux 88a84ccccb39) is the guest's doing, whose
     * tables it reads: the translation has failed. */
    lsr     x2, x2, #26
    cmp     x2, #0x25 /* a data abort of EL2 */
    ccmp    x0, #4, #0, eq
    b.ne    1f
    ldr     x2, [sp, #TENON_OFFSET_HOST_PC]
    adrp    x3, tenon_aarch64_at_stage1
    add     x3, x3, :lo12:tenon_aarch64_at_stage1
    adrp    x4, tenon_aarch64_at_both
    add     x4, x4, :lo12:tenon_aarch64_at_both
    cmp     x2, x3
    ccmp    x2, x4, #4, ne
    b.ne    1f
    adrp    x3, tenon_aarch64_at_failed
    add     x3, x3, :lo12:tenon_aarch64_at_failed
    str     x3, [sp, #TENON_OFFSET_HOST_PC]
    b       2f
1:  mov     x1, sp
    bl      tenon_hal_host_exception
2:  ldp     x2, x3, [sp, #TENON_OFFSET_HOST_PC]
    msr     elr_el2, x2
    msr     spsr_el2, x3
    ldp     x2, x3, [sp, #16]
    ldp     x4, x5, [sp, #32]
    ldp     x6, x7, [sp, #48]
    ldp     x8, x9, [sp, #64]
    ldp     x10, x11, [sp, #80]
    ldp     x12, x13, [sp, #96]
    ldp     x14, x15, [sp, #112]
    ldp     x16, x17, [sp, #128]
    ldp     x18, x19, [sp, #144]
    ldp     x20, x21, [sp, #160]
    ldp     x22, x23, [sp, #176]
    ldp     x24, x25, [sp, #192]
    ldp     x26, x27, [sp, #208]
    ldp     x28, x29, [sp, #224]
    ldr     x30, [sp, #240]
    ldp     x0, x1, [sp], #TENON_SIZE_HOST_FRAME
    eret
    dsb     nsh
    isb
    .size host_exit, . - host_exit

    .macro guest_vector number
    .balign 0x80
    stp     x0, x1, [sp, #-16]!
    mrs     x0, tpidr_el2
    ldr     x0, [x0, #TENON_OFFSET_CPU_LOADED]
    stp     x2, x3, [x0, #16]
    stp     x4, x5, [x0, #32]
    stp     x6, x7, [x0, #48]
    stp     x8, x9, [x0, #64]
    stp     x10, x11, [x0, #80]
    stp     x12, x13, [x0, #96]
    stp     x14, x15, [x0, #112]
    stp     x16, x17, [x0, #128]
    stp     x18, x19, [x0, #144]
    stp     x20, x21, [x0, #160]
    stp     x22, x23, [x0, #176]
    stp     x24, x25, [x0, #192]
    stp     x26, x27, [x0, #208]
    stp     x28, x29, [x0, #224]
    str     x30, [x0, #240]
    mov     w1, #\number
    b       guest_exit
    .endm

    .macro host_vector number
    .balign 0x80
    sub     sp, sp, #TENON_SIZE_HOST_FRAME
    stp     x0, x1, [sp]
    mov     x0, #\number
    b       host_exit
    .endm

/* DDI 0487 D1.3.1: 16 vectors of 32 instructions, the table aligned to 2 KiB. */
    .section .text.tenon_aarch64_vectors, "ax"
    .globl tenon_aarch64_vectors
    .type tenon_aarch64_vectors, %object
    .balign 0x800
tenon_aarch64_vectors:
    host_vector 0
    host_vector 1
    host_vector 2
    host_vector 3
    host_vector 4
    host_vector 5
    host_vector 6
    host_vector 7
    guest_vector 0
    guest_vector 1
    guest_vector 2
    guest_vector 3
    /* From an AArch32 EL1, which HCR_EL2.RW=1 excludes. */
    host_vector 12
    host_vector 13
    host_vector 14
    host_vector 15
    .balign 0x80
    .size tenon_aarch64_vectors, . - tenon_aarch64_vectors
