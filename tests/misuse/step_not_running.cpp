// SPDX-License-Identifier: Apache-2.0
// MISUSE: `Step::run` after the guest was stopped
#include "misuse.hpp"

void program(Machine& machine) {
  Step step = on_read(machine.bound(0).run(), [](MmioRead e) { return std::move(e).stop(); });
#if WRONG
  end(std::move(step).run());
#else
  end(std::move(step));
#endif
}
