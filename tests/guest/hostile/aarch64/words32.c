/* SPDX-License-Identifier: Apache-2.0 */
/* A32 instructions for an AArch32 EL0: coprocessor accesses, waits, device accesses. */
#include "hostile.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

uint32_t write_hostile32(uint32_t* code, struct attempt* attempt) {
  static const uint32_t words[] = {
      0xee1e0f32, /* mrc p15, 0, r0, c14, c2, 1: CNTP_CTL */
      0xee0e0f32, /* mcr */
      0xec510f2e, /* mrrc p15, 2, r0, r1, c14: CNTP_CVAL */
      0xec410f2e, /* mcrr */
      0xee100e11, /* mrc p14, 0, r0, c0, c1, 0: DBGDSCRint */
      0xee110e10, /* mrc p14, 0, r0, c1, c0, 0: DBGDRAR */
      0xec510e01, /* mrrc p14, 0, r0, r1, c1: DBGDRAR */
      0xed905e00, /* ldc p14, c5, [r0]: DBGDTRTXint */
      0xed805e00, /* stc p14, c5, [r0] */
      0xe320f003, /* wfi */
      0xe320f002, /* wfe */
      0xe5940000, /* ldr r0, [r4] */
      0xe5c40001, /* strb r0, [r4, #1] */
      0xe1c400d8, /* ldrd r0, r1, [r4, #8] */
      0xe8b40003, /* ldmia r4!, {r0, r1} */
      0xe1940f9f, /* ldrex r0, [r4] */
      0xed940b00, /* vldr d0, [r4] */
      0xe12fff14, /* bx r4 */
      0xe1200070, /* bkpt */
      0xef000000, /* svc */
      0xeef00a10, /* vmrs r0, FPSID */
  };
  attempt->x[4] = address() & 0xffffffff;
  switch (below(4)) {
    case 0:
      code[0] = (uint32_t)random64();
      break;
    case 1:
      code[0] = 0xee000010u | (uint32_t)(random64() & 0xffffef); /* any MCR, MRC */
      break;
    default:
      code[0] = words[below(COUNT(words))];
      if (below(4) == 0) {
        code[0] = (code[0] & 0x0fffffff) | below(15) << 28; /* any condition */
      }
  }
  return 1;
}
