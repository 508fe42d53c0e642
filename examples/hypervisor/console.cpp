// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

#include <array>

#include "firmware.hpp"

namespace example {
namespace {

constexpr std::uint64_t dr = 0x00, fr = 0x18;
constexpr std::uint32_t fr_rxfe = 1U << 4, fr_txff = 1U << 5;

constinit std::atomic_flag line_taken{};

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

void print_one(std::string_view text) noexcept {
  for (const char character : text) {
    if (character == '\n') serial.put('\r');
    serial.put(static_cast<std::uint8_t>(character));
  }
}

void print_one(Hex number) noexcept {
  print_one("0x");
  std::uint32_t shift = 60;
  while (shift != 0 && (number.value >> shift) == 0) shift -= 4;
  for (;; shift -= 4) {
    serial.put(static_cast<std::uint8_t>("0123456789abcdef"[number.value >> shift & 15]));
    if (shift == 0) return;
  }
}

void print_decimal(std::uint64_t number) noexcept {
  std::array<std::uint8_t, 20> digits{};
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<std::uint8_t>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count != 0) serial.put(digits[--count]);
}

ConsoleLock::ConsoleLock() noexcept {
  while (line_taken.test_and_set(std::memory_order_acquire)) {
  }
}

ConsoleLock::~ConsoleLock() { line_taken.clear(std::memory_order_release); }

void finish(std::uint32_t status) noexcept {
  semihosting_exit(status);
  firmware_off();
  for (;;) asm volatile("wfi");
}

void die(std::string_view reason, std::uint64_t detail) noexcept {
  print("hypervisor: ", reason, " (", hex(detail), ")");
  finish(1);
}

}  // namespace example
