/* SPDX-License-Identifier: Apache-2.0 */
/* HVC and SMC: hypercalls, SMCCC and every PSCI call. */
#include "exit_tour/tour.inc"

    .macro  call how, function, a=0, b=0, c=0
    ldr     x0, =\function
    ldr     x1, =\a
    ldr     x2, =\b
    ldr     x3, =\c
    \how    #0
    show    2, x0               /* the answer */
    .endm

    .text
    stop    calls
    ldr     x0, =0xf6000001
    mov     x1, #11
    mov     x2, #22
    mov     x3, #33
    hvc     #0xffff             /* a plain hypercall, largest immediate */
    show    2, x0
    call    hvc, 0x84000000     /* PSCI_VERSION */
    call    smc, 0x84000000     /* the same by SMC: PC is at it, not behind it */
    call    hvc, 0x80000000     /* SMCCC_VERSION */
    call    hvc, 0x80000001, 0x80000000 /* SMCCC_ARCH_FEATURES(SMCCC_VERSION) */
    call    hvc, 0x8400000a, 0xc4000003 /* PSCI_FEATURES(CPU_ON) */
    call    hvc, 0x8400000a, 0x84000005 /* PSCI_FEATURES(MIGRATE): not supported */
    call    hvc, 0x84000006     /* MIGRATE_INFO_TYPE */
    call    hvc, 0x84000005, 1  /* MIGRATE */
    call    hvc, 0xc4000003, 1, 0x40000000, 7 /* CPU_ON, 64-bit */
    call    smc, 0x84000003, 0x100000001, 0x140000000, 8 /* CPU_ON, 32-bit: high words ignored */
    call    hvc, 0x84000002     /* CPU_OFF, refused */
    call    hvc, 0xc4000001, 0x10000, 0x40000000, 9 /* CPU_SUSPEND, 64-bit */
    call    hvc, 0x84000001, 0, 0, 0 /* CPU_SUSPEND, 32-bit */
    call    hvc, 0xc4000004, 0, 0 /* AFFINITY_INFO, 64-bit */
    call    hvc, 0x84000009     /* SYSTEM_RESET, refused */
    call    hvc, 0xc4000012, 0x80000000, 5 /* SYSTEM_RESET2 */
    call    hvc, 0xc2000000     /* an owner that nobody is */
    leave

    stop    power_off
    ldr     x0, =0x84000008     /* SYSTEM_OFF */
    hvc     #0
    leave
