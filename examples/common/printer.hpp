// SPDX-License-Identifier: Apache-2.0
/// \file
/// A line printer on the board's serial line, and the end of the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "spin_lock.hpp"

namespace example {

/// The board's: waits until the serial line takes the character.
void transmit(std::uint8_t character) noexcept;
/// The board's: ends the machine with a status that the shell around the emulator sees.
[[noreturn]] void finish(std::uint32_t status) noexcept;

/// Who has it prints: one line of ours, or one character of a guest's.
extern SpinLock printer;

/// An integer to be printed in hexadecimal with 0x in front.
struct Hex {
  std::uint64_t value;
};
[[nodiscard]] constexpr Hex hex(std::uint64_t value) noexcept { return Hex{value}; }

void print_one(std::string_view text) noexcept;
void print_one(Hex number) noexcept;
template <std::size_t size>
void print_one(const char (&text)[size]) noexcept {
  print_one(std::string_view(text, size - 1));  // no strlen: there is no C library
}
void print_decimal(std::uint64_t number) noexcept;
void print_one(std::unsigned_integral auto number) noexcept { print_decimal(number); }

/// Prints one line: strings, unsigned integers in decimal, `hex(x)`.
template <class... Parts>
void print(const Parts&... parts) noexcept {
  const SpinLock::Held held(printer);
  (print_one(parts), ...);
  print_one("\n");
}

/// A guest's character.
void put_character(std::uint8_t character) noexcept;

/// Prints why the hypervisor cannot go on, and ends with status 1.
[[noreturn]] void die(std::string_view reason, std::uint64_t detail = 0) noexcept;

}  // namespace example
