// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token forged from bytes, of a vCPU that is not loaded
#include "misuse.hpp"

void program(Machine& machine) {
#if WRONG
  FreeVCpu vcpu = machine.free(0);
  IdleCpu cpu = machine.cpu(0);
  end(std::move(reinterpret_cast<BoundVCpu&>(vcpu)).run());
#else
  end(machine.bound(0).run());
#endif
}
