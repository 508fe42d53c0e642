// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move of a structured binding
#include "misuse.hpp"

void program(Machine& machine) {
  auto [vcpu, other] = std::pair(machine.bound(0), machine.free(1));
  static_cast<void>(std::move(other).destroy());
  end(std::move(vcpu).run());
#if WRONG
  end(std::move(vcpu).run());
#endif
}
