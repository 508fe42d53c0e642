/* SPDX-License-Identifier: Apache-2.0 */
/* What the tour's guest and its hypervisor have agreed on: hypercalls (RAX), and addresses. */
#ifndef EXAMPLE_CALLS_H
#define EXAMPLE_CALLS_H

#define CALL_SAY 0x1    /* RBX: number of the check, RCX: what was found */
#define CALL_INJECT 0x2 /* RBX: vector, or NMI */
#define CALL_TIMER 0x3  /* a physical interrupt comes soon */
#define CALL_SWITCH 0x4 /* the VM's other vCPU comes to this CPU */
#define CALL_LATE 0x5   /* RBX: the page that LATE_PAGE becomes when it is touched */

#define TIMER_VECTOR 0x20
#define NMI 0x100
#define DEVICE_PORT 0x578
#define POWER_PORT 0x604
#define GIVEN_MSR 0x1234
#define REFUSED_MSR 0x4321
#define APIC_BASE 0x1b
#define APIC_PAGE 0xfee00000
#define X2APIC_ICR 0x830

#define OTHER_ENTRY 0x1010
#define PAGE_TABLE 0x60000
#define READ_ONLY_PAGE 0x70000
#define NO_EXECUTE_PAGE 0x71000
#define LATE_PAGE 0x72000
#define LAST_PAGE 0x73000
#define NOTHING 0x80000
#define DEVICE_PAGE 0x90000
#define DEVICE_BYTES 0x100

#endif
