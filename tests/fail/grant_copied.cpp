// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: use of deleted function
// EXPECT-CLANG: call to deleted constructor
#include "tenon/vm/grants.hpp"

tenon::Grant twice(const tenon::Grant& grant);
tenon::Grant twice(const tenon::Grant& grant) { return grant; }
