// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after a move into a lambda's capture
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  auto run = [mine = std::move(vcpu)]() mutable { end(std::move(mine).run()); };
#if WRONG
  end(std::move(vcpu).run());
#endif
  run();
}
