// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: this Window is empty
#include "vm_common.hpp"

using Bus = tenon::StaticBus<tenon::GuestPhysical, tenon::Window<0x9000000, 0, Uart>>;
static_assert(sizeof(Bus) != 0);
