// SPDX-License-Identifier: Apache-2.0
// MISUSE: a handler that returns nothing
#include "misuse.hpp"

void program(Machine& machine) {
  end(machine.bound(0).run().match(
#if WRONG
      [](MmioRead) {},
#else
      [](MmioRead e) -> Step { return std::move(e).complete(1); },
#endif
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [](Rest e) -> Step { return std::move(e).stop(); }));
}
