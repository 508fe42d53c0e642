// SPDX-License-Identifier: Apache-2.0
// MISUSE: two windows of a `StaticBus` overlap
#include "misuse.hpp"
#include "tenon/vm/static_bus.hpp"

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
  const tenon::StaticBus<tenon::GuestPhysical, tenon::Window<0x9000000, 0x1000, Device>,
                         tenon::Window<second, 0x1000, Device>>
      bus(device, device);
  if (!bus.touches(tenon::GuestPhysical(second), tenon::GuestPhysical(second))) std::abort();
}
