// SPDX-License-Identifier: Apache-2.0
// EXPECT: DisjointWindows<tenon::Window<150994944.*tenon::Window<150999039
#include "vm_common.hpp"

// The compiler's notes name the two windows: 0x9000000 and 0x9000fff.
using Bus =
    tenon::StaticBus<tenon::GuestPhysical, tenon::Window<0x9000000, 0x1000, Uart>,
                     tenon::Window<0xa000000, 0x200, Uart>, tenon::Window<0x9000fff, 0x10, Uart>>;
static_assert(sizeof(Bus) != 0);
