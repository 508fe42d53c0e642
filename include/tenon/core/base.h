/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The one seam between the C core and C++: fixed-width types and C linkage.
#ifndef TENON_CORE_BASE_H
#define TENON_CORE_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define TENON_BEGIN_C extern "C" {
#define TENON_END_C }
#define TENON_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define TENON_BEGIN_C
#define TENON_END_C
#define TENON_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/// A function that the paths every exit takes must not pay for: kept out of line.
#define TENON_SLOW __attribute__((noinline, cold))
/// A function that would burden the registers of its caller: kept out of line.
#define TENON_APART __attribute__((noinline))
/// A function of the shortest path, which stays in line although it has two callers.
#define TENON_FAST __attribute__((always_inline))
/// The same in a hypervisor; a host's compiler would say too much of tests that misuse tokens.
#if __STDC_HOSTED__
#define TENON_FAST_LOOP
#else
#define TENON_FAST_LOOP TENON_FAST
#endif

/// A condition that hardly ever holds: what follows it moves out of the way.
#ifdef __FRAMAC__
#define TENON_RARE(condition) (condition)
#else
#define TENON_RARE(condition) (__builtin_expect((condition), 0) != 0)
#endif

/// Physical CPUs that a CPU mask can name.
#define TENON_CPU_MAX 64u

/// No physical CPU, no vCPU, no interrupt.
#define TENON_NONE 0xffffffffu

#endif
