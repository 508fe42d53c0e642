// SPDX-License-Identifier: Apache-2.0
// MISUSE: a CPU disabled after its `IdleCpu` went into `bind`
#include "misuse.hpp"

void program(Machine& machine) {
  IdleCpu cpu = machine.cpu(0);
  BoundVCpu vcpu = must(machine.free(0).bind(std::move(cpu)));
#if WRONG
  static_cast<void>(std::move(cpu).disable());
#endif
  end(std::move(vcpu));
}
