// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move of what a `std::optional` holds
#include <optional>

#include "misuse.hpp"

void program(Machine& machine) {
  std::optional vcpu = machine.bound(0);
  end(std::move(*vcpu).run());
#if WRONG
  end(std::move(*vcpu).run());
#endif
}
