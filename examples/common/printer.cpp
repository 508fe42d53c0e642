// SPDX-License-Identifier: Apache-2.0
#include "printer.hpp"

#include <array>

namespace example {

constinit SpinLock printer{};

void print_one(std::string_view text) noexcept {
  for (const char character : text) transmit(static_cast<std::uint8_t>(character));
}

void print_one(Hex number) noexcept {
  print_one("0x");
  std::uint32_t shift = 60;
  while (shift != 0 && (number.value >> shift) == 0) shift -= 4;
  for (;; shift -= 4) {
    transmit(static_cast<std::uint8_t>("0123456789abcdef"[number.value >> shift & 15]));
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
  while (count != 0) transmit(digits[--count]);
}

void put_character(std::uint8_t character) noexcept {
  const SpinLock::Held held(printer);
  transmit(character);
}

void die(std::string_view reason, std::uint64_t detail) noexcept {
  print("hypervisor: ", reason, " (", hex(detail), ")");
  finish(1);
}

}  // namespace example
