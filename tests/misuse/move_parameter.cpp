// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after it was passed to a function that takes `T&&`
#include "misuse.hpp"

static void take(BoundVCpu&& vcpu) { end(std::move(vcpu).run()); }

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  take(std::move(vcpu));
#if WRONG
  end(std::move(vcpu).run());
#endif
}
