// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: ignoring return
// EXPECT-CLANG: ignoring (temporary of type|return value)
#include "common.hpp"

void ignore(OfflineCpu cpu);
void ignore(OfflineCpu cpu) { std::move(cpu).enable(); }
