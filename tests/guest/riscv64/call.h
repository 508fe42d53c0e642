/* SPDX-License-Identifier: Apache-2.0 */
/* A call of the hypervisor's own, by ECALL: an extension among those of the implementation. */
#ifndef CALL_H
#define CALL_H

#include <stdint.h>

#define OWN_CALLS 0x0a000000

/* Returns what becomes of a0. */
static inline uint64_t call_hypervisor(uint64_t number, uint64_t a, uint64_t b, uint64_t c) {
  register uint64_t a0 __asm__("a0") = b;
  register uint64_t a1 __asm__("a1") = c;
  register uint64_t a6 __asm__("a6") = a;
  register uint64_t a7 __asm__("a7") = OWN_CALLS + number;
  __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
  return a0;
}

#endif
