// SPDX-License-Identifier: Apache-2.0
// MISUSE: a bound vCPU dropped
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
#if !WRONG
  end(std::move(vcpu));
#endif
}
