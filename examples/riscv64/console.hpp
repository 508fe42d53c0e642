// SPDX-License-Identifier: Apache-2.0
/// \file
/// The board's serial line, and the end of the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace example {

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
/// A guest's character, or one of ours.
void put_character(std::uint8_t character) noexcept;

/// A character that was typed, if there is one.
[[nodiscard]] std::optional<std::uint8_t> typed() noexcept;

/// Prints one line: strings, unsigned integers in decimal, `hex(x)`.
template <class... Parts>
void print(const Parts&... parts) noexcept {
  (print_one(parts), ...);
  print_one("\n");
}

/// Ends the machine; `status` is what the shell around the emulator sees (QEMU's test device).
[[noreturn]] void finish(std::uint32_t status) noexcept;

/// Prints why the hypervisor cannot go on, and ends with status 1.
[[noreturn]] void die(std::string_view reason, std::uint64_t detail = 0) noexcept;

}  // namespace example
