/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First instructions of each CPU, at EL2 with MMU and caches off.
 *
 * The image starts with Linux's arm64 header, so that a boot loader that can start Linux can
 * start this: x0 = device tree.
 */
    .section .head, "ax"
    .globl  image_start
image_start:
    b       start
    .long   0
    .quad   0x200000            /* load at RAM + 2 MiB */
    .quad   image_size
    .quad   0xa                 /* little-endian, 4 KiB pages, anywhere in memory */
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

    .text
    .type   start, %function
start:
    mov     x20, x0
    mov     x21, #0             /* CPU index */
    adrp    x0, bss_start
    add     x0, x0, :lo12:bss_start
    adrp    x1, bss_end
    add     x1, x1, :lo12:bss_end
1:  cmp     x0, x1
    b.hs    2f
    stp     xzr, xzr, [x0], #16
    b       1b
2:  bl      prepare_cpu
    mov     x0, x20
    bl      boot_primary
    b       .

/* PSCI CPU_ON enters here: x0 = CPU index. */
    .globl  start_secondary
    .type   start_secondary, %function
start_secondary:
    mov     x21, x0
    bl      prepare_cpu
    bl      enable_mmu_with_tables
    mov     x0, x21
    bl      boot_secondary
    b       .

/*
 * x21 = CPU index. Stack; E2H where the CPU has it; no EL2 traps; SCTLR_EL2 with MMU off and its
 * RES1 bits (of E2H=0, harmless settings under E2H=1).
 */
    .type   prepare_cpu, %function
prepare_cpu:
    msr     daifset, #0xf
    msr     spsel, #1
    adrp    x1, stacks
    add     x1, x1, :lo12:stacks
    add     x2, x21, #1
    mov     x3, #STACK_SIZE
    madd    x1, x2, x3, x1
    mov     sp, x1
    mrs     x1, CurrentEL
    cmp     x1, #(2 << 2)
    b.ne    4f
    mov     x2, #(1 << 31)      /* HCR_EL2.RW */
    mrs     x1, id_aa64mmfr1_el1
    ubfx    x1, x1, #8, #4      /* VH */
    cbz     x1, 3f
    orr     x2, x2, #(1 << 34)  /* E2H */
    mov     x3, #(3 << 20)      /* CPTR_EL2.FPEN: libfdt uses SIMD */
    b       5f
3:  mov     x3, #0x33ff         /* CPTR_EL2's RES1 bits, no trap */
5:  msr     hcr_el2, x2
    isb
    msr     cptr_el2, x3
    ldr     x1, =0x30c50830
    msr     sctlr_el2, x1
    msr     tpidr_el2, xzr
    msr     hstr_el2, xzr
    adrp    x1, tenon_aarch64_vectors
    add     x1, x1, :lo12:tenon_aarch64_vectors
    msr     vbar_el2, x1
    isb
4:  ret

/* void enable_mmu(uint64_t ttbr, uint64_t tcr, uint64_t mair, uint64_t sctlr) */
    .globl  enable_mmu
    .type   enable_mmu, %function
enable_mmu:
    msr     mair_el2, x2
    msr     tcr_el2, x1
    msr     ttbr0_el2, x0
    isb
    tlbi    alle2
    ic      iallu
    dsb     nsh
    isb
    msr     sctlr_el2, x3
    isb
    ret

/* A secondary CPU takes what the first one chose; the caches are still off here. */
    .type   enable_mmu_with_tables, %function
enable_mmu_with_tables:
    adrp    x4, mmu_settings
    add     x4, x4, :lo12:mmu_settings
    ldp     x0, x1, [x4]
    ldp     x2, x3, [x4, #16]
    b       enable_mmu

/* uint64_t semihosting(uint64_t operation, const void *parameter) */
    .globl  semihosting
    .type   semihosting, %function
semihosting:
    hlt     #0xf000
    ret

/* uint64_t smc(uint64_t function, uint64_t a, uint64_t b, uint64_t c): the board's firmware */
    .globl  smc
    .type   smc, %function
smc:
    smc     #0
    ret

    .section .bss.stacks, "aw", %nobits
    .balign 16
stacks:
    .space  STACK_SIZE * MAX_CPUS
