/* SPDX-License-Identifier: Apache-2.0 */
/* A call of the hypervisor's own, by HVC. */
#ifndef CALL_H
#define CALL_H

#include <stdint.h>

/* Returns what becomes of x0. */
__attribute__((always_inline)) static inline uint64_t call_hypervisor(uint64_t number, uint64_t a,
                                                                      uint64_t b, uint64_t c) {
  register uint64_t x0 __asm__("x0") = a;
  register uint64_t x1 __asm__("x1") = b;
  register uint64_t x2 __asm__("x2") = c;
  __asm__ volatile("hvc %3" : "+r"(x0) : "r"(x1), "r"(x2), "i"(number) : "memory");
  return x0;
}

#endif
