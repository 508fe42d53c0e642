// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move of a `T&&` parameter
#include "misuse.hpp"

static void take(BoundVCpu&& vcpu) {
  end(std::move(vcpu).run());
#if WRONG
  end(std::move(vcpu).run());
#endif
}

void program(Machine& machine) { take(machine.bound(0)); }
