// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token taken twice from a `Bundle`
#include "misuse.hpp"

void program(Machine& machine) {
  auto parts = machine.bound(0).unbind();
  FreeVCpu vcpu = parts.take<FreeVCpu>();
#if WRONG
  FreeVCpu again = parts.take<FreeVCpu>();
  static_cast<void>(std::move(again).destroy());
#endif
  static_cast<void>(std::move(vcpu).destroy());
}
