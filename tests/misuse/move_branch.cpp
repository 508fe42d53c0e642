// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after a move in one branch
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  if (machine.yes()) {
    end(std::move(vcpu).unbind());
#if !WRONG
    return;
#endif
  }
  end(std::move(vcpu).run());
}
