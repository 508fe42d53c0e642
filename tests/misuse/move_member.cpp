// SPDX-License-Identifier: Apache-2.0
// MISUSE: use after move of a member
#include "misuse.hpp"

struct Slot {
  BoundVCpu vcpu;
};

void program(Machine& machine) {
  Slot slot{machine.bound(0)};
  end(std::move(slot.vcpu).run());
#if WRONG
  end(std::move(slot.vcpu).run());
#endif
}
