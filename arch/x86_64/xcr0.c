/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/xcr0.h"

uint32_t tenon_x86_64_xcr0_is_writable(uint64_t value, uint64_t allowed) {
  uint64_t sse = value / TENON_X86_64_XCR0_SSE % 2u;
  uint64_t avx = value / TENON_X86_64_XCR0_AVX % 2u;
  if (value > TENON_X86_64_XCR0_KNOWN || value % 2u == 0u || avx > sse) return 0;
  return sse <= allowed / TENON_X86_64_XCR0_SSE % 2u && avx <= allowed / TENON_X86_64_XCR0_AVX % 2u
             ? 1u
             : 0u;
}
