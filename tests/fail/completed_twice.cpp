// SPDX-License-Identifier: Apache-2.0
// EXPECT-CONSUMED: invalid invocation of method 'complete' on a temporary object while it is in the 'consumed' state
#include "common.hpp"

BoundVCpu twice(MmioRead e);
BoundVCpu twice(MmioRead e) {
  BoundVCpu first = std::move(e).complete(1);
  BoundVCpu second = std::move(e).complete(2);
  first = std::move(second);
  return first;
}
