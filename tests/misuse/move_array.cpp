// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move of an array's element
#include "misuse.hpp"

void program(Machine& machine) {
  std::array vcpus{machine.bound(0)};
  end(std::move(vcpus[0]).run());
#if WRONG
  end(std::move(vcpus[0]).run());
#endif
}
