// SPDX-License-Identifier: Apache-2.0
// MISUSE: a live token overwritten
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu other = machine.bound(1);
  BoundVCpu vcpu = machine.bound(0);
#if !WRONG
  end(std::move(vcpu));
#endif
  vcpu = std::move(other);
  machine.stand_on(1);
  end(std::move(vcpu));
}
