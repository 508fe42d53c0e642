// SPDX-License-Identifier: Apache-2.0
// MISUSE: a `Result` ignored
#include "misuse.hpp"

void program(Machine& machine) {
  IdleCpu cpu = machine.cpu(0);
#if WRONG
  machine.free(0).bind(std::move(cpu));
#else
  end(must(machine.free(0).bind(std::move(cpu))));
#endif
}
