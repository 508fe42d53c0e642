// SPDX-License-Identifier: Apache-2.0
/// \file
/// What generated contract checks stand on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "harness/compare.hpp"

namespace tenon_fuzz {

/// ACSL's integer.
using I = __int128;

/// A pointer, and what it pointed to before the call: labels 1 (Post) and 0 (Pre).
template <class T, class Target = const T>
struct Both {
  const T* pre;
  Target* post;
  template <int label>
  const T& at() const {
    return label == 0 ? *pre : *post;
  }
  operator Both<T>() const
    requires(!std::is_const_v<Target>)
  {
    return {pre, post};
  }
};

/// Logic is total: an element that is not there is some number.
template <class T, std::size_t count>
T element(const T (&array)[count], I index) {
  return index >= 0 && index < I{count} ? array[static_cast<std::size_t>(index)] : T{};
}

template <class Formula>
bool every(I low, I high, Formula formula) {
  for (I i = low; i < high; ++i) {
    if (!formula(i)) return false;
  }
  return true;
}

inline void check_clause(bool holds, const char* function, const char* behavior,
                         const char* clause) {
  if (holds) return;
  (void)std::fprintf(stderr, "FINDING: contract of %s, behavior %s: %s\n", function, behavior,
                     clause);
  std::abort();
}

}  // namespace tenon_fuzz
