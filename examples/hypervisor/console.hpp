// SPDX-License-Identifier: Apache-2.0
/// \file
/// The board's PL011 (Arm DDI 0183), polled. The machine ends through semihosting; where there is
/// none, through the firmware.
#pragma once

#include <cstdint>
#include <optional>

#include "printer.hpp"

namespace example {

/// The real serial line.
class Serial {
 public:
  /// Where the device tree says it is; nothing is printed before.
  void open(std::uint64_t address) noexcept { base_ = address; }
  void put(std::uint8_t character) noexcept;
  [[nodiscard]] std::optional<std::uint8_t> get() noexcept;

 private:
  std::uint64_t base_ = 0;
};

extern Serial serial;

}  // namespace example
