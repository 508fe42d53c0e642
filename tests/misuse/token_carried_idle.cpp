// SPDX-License-Identifier: Apache-2.0
// MISUSE: `bind` with another CPU's `IdleCpu`
#include "misuse.hpp"

void program(Machine& machine) {
  IdleCpu here = machine.cpu(0);
  IdleCpu there = machine.cpu(1);
#if WRONG
  auto result = machine.free(0).bind(std::move(there));
#else
  auto result = machine.free(0).bind(std::move(here));
#endif
  if (!result) refused(result.error());
  end(std::move(result).value());
}
