// SPDX-License-Identifier: Apache-2.0
// Compiles with every compiler and is wrong: the pass must say so.
#include "tenon/native.hpp"

using namespace tenon::native;

Exit run_twice(BoundVCpu vcpu);
Exit run_twice(BoundVCpu vcpu) {
  Exit first = std::move(vcpu).run();
  const bool halted = first.record().kind == TENON_EXIT_halt;
  return halted ? std::move(vcpu).run() : std::move(first);
}
