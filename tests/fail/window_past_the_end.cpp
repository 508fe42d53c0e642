// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: a Window of this StaticBus runs past the end of its address space
#include "vm_common.hpp"

using Bus = tenon::StaticBus<tenon::Port, tenon::Window<0xfff8, 9, Uart>>;
static_assert(sizeof(Bus) != 0);
