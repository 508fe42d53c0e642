// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: passing '.*BoundVCpu'.* as 'this' argument discards qualifiers
// EXPECT-CLANG: 'this' argument to member function 'run' is an lvalue, but function has rvalue ref-qualifier
#include "common.hpp"

void without_move(BoundVCpu& vcpu);
void without_move(BoundVCpu& vcpu) { static_cast<void>(vcpu.run()); }
