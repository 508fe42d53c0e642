// SPDX-License-Identifier: Apache-2.0
// MISUSE: two windows of a `DeviceBus` overlap
#include "misuse.hpp"
#include "tenon/vm/device_bus.hpp"

struct Device {
  tenon::ReadAnswer read(std::uint64_t, tenon::AccessWidth) noexcept { return 0; }
  tenon::WriteAnswer write(std::uint64_t, tenon::AccessWidth, std::uint64_t) noexcept { return {}; }
};
#if WRONG
constexpr std::uint64_t second = 0x9000fff;
#else
constexpr std::uint64_t second = 0x9001000;
#endif

void program(Machine& /*machine*/) {
  Device device;
  tenon::DeviceBus<tenon::GuestPhysical, 2> bus;
  if (!bus.claim(tenon::GuestPhysical(0x9000000), 0x1000, device)) std::abort();
  const tenon::Status claimed = bus.claim(tenon::GuestPhysical(second), 0x1000, device);
  if (!claimed) refused(claimed.error());
}
