// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: discards qualifiers|passing
// EXPECT-CLANG: no matching member function|drops 'const'|not marked const
#include "vm_common.hpp"

// The run loop and the devices see a bus that is fixed.
void claim(const tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Uart& uart);
void claim(const tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Uart& uart) {
  static_cast<void>(bus.claim(tenon::GuestPhysical(0x9000000), 0x1000, uart));
}
