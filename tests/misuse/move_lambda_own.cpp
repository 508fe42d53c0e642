// SPDX-License-Identifier: Apache-2.0
// MISUSE: a lambda that moves what it captured by move, called twice
#include "misuse.hpp"

void program(Machine& machine) {
  auto run = [mine = machine.bound(0)]() mutable { end(std::move(mine).run()); };
  run();
#if WRONG
  run();
#endif
}
