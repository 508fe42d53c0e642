// SPDX-License-Identifier: Apache-2.0
// MISUSE: a handler that answers its exit and returns another vCPU's token
#include <optional>

#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu other = machine.bound(1);
  std::optional<BoundVCpu> kept;
  Step step = on_read(machine.bound(0).run(), [&](MmioRead e) -> Step {
    BoundVCpu vcpu = std::move(e).complete(1);
#if WRONG
    kept.emplace(std::move(vcpu));
    return std::move(other);
#else
    return vcpu;
#endif
  });
  end(std::move(step).run());
  machine.stand_on(1);
  end(std::move(other));
}
