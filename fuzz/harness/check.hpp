// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a fuzz target says that it found something.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace tenon_fuzz {

[[noreturn]] inline void finding(const char* what) {
  (void)std::fprintf(stderr, "FINDING: %s\n", what);
  std::abort();
}

[[noreturn]] inline void finding(const char* what, const char* name, std::uint64_t got,
                                 std::uint64_t want) {
  (void)std::fprintf(stderr, "FINDING: %s: %s is 0x%llx, expected 0x%llx\n", what, name,
                     static_cast<unsigned long long>(got), static_cast<unsigned long long>(want));
  std::abort();
}

inline void check(bool good, const char* what) {
  if (!good) finding(what);
}

inline void check_equal(std::uint64_t got, std::uint64_t want, const char* what, const char* name) {
  if (got != want) finding(what, name, got, want);
}

}  // namespace tenon_fuzz
