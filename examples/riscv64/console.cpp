// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include "spin_lock.hpp"

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

/// One character at a time: lines of several harts may mix.
constinit SpinLock line{};

}  // namespace

void put_character(std::uint8_t character) noexcept {
  const SpinLock::Held held(line);
  while ((uart_register(line_status) & transmitter_empty) == 0) {
  }
  uart_register(0) = character;
}

void print_one(std::string_view text) noexcept {
  for (const char character : text) put_character(static_cast<std::uint8_t>(character));
}

void print_one(Hex number) noexcept {
  print_one("0x");
  std::uint32_t shift = 60;
  while (shift != 0 && (number.value >> shift) == 0) shift -= 4;
  for (;; shift -= 4) {
    put_character(static_cast<std::uint8_t>("0123456789abcdef"[number.value >> shift & 15]));
    if (shift == 0) return;
  }
}

void print_decimal(std::uint64_t number) noexcept {
  if (number > 9) print_decimal(number / 10);
  put_character(static_cast<std::uint8_t>('0' + number % 10));
}

std::optional<std::uint8_t> typed() noexcept {
  const SpinLock::Held held(line);
  if ((uart_register(line_status) & data_ready) == 0) return std::nullopt;
  return uart_register(0);
}

void finish(std::uint32_t status) noexcept {
  auto* device = reinterpret_cast<volatile std::uint32_t*>(test_device);
  *device = status == 0 ? test_pass : status << 16 | test_fail;
  for (;;) asm volatile("wfi");
}

void die(std::string_view reason, std::uint64_t detail) noexcept {
  print("hypervisor: ", reason, " (", hex(detail), ")");
  finish(1);
}

}  // namespace example
