/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The four functions that a compiler may call even in freestanding code (C11 4 p6, and the
/// manuals of GCC and Clang). A host has its own; freestanding builds link these.
#ifndef TENON_CORE_MEMORY_H
#define TENON_CORE_MEMORY_H

#include "tenon/core/base.h"

TENON_BEGIN_C

/// Copies `size` bytes; the two regions do not overlap. Returns `destination`.
void *memcpy(void *destination, const void *source, size_t size);

/// Copies `size` bytes; the two regions may overlap. Returns `destination`.
void *memmove(void *destination, const void *source, size_t size);

/// Sets `size` bytes to the low 8 bits of `value`. Returns `destination`.
void *memset(void *destination, int value, size_t size);

/// Compares `size` bytes as unsigned numbers: negative, 0 or positive as `left` is less than,
/// equal to or greater than `right`.
int memcmp(const void *left, const void *right, size_t size);

TENON_END_C

#endif
