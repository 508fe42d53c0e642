// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after a move in the loop's last turn
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  while (machine.yes()) {
    end(std::move(vcpu).run());
#if !WRONG
    break;
#endif
  }
}
