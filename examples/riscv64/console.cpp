// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

namespace example {
namespace {

/// QEMU's virt board: a 16550, polled, and the test device that ends the machine.
constexpr std::uint64_t uart = 0x10000000;
constexpr std::uint64_t line_status = 5;
constexpr std::uint8_t transmitter_empty = 0x20;
constexpr std::uint8_t data_ready = 0x01;
constexpr std::uint64_t test_device = 0x100000;
constexpr std::uint32_t test_pass = 0x5555;
constexpr std::uint32_t test_fail = 0x3333;

[[nodiscard]] volatile std::uint8_t& uart_register(std::uint64_t offset) noexcept {
  return *reinterpret_cast<volatile std::uint8_t*>(uart + offset);
}

}  // namespace

void transmit(std::uint8_t character) noexcept {
  while ((uart_register(line_status) & transmitter_empty) == 0) {
  }
  uart_register(0) = character;
}

std::optional<std::uint8_t> typed() noexcept {
  const SpinLock::Held held(printer);
  if ((uart_register(line_status) & data_ready) == 0) return std::nullopt;
  return uart_register(0);
}

void finish(std::uint32_t status) noexcept {
  auto* device = reinterpret_cast<volatile std::uint32_t*>(test_device);
  *device = status == 0 ? test_pass : status << 16 | test_fail;
  for (;;) asm volatile("wfi");
}

}  // namespace example
