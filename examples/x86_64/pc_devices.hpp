// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a PC's firmware asks of a PC before it looks for something to boot: each device as far as
/// SeaBIOS uses it. A port that nobody has reads as all ones and ignores writes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "console.hpp"

namespace example {

[[nodiscard]] inline std::uint64_t time_stamp() noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  asm volatile("rdtsc" : "=a"(low), "=d"(high));
  return std::uint64_t{high} << 32 | low;
}

/// The clock and its memory: how much RAM there is, no drives (MC146818; IBM PC AT).
class Cmos {
 public:
  static constexpr std::uint16_t first_port = 0x70;

  explicit constexpr Cmos(std::uint64_t ram_bytes) noexcept {
    constexpr std::uint64_t kib = 0x400, mib = 0x100000, above = 16 * mib;
    byte_[0x07] = byte_[0x08] = 0x01;  // the first of January
    byte_[0x0a] = 0x26;
    byte_[0x0b] = 0x02;
    byte_[0x0d] = 0x80;
    set(0x15, 640);
    set(0x17, ram_bytes / kib - kib);
    set(0x30, ram_bytes / kib - kib);
    set(0x34, ram_bytes > above ? (ram_bytes - above) / 0x10000 : 0);
  }
  [[nodiscard]] std::uint8_t read(std::uint16_t port) const noexcept {
    return port == first_port ? 0xff : byte_[index_];
  }
  void write(std::uint16_t port, std::uint8_t value) noexcept {
    if (port == first_port) {
      index_ = value & 0x7f;
    } else {
      byte_[index_] = value;
    }
  }

 private:
  constexpr void set(std::size_t at, std::uint64_t value) noexcept {
    byte_[at] = static_cast<std::uint8_t>(value);
    byte_[at + 1] = static_cast<std::uint8_t>(value >> 8);
  }
  std::array<std::uint8_t, 128> byte_{};
  std::uint8_t index_ = 0;
};

/// Channel 2 of the interval timer in mode 0, and the port that shows its output (8254): what
/// firmware measures its time-stamp counter with.
class Timer {
 public:
  static constexpr std::uint16_t channel_2 = 0x42, mode = 0x43, control = 0x61;

  [[nodiscard]] std::uint8_t read(std::uint16_t port) const noexcept {
    constexpr std::uint8_t out = 0x20;
    if (port != control) return 0;
    const bool over = time_stamp() - start_ >= count_ * ticks;
    return static_cast<std::uint8_t>((control_ & 0x0f) | (over ? out : 0));
  }
  void write(std::uint16_t port, std::uint8_t value) noexcept {
    if (port == control) control_ = value;
    if (port == mode) high_next_ = false;
    if (port != channel_2) return;
    count_ = high_next_ ? (count_ & 0xff) | std::uint64_t{value} << 8 : value;
    high_next_ = !high_next_;
    start_ = time_stamp();
  }

 private:
  /// Of the time-stamp counter in one of the timer's: 1 GHz, as QEMU counts instructions.
  static constexpr std::uint64_t ticks = 838;
  std::uint64_t count_ = 0;
  std::uint64_t start_ = 0;
  std::uint8_t control_ = 0;
  bool high_next_ = false;
};

/// The port that SeaBIOS logs to. Says when a text has gone by.
class DebugConsole {
 public:
  static constexpr std::uint16_t port = 0x402;
  static constexpr std::uint8_t present = 0xe9;

  explicit constexpr DebugConsole(std::string_view awaited) noexcept : awaited_(awaited) {}
  void write(std::uint8_t character) noexcept {
    put_character(character);
    const bool next = character == static_cast<std::uint8_t>(awaited_[matched_]);
    const bool first = character == static_cast<std::uint8_t>(awaited_[0]);
    matched_ = next ? matched_ + 1 : first ? 1 : 0;
    seen_ = seen_ || matched_ == awaited_.size();
    if (matched_ == awaited_.size()) matched_ = 0;
  }
  [[nodiscard]] bool seen() const noexcept { return seen_; }

 private:
  std::string_view awaited_;
  std::size_t matched_ = 0;
  bool seen_ = false;
};

}  // namespace example
