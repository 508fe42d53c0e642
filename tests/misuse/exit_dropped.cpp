// SPDX-License-Identifier: Apache-2.0
// MISUSE: an exit dropped without a look
#include "misuse.hpp"

void program(Machine& machine) {
  Exit exit = machine.bound(0).run();
#if !WRONG
  end(std::move(exit));
#endif
}
