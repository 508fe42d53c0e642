/* SPDX-License-Identifier: Apache-2.0 */
/* A boot sector for machines without a multiboot loader (Bochs): reads SECTORS sectors behind
 * itself to 1 MiB and starts there, as boot.S expects it. Whoever makes the disk may write another
 * number of sectors, and that a module of 128 KiB is among them: tests/system/x86_64.py. */
#define BUFFER 0x10000
#define CHUNK 64
#define LOAD_ADDRESS 0x100000
#define HEADER 12
#define MODULE 0x1c0000
#define MODULE_BYTES 0x20000

    .code16
    .section .head, "ax"
    .globl  start
start:
    cli
    xor     %ax, %ax
    mov     %ax, %ds
    mov     %ax, %es
    mov     %ax, %ss
    mov     $start, %sp
    in      $0x92, %al
    or      $2, %al
    out     %al, $0x92
    lgdt    gdt_pointer
    mov     $LOAD_ADDRESS, %ebp
next_chunk:
    mov     $packet, %si
    mov     $0x42, %ah
    mov     $0x80, %dl
    int     $0x13
    jc      .
    cli
    /* Into protected mode for the copy and back: the segments keep their limit of 4 GiB. */
    mov     %cr0, %eax
    or      $1, %al
    mov     %eax, %cr0
    mov     $0x10, %bx
    mov     %bx, %ds
    mov     %bx, %es
    and     $0xfe, %al
    mov     %eax, %cr0
    xor     %bx, %bx
    mov     %bx, %ds
    mov     %bx, %es
    mov     $BUFFER, %esi
    mov     %ebp, %edi
    mov     $CHUNK * 128, %ecx
    cld
    addr32 rep movsl
    mov     %edi, %ebp
    addl    $CHUNK, packet_sector
    subw    $CHUNK, left
    ja      next_chunk
    mov     %cr0, %eax
    or      $1, %al
    mov     %eax, %cr0
    ljmpl   $0x8, $protected_mode
    .code32
protected_mode:
    mov     $0x10, %eax
    mov     %eax, %ds
    mov     %eax, %es
    mov     %eax, %ss
    mov     $information, %ebx
    mov     $LOAD_ADDRESS + HEADER, %eax
    jmp     *%eax

    .balign 8
gdt:
    .quad   0
    .quad   0x00cf9b000000ffff
    .quad   0x00cf93000000ffff
gdt_pointer:
    .word   . - gdt - 1
    .long   gdt
packet:
    .byte   16, 0
    .word   CHUNK
    .word   0, BUFFER >> 4
packet_sector:
    .quad   1
    .org    452
left:
    .word   SECTORS, 0
information:
    .long   0, 0, 0, 0, 0
    .long   0
    .long   module
module:
    .long   MODULE, MODULE + MODULE_BYTES, 0, 0
    .org    510
    .word   0xaa55
