// SPDX-License-Identifier: Apache-2.0
/// \file
/// I/O ports of the machine.
#pragma once

#include <cstdint>

namespace example {

inline void out8(std::uint16_t port, std::uint8_t value) noexcept {
  asm volatile("outb %0, %1" ::"a"(value), "d"(port));
}
inline void out32(std::uint16_t port, std::uint32_t value) noexcept {
  asm volatile("outl %0, %1" ::"a"(value), "d"(port));
}
[[nodiscard]] inline std::uint8_t in8(std::uint16_t port) noexcept {
  std::uint8_t value = 0;
  asm volatile("inb %1, %0" : "=a"(value) : "d"(port));
  return value;
}

}  // namespace example
