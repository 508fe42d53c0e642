// SPDX-License-Identifier: Apache-2.0
// EXPECT-CONSUMED: invalid invocation of method 'value' on a temporary object while it is in the 'unknown' state
#include "common.hpp"

IdleCpu enable(OfflineCpu cpu);
IdleCpu enable(OfflineCpu cpu) {
  auto result = std::move(cpu).enable();
  return std::move(result).value();
}
