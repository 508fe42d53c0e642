/* SPDX-License-Identifier: Apache-2.0 */
    .section .rodata.guest_image, "a"
    .balign 4096
    .globl  guest_image
    .globl  guest_image_end
guest_image:
    .incbin GUEST_IMAGE
guest_image_end:
