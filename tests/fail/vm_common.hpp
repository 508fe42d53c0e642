// SPDX-License-Identifier: Apache-2.0
// Devices that need no body, for misuses of the VM layer.
#pragma once

#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/static_bus.hpp"

struct Uart {
  tenon::ReadAnswer read(std::uint64_t offset, tenon::AccessWidth width) noexcept;
  tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth width,
                           std::uint64_t value) noexcept;
};

struct Registers {
  tenon::ReadAnswer read(tenon::SysRegAddress id) noexcept;
  tenon::WriteAnswer write(tenon::SysRegAddress id, std::uint64_t value) noexcept;
};
