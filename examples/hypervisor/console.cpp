// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include "firmware.hpp"

namespace example {
namespace {

constexpr std::uint64_t dr = 0x00, fr = 0x18;
constexpr std::uint32_t fr_rxfe = 1U << 4, fr_txff = 1U << 5;

[[nodiscard]] volatile std::uint32_t& device_register(std::uint64_t address) {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}

}  // namespace

constinit Serial serial;

void Serial::put(std::uint8_t character) noexcept {
  if (base_ == 0) return;
  while ((device_register(base_ + fr) & fr_txff) != 0) {
  }
  device_register(base_ + dr) = character;
}

std::optional<std::uint8_t> Serial::get() noexcept {
  if (base_ == 0 || (device_register(base_ + fr) & fr_rxfe) != 0) return std::nullopt;
  return static_cast<std::uint8_t>(device_register(base_ + dr));
}

void transmit(std::uint8_t character) noexcept {
  if (character == '\n') serial.put('\r');
  serial.put(character);
}

void finish(std::uint32_t status) noexcept {
  semihosting_exit(status);
  firmware_off();
  for (;;) asm volatile("wfi");
}

}  // namespace example
