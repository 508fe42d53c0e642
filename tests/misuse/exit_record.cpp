// SPDX-License-Identifier: Apache-2.0
// MISUSE: an exit's raw record read after its answer
#include "misuse.hpp"

void program(Machine& machine) {
  end(on_read(machine.bound(0).run(), [](MmioRead e) -> Step {
    BoundVCpu vcpu = std::move(e).complete(1);
#if WRONG
    vcpu.set_register(Register::x0, e.record().value);
#endif
    return vcpu;
  }));
}
