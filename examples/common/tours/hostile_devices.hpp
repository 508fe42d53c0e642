// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the hostile guest finds at its devices' addresses: memory of registers, refusals.
#pragma once

#include <array>
#include <cstdint>

#include "tenon/vm/device.hpp"

namespace example {

/// Registers that keep what is written, to the byte.
template <std::uint64_t size>
class RegisterFile {
 public:
  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t offset,
                                       tenon::AccessWidth width) const noexcept {
    std::uint64_t value = 0;
    for (std::uint64_t i = tenon::bytes(width); i != 0; --i) {
      value = value << 8 | bytes_[(offset + i - 1) % size];
    }
    return value;
  }
  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth width,
                                         std::uint64_t value) noexcept {
    for (std::uint64_t i = 0; i < tenon::bytes(width); ++i) {
      // The window ends where the file does: the bus lets no access run past it.
      if (offset + i >= size) past_the_end_ = true;
      bytes_[(offset + i) % size] = static_cast<std::uint8_t>(value >> 8 * i);
    }
    return {};
  }
  [[nodiscard]] bool past_the_end() const noexcept { return past_the_end_; }

 private:
  std::array<std::uint8_t, size> bytes_{};
  bool past_the_end_ = false;
};

/// Says the same to everything.
class RefusingDevice {
 public:
  explicit constexpr RefusingDevice(tenon::Refusal refusal) noexcept : refusal_(refusal) {}

  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t /*offset*/,
                                       tenon::AccessWidth /*width*/) const noexcept {
    return std::unexpected(refusal_);
  }
  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t /*offset*/, tenon::AccessWidth /*width*/,
                                         std::uint64_t /*value*/) const noexcept {
    return std::unexpected(refusal_);
  }

 private:
  tenon::Refusal refusal_;
};

/// A system register as a device: keeps what is written.
class KeptRegister {
 public:
  [[nodiscard]] tenon::ReadAnswer read(tenon::SysRegAddress /*id*/) const noexcept {
    return value_;
  }
  [[nodiscard]] tenon::WriteAnswer write(tenon::SysRegAddress /*id*/,
                                         std::uint64_t value) noexcept {
    value_ = value;
    return {};
  }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace example
