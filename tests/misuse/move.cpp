// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move, straight
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  BoundVCpu other = std::move(vcpu);
#if WRONG
  end(std::move(vcpu).run());
#endif
  end(std::move(other).run());
}
