// SPDX-License-Identifier: Apache-2.0
// MISUSE: a register read after move
#include "misuse.hpp"

void program(Machine& machine) {
  BoundVCpu vcpu = machine.bound(0);
  end(std::move(vcpu).run());
#if WRONG
  static_cast<void>(vcpu.get_register(Register::x0));
#endif
}
