/* SPDX-License-Identifier: Apache-2.0 */
    .section .head, "ax"
    .code16
    .globl  start
start:
    mov     $0x1234, %ax
    vmmcall
    mov     $0x5a, %al
    out     %al, $0x80
    mov     $0x578, %dx
    in      %dx, %ax
    cpuid
    mov     $0x8000, %ax
    mov     %ax, %ds
    mov     0x10, %al
    hlt
