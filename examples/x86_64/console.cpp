// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include <string_view>

#include "port.hpp"

namespace example {
namespace {

/// A PC's first serial line, polled.
constexpr std::uint16_t uart = 0x3f8;
constexpr std::uint16_t line_control = 3;
constexpr std::uint16_t line_status = 5;
constexpr std::uint8_t divisor_access = 0x80;
constexpr std::uint8_t eight_bits = 3;
constexpr std::uint8_t data_ready = 0x01;
constexpr std::uint8_t transmitter_empty = 0x20;
constexpr std::uint8_t all_sent = 0x40;

/// QEMU's isa-debug-exit ends with status 2 * value + 1.
constexpr std::uint16_t debug_exit = 0xf4;
constexpr std::uint32_t exit_good = 0x10;

/// Bochs ends, and fails, when this port has been told so.
constexpr std::uint16_t bochs_shutdown = 0x8900;

}  // namespace

void open_console() noexcept {
  out8(uart + line_control, divisor_access);
  out8(uart, 1);
  out8(uart + 1, 0);
  out8(uart + line_control, eight_bits);
}

void transmit(std::uint8_t character) noexcept {
  while ((in8(uart + line_status) & transmitter_empty) == 0) {
  }
  out8(uart, character);
}

std::optional<std::uint8_t> typed() noexcept {
  if ((in8(uart + line_status) & data_ready) == 0) return std::nullopt;
  return in8(uart);
}

void finish(std::uint32_t status) noexcept {
  while ((in8(uart + line_status) & all_sent) == 0) {
  }
  out32(debug_exit, status == 0 ? exit_good : status);
  if (status == 0) asm volatile("xchgw %%bx, %%bx" ::: "memory");  // Bochs stops here
  for (const char character : std::string_view("Shutdown")) {
    out8(bochs_shutdown, static_cast<std::uint8_t>(character));
  }
  for (;;) asm volatile("hlt");
}

}  // namespace example
