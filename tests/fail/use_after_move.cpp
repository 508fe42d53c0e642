// SPDX-License-Identifier: Apache-2.0
// EXPECT-CONSUMED: invalid invocation of method 'run' on a temporary object while it is in the 'consumed' state
#include "common.hpp"

Exit run_again(BoundVCpu vcpu);
Exit run_again(BoundVCpu vcpu) {
  BoundVCpu other = std::move(vcpu);
  Exit first = std::move(other).run();
  Exit second = std::move(vcpu).run();
  static_cast<void>(first.record());
  return second;
}
