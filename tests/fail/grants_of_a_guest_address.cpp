// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: (could not|cannot) convert|no matching
// EXPECT-CLANG: no matching member function|no viable conversion|cannot initialize
#include "tenon/vm/grants.hpp"

bool holds(const tenon::Grants& grants, tenon::GuestPhysical at);
bool holds(const tenon::Grants& grants, tenon::GuestPhysical at) {
  return grants.holds({.start = at, .bytes = 4096}, tenon::VmId(1));
}
