// SPDX-License-Identifier: Apache-2.0
// MISUSE: an operation that the state lacks
#include "misuse.hpp"

void program(Machine& machine) {
#if WRONG
  end(machine.free(0).run());
#else
  end(machine.bound(0).run());
#endif
}
