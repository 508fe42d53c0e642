// SPDX-License-Identifier: Apache-2.0
/// \file
/// What tenon_aarch64_decode makes of a guest.
#pragma once

#include <cstring>

#include "harness/compare.hpp"
#include "harness/guest.hpp"
#include "tenon/core/aarch64/decode.h"

namespace tenon_fuzz {

struct Decoded {
  tenon_exit exit;
  tenon_aarch64_access access;
};

/// `poison`: what the memory of the result held before. Without an access under way the rest of the
/// plan counts for nothing.
inline Decoded decode(const Guest& guest, int poison) {
  Decoded result;
  std::memset(&result, poison, sizeof result);
  tenon_aarch64_decode(&guest.fault, &guest.frame, &result.exit, &result.access);
  if (result.access.remaining == 0) result.access = {};
  return result;
}

inline void check_same(const Decoded& got, const Decoded& want, const char* what) {
  check_same(got.exit, want.exit, what);
  check_same(got.access, want.access, what);
}

}  // namespace tenon_fuzz
