// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after a move through a reference
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  BoundVCpu& same = vcpu;
  same.set_register(Register::x0, 1);
#if WRONG
  end(std::move(same).run());
#endif
  end(std::move(vcpu).run());
}
