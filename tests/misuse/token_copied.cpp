// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token copied
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
#if WRONG
  BoundVCpu other = vcpu;
#else
  BoundVCpu other = std::move(vcpu);
#endif
  end(std::move(other));
}
