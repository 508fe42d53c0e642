// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: a device of this StaticBus has no read and write for its space
#include "vm_common.hpp"

// A device at offsets is none behind system registers.
using Bus = tenon::StaticBus<tenon::SysRegAddress, tenon::Window<0xc000, 1, Uart>>;
static_assert(sizeof(Bus) != 0);
