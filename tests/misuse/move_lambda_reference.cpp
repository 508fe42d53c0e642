// SPDX-License-Identifier: Apache-2.0
// MISUSE: a lambda that moves what it captured by reference, called twice
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  auto run = [&] { end(std::move(vcpu).run()); };
  run();
#if WRONG
  run();
#endif
}
