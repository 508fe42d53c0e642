// SPDX-License-Identifier: Apache-2.0
// MISUSE: the vCPU that an answer gives back ignored
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu other = machine.bound(1);
  Step step = on_read(machine.bound(0).run(), [&](MmioRead e) -> Step {
#if WRONG
    std::move(e).complete(1);
    return std::move(other);
#else
    return std::move(e).complete(1);
#endif
  });
  end(std::move(step));
  machine.stand_on(1);
  end(std::move(other));
}
