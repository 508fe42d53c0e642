// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token forged from bytes, the twin of one whose vCPU runs
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
#if WRONG
  VCpuStorage* bytes = &machine.storage(0);
  BoundVCpu& twin = reinterpret_cast<BoundVCpu&>(bytes);
  Exit exit = std::move(vcpu).run();
  end(std::move(twin).run());
  end(std::move(exit));
#else
  end(std::move(vcpu).run());
#endif
}
