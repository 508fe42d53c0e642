// SPDX-License-Identifier: Apache-2.0
/// \file
/// The one device of the tiny hypervisor: a serial console with a status and a data register.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tenon/address.hpp"

class Console {
 public:
  static constexpr std::uint64_t base = 0x0900'0000;
  static constexpr std::uint64_t data = base;
  static constexpr std::uint64_t status = base + 0x18;
  /// Room to transmit, nothing received: bits 7 and 4 of a PL011's flag register.
  static constexpr std::uint64_t idle = 0x90;

  /// What a read of `address` gives, or nothing where there is no register.
  [[nodiscard]] std::optional<std::uint64_t> read(tenon::GuestPhysical address) const;
  /// Whether there is a register to write at `address`.
  [[nodiscard]] bool write(tenon::GuestPhysical address, std::uint64_t value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};
