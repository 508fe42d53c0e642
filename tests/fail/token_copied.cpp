// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: use of deleted function
// EXPECT-CLANG: call to (implicitly-)?deleted
#include "common.hpp"

void copy(const BoundVCpu& vcpu);
void copy(const BoundVCpu& vcpu) { BoundVCpu other = vcpu; }
