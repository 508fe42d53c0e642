// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token carried to another CPU, and unbound there
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  IdleCpu other = machine.cpu(1);
#if WRONG
  machine.stand_on(1);
#endif
  end(std::move(vcpu).unbind());
}
