// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: ignoring return value|nodiscard
// EXPECT-CLANG: ignoring return value
#include "vm_common.hpp"

void claim(tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Uart& uart);
void claim(tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Uart& uart) {
  bus.claim(tenon::GuestPhysical(0x9000000), 0x1000, uart);
}
