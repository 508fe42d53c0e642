// SPDX-License-Identifier: Apache-2.0
// MISUSE: a free vCPU dropped: its storage stays taken
#include "misuse.hpp"

void program(Machine& machine) {
  FreeVCpu vcpu = machine.free(0);
#if !WRONG
  static_cast<void>(std::move(vcpu).destroy());
#endif
}
