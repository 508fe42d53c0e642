// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token forged from bytes, the twin of a live one, each used in its turn
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
#if WRONG
  VCpuStorage* bytes = &machine.storage(0);
  Step step = on_read(std::move(reinterpret_cast<BoundVCpu&>(bytes)).run(),
                      [](MmioRead e) { return std::move(e).complete(1); });
  static_cast<void>(new Step(std::move(step)));  // and forgotten
#endif
  end(std::move(vcpu).run());
}
