// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: no matching function|constraints not satisfied
// EXPECT-CLANG: no matching member function
#include "vm_common.hpp"

void claim(tenon::DeviceBus<tenon::SysRegAddress, 1>& bus, Uart& uart);
void claim(tenon::DeviceBus<tenon::SysRegAddress, 1>& bus, Uart& uart) {
  static_cast<void>(bus.claim(tenon::SysRegAddress(0xc000), 1, uart));
}
