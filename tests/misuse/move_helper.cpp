// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after a function that takes `T&` has moved it
#include "misuse.hpp"

static void help(BoundVCpu& vcpu) {
#if WRONG
  end(std::move(vcpu).run());
#else
  vcpu.set_register(Register::x0, 1);
#endif
}

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  help(vcpu);
  end(std::move(vcpu).run());
}
