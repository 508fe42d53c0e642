// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token made by hand
#include "misuse.hpp"

void program(Machine& machine) {
#if WRONG
  BoundVCpu vcpu(tenon::detail::Key{}, machine.storage(0));
#else
  BoundVCpu vcpu = machine.bound(0);
#endif
  end(std::move(vcpu));
}
