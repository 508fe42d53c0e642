// SPDX-License-Identifier: Apache-2.0
// MISUSE: a transition without `std::move`
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
#if WRONG
  end(vcpu.run());
#else
  end(std::move(vcpu).run());
#endif
}
