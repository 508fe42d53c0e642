// SPDX-License-Identifier: Apache-2.0
// MISUSE: a handler that drops its exit and returns another vCPU's token
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu other = machine.bound(1);
  Step step = on_read(machine.bound(0).run(), [&](MmioRead e) -> Step {
    other.set_register(Register::x0, e.address().value());
#if WRONG
    return std::move(other);
#else
    return std::move(e).complete(1);
#endif
  });
  end(std::move(step));
  machine.stand_on(1);
  end(std::move(other));
}
