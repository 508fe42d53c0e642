/* SPDX-License-Identifier: Apache-2.0 */
/* A call of the hypervisor's own: RSI has the number. */
#ifndef CALL_H
#define CALL_H

#include <stdint.h>

/* AMD's CPUs have VMMCALL, Intel's VMCALL; 1 or 0, once the guest has looked (entry.S). */
extern uint32_t calls_by_vmmcall;

/* Returns what becomes of RAX. */
static inline uint64_t call_hypervisor(uint64_t number, uint64_t a, uint64_t b, uint64_t c) {
  uint64_t result = a;
  if (calls_by_vmmcall != 0) {
    __asm__ volatile("vmmcall" : "+a"(result) : "S"(number), "b"(b), "c"(c) : "memory");
  } else {
    __asm__ volatile("vmcall" : "+a"(result) : "S"(number), "b"(b), "c"(c) : "memory");
  }
  return result;
}

#endif
