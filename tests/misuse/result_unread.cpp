// SPDX-License-Identifier: Apache-2.0
// MISUSE: a `Result` read unchecked
#include "misuse.hpp"

void program(Machine& machine) {
  IdleCpu cpu = machine.cpu(1);  // not the one that executes this
  auto result = machine.free(0).bind(std::move(cpu));
#if WRONG
  end(std::move(result).value());
#else
  if (result) end(std::move(result).value());
#endif
}
