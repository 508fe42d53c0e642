// SPDX-License-Identifier: Apache-2.0
// MISUSE: `match` with a handler that takes `auto`
#include "misuse.hpp"

void program(Machine& machine) {
#if WRONG
  end(machine.bound(0).run().match([](auto e) -> Step { return std::move(e).stop(); }));
#else
  end(machine.bound(0).run().match([](MmioRead e) -> Step { return std::move(e).stop(); },
                                   [](EntryFailed e) -> Step { return std::move(e).stop(); },
                                   [](Rest e) -> Step { return std::move(e).stop(); }));
#endif
}
