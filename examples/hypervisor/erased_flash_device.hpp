// SPDX-License-Identifier: Apache-2.0
/// \file
/// The flash of QEMU virt, as firmware finds it that was never written: every bit is set, and there
/// is no command interface behind it. U-Boot looks for its environment here.
#pragma once

#include <cstdint>

#include "tenon/vm/device.hpp"

namespace example {

class ErasedFlashDevice {
 public:
  static constexpr std::uint64_t bytes = 0x8000000;  ///< two banks of 64 MiB

  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t /*offset*/,
                                       tenon::AccessWidth /*width*/) const noexcept {
    return ~std::uint64_t{0};
  }
  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t /*offset*/, tenon::AccessWidth /*width*/,
                                         std::uint64_t /*value*/) const noexcept {
    return {};
  }
};

}  // namespace example
