// SPDX-License-Identifier: Apache-2.0
/// \file
/// The board's PL011 (Arm DDI 0183), polled, and a line printer on it.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

namespace example {

/// The real serial line. Two CPUs may print: a line is printed under a lock.
class Serial {
 public:
  /// Where the device tree says it is; nothing is printed before.
  void open(std::uint64_t address) noexcept { base_ = address; }
  void put(std::uint8_t character) noexcept;
  [[nodiscard]] std::optional<std::uint8_t> get() noexcept;

 private:
  std::uint64_t base_ = 0;
};

extern Serial serial;

/// An integer to be printed in hexadecimal with 0x in front.
struct Hex {
  std::uint64_t value;
};
[[nodiscard]] constexpr Hex hex(std::uint64_t value) noexcept { return Hex{value}; }

void print_one(std::string_view text) noexcept;
void print_one(Hex number) noexcept;
void print_one(std::unsigned_integral auto number) noexcept;
void print_decimal(std::uint64_t number) noexcept;
void print_one(std::unsigned_integral auto number) noexcept { print_decimal(number); }

/// Takes the line for one CPU.
class ConsoleLock {
 public:
  ConsoleLock() noexcept;
  ~ConsoleLock();
  ConsoleLock(const ConsoleLock&) = delete;
  ConsoleLock& operator=(const ConsoleLock&) = delete;
};

/// Prints one line: strings, unsigned integers in decimal, `hex(x)`.
template <class... Parts>
void print(const Parts&... parts) noexcept {
  const ConsoleLock lock;
  (print_one(parts), ...);
  print_one("\n");
}

/// Ends the machine with an exit status that the shell around the emulator sees, through
/// semihosting; where there is none, through the firmware.
[[noreturn]] void finish(std::uint32_t status) noexcept;

/// Prints why the hypervisor cannot go on, and ends with status 1.
[[noreturn]] void die(std::string_view reason, std::uint64_t detail = 0) noexcept;

}  // namespace example
