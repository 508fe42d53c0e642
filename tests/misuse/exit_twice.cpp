// SPDX-License-Identifier: Apache-2.0
// MISUSE: an exit answered twice
#include "misuse.hpp"

void program(Machine& machine) {
  end(on_read(machine.bound(0).run(), [](MmioRead e) -> Step {
    BoundVCpu vcpu = std::move(e).complete(1);
#if WRONG
    BoundVCpu again = std::move(e).complete(2);
    end(std::move(again));
#endif
    return vcpu;
  }));
}
