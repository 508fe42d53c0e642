/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/exception.h"

uint64_t tenon_riscv64_status_entered(uint64_t vsstatus, uint64_t privilege) {
  uint64_t sie = vsstatus / 0x2u % 2u;
  uint64_t spie = vsstatus / 0x20u % 2u;
  uint64_t spp = vsstatus / 0x100u % 2u;
  //@ assert parts: spp * 0x100 + spie * 0x20 + sie * 0x2 <= vsstatus;
  uint64_t rest = vsstatus - spp * 0x100u - spie * 0x20u - sie * 0x2u;
  //@ assert room: rest <= 0xffffffffffffffff - 0x120;
  return rest + privilege * 0x100u + sie * 0x20u;
}

uint64_t tenon_riscv64_vector_base(uint64_t vstvec) { return vstvec - vstvec % 4u; }
