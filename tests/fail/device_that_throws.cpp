// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: no matching function|constraints not satisfied
// EXPECT-CLANG: no matching member function
#include "vm_common.hpp"

// Nothing catches on the exit path: read and write are noexcept.
struct Throwing {
  tenon::ReadAnswer read(std::uint64_t offset, tenon::AccessWidth width);
  tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth width, std::uint64_t value);
};
void claim(tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Throwing& device);
void claim(tenon::DeviceBus<tenon::GuestPhysical, 1>& bus, Throwing& device) {
  static_cast<void>(bus.claim(tenon::GuestPhysical(0x9000000), 4, device));
}
