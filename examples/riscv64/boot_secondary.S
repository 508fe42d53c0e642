/* SPDX-License-Identifier: Apache-2.0 */
/* First instructions of a hart that the hypervisor starts: a0 = hart id, a1 = end of its stack. */
    .text
    .globl  start_secondary
    .type   start_secondary, %function
start_secondary:
    mv      sp, a1
    call    secondary_main
    j       .
    .size   start_secondary, . - start_secondary
