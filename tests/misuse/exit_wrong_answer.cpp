// SPDX-License-Identifier: Apache-2.0
// MISUSE: an exit answered in a way that does not answer it
#include "misuse.hpp"

void program(Machine& machine) {
  end(on_read(machine.bound(0).run(), [](MmioRead e) -> Step {
#if WRONG
    return std::move(e).resume();
#else
    return std::move(e).complete(1);
#endif
  }));
}
