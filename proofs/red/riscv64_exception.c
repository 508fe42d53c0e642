/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of exception.h: none of these may prove. */
#define tenon_riscv64_status_entered tenon_riscv64_status_entered__red_1 /* must fail: entered */
#define tenon_riscv64_vector_base tenon_riscv64_vector_base__red_1       /* must fail: base */
#include "tenon/core/riscv64/exception.h"

/* SPIE keeps what it was. */
uint64_t tenon_riscv64_status_entered(uint64_t vsstatus, uint64_t privilege) {
  uint64_t rest = vsstatus - vsstatus / 0x100u % 2u * 0x100u - vsstatus / 2u % 2u * 2u;
  return privilege == 1u && rest <= UINT64_MAX - 0x100u ? rest + 0x100u : rest;
}

/* The mode taken for a part of the address. */
uint64_t tenon_riscv64_vector_base(uint64_t vstvec) { return vstvec; }
