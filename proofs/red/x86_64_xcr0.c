/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of xcr0.h: it may not prove. */
#define tenon_x86_64_xcr0_is_writable tenon_x86_64_xcr0_is_writable__red_1 /* must fail: writable */
#include "tenon/core/x86_64/xcr0.h"

/* AVX without SSE: XSETBV of the host would fault. */
uint32_t tenon_x86_64_xcr0_is_writable(uint64_t value, uint64_t allowed) {
  uint64_t avx = value / TENON_X86_64_XCR0_AVX % 2u;
  if (value > TENON_X86_64_XCR0_KNOWN || value % 2u == 0u) return 0;
  return avx <= allowed / TENON_X86_64_XCR0_AVX % 2u &&
                 value / TENON_X86_64_XCR0_SSE % 2u <= allowed / TENON_X86_64_XCR0_SSE % 2u
             ? 1u
             : 0u;
}
