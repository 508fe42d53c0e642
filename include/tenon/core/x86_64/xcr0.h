/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// XCR0: what XSETBV may write (AMD APM volume 4, XSETBV), and the state that goes with it.
#ifndef TENON_CORE_X86_64_XCR0_H
#define TENON_CORE_X86_64_XCR0_H

#include "tenon/core/base.h"

#define TENON_X86_64_XCR0_X87 1u
#define TENON_X86_64_XCR0_SSE 2u
#define TENON_X86_64_XCR0_AVX 4u
/// All that tenon switches.
#define TENON_X86_64_XCR0_KNOWN 7u

/// x87, SSE and AVX in the standard form of XSAVE: legacy area, header, upper halves of YMM.
#define TENON_X86_64_XSAVE_BYTES 832u

struct tenon_x86_64_xsave {
  uint8_t byte[TENON_X86_64_XSAVE_BYTES];
} __attribute__((aligned(64)));

/*@ // x87 always, AVX only with SSE, nothing that is not allowed.
    predicate x86_xcr0_writable(integer v, integer allowed) =
      v < 8 && v % 2 == 1 && (v / 4 % 2 == 1 ==> v / 2 % 2 == 1) &&
      (v / 2 % 2 == 1 ==> allowed / 2 % 2 == 1) && (v / 4 % 2 == 1 ==> allowed / 4 % 2 == 1); */

TENON_BEGIN_C

/// 1: a guest may write `value`; 0: \#GP. `allowed`: tenon_x86_64_features.xcr0.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures writable: \result == 1 <==> x86_xcr0_writable(value, allowed);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_xcr0_is_writable(uint64_t value, uint64_t allowed);

TENON_END_C

#endif
