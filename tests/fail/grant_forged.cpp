// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: is private within this context
// EXPECT-CLANG: calling a private constructor
#include "tenon/vm/grants.hpp"

tenon::Grant forged() noexcept;
tenon::Grant forged() noexcept {
  return tenon::Grant(tenon::HostRange{tenon::HostPhysical(0), 4096}, tenon::VmId(1));
}
