// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: two Windows of a StaticBus overlap
#include "vm_common.hpp"

using Bus =
    tenon::StaticBus<tenon::GuestPhysical, tenon::Window<0x9000000, 0x1000, Uart>,
                     tenon::Window<0xa000000, 0x200, Uart>, tenon::Window<0x9000fff, 0x10, Uart>>;
static_assert(sizeof(Bus) != 0);
