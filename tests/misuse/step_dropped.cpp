// SPDX-License-Identifier: Apache-2.0
// MISUSE: the run loop left while the guest still runs
#include "misuse.hpp"

void program(Machine& machine) {
  Step step = machine.bound(0);
  step = on_read(std::move(step).run(), [](MmioRead e) { return std::move(e).complete(1); });
#if !WRONG
  end(std::move(step));
#endif
}
