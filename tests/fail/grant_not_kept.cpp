// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: ignoring return(ed)? value|nodiscard
// EXPECT-CLANG: ignoring return value
#include "tenon/vm/grants.hpp"

void give(tenon::Grants& grants);
void give(tenon::Grants& grants) {
  grants.give({.start = tenon::HostPhysical(0), .bytes = 4096}, tenon::VmId(1));
}
