// SPDX-License-Identifier: Apache-2.0
/// \file
/// A PC's pair of 8259 interrupt controllers and channel 0 of its 8254 timer, as far as an operating
/// system uses them that has no local APIC.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace example {

/// Fully nested, edge-triggered, without automatic end of interrupt (Intel 8259A).
class InterruptControllers {
 public:
  static constexpr std::uint16_t first = 0x20, second = 0xa0;

  void raise(std::uint32_t line) noexcept { requested_ |= bit(line); }
  /// The vector of the most urgent interrupt that may be taken now; it is in service then.
  [[nodiscard]] std::optional<std::uint32_t> acknowledge() noexcept {
    for (const std::uint32_t line : order) {
      if ((in_service_ & bit(line)) != 0) return std::nullopt;
      if ((requested_ & ~masked_ & bit(line)) == 0) continue;
      requested_ &= ~bit(line);
      in_service_ |= bit(line);
      return chip_[line / 8].base + line % 8;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::uint8_t read(std::uint16_t port) const noexcept {
    const std::uint32_t which = port / second;
    if (port % 2 == 1) return part(masked_, which);
    return part(chip_[which].shows_service ? in_service_ : requested_, which);
  }
  void write(std::uint16_t port, std::uint8_t value) noexcept {
    const std::uint32_t which = port / second;
    if (port % 2 == 1) {
      write_data(which, value);
    } else {
      write_command(which, value);
    }
  }

 private:
  /// Line 2 of the first stands for all of the second.
  static constexpr std::array<std::uint32_t, 15> order = {0,  1,  8, 9, 10, 11, 12, 13,
                                                          14, 15, 3, 4, 5,  6,  7};
  struct Chip {
    std::uint32_t base = 0;
    std::uint32_t expected = 0;  ///< initialization words that are still to come, from ICW2
    bool wants_icw4 = false;
    bool shows_service = false;
  };

  [[nodiscard]] static constexpr std::uint32_t bit(std::uint32_t line) noexcept {
    return std::uint32_t{1} << line;
  }
  [[nodiscard]] static std::uint8_t part(std::uint32_t lines, std::uint32_t which) noexcept {
    return static_cast<std::uint8_t>(lines >> (which * 8));
  }
  void write_command(std::uint32_t which, std::uint8_t value) noexcept {
    Chip& chip = chip_[which];
    const std::uint32_t own = std::uint32_t{0xff} << (which * 8);
    if ((value & 0x10) != 0) {  // ICW1
      masked_ &= ~own;
      in_service_ &= ~own;
      requested_ &= ~own;
      chip.wants_icw4 = (value & 1) != 0;
      chip.expected = 2;
    } else if ((value & 0x08) != 0) {  // OCW3
      if ((value & 2) != 0) chip.shows_service = (value & 1) != 0;
    } else if ((value & 0x60) == 0x60) {  // OCW2: specific end
      in_service_ &= ~bit(which * 8 + (value & 7));
    } else if ((value & 0x20) != 0) {  // non-specific end
      for (const std::uint32_t line : order) {
        if (line / 8 != which || (in_service_ & bit(line)) == 0) continue;
        in_service_ &= ~bit(line);
        break;
      }
    }
  }
  void write_data(std::uint32_t which, std::uint8_t value) noexcept {
    Chip& chip = chip_[which];
    switch (chip.expected) {
      case 2:
        chip.base = value & 0xf8;
        chip.expected = 3;
        break;
      case 3:
        chip.expected = chip.wants_icw4 ? 4 : 0;
        break;
      case 4:
        chip.expected = 0;
        break;
      default:
        masked_ = (masked_ & ~(std::uint32_t{0xff} << (which * 8))) | std::uint32_t{value}
                                                                          << (which * 8);
        break;
    }
  }

  std::array<Chip, 2> chip_{};
  std::uint32_t requested_ = 0, in_service_ = 0, masked_ = 0xffff;
};

/// Channel 0: one-shot in modes 0 and 4, periodic in modes 2 and 3. Times are the time-stamp
/// counter's, 838 to a tick.
class IntervalTimer {
 public:
  static constexpr std::uint16_t channel_0 = 0x40, mode = 0x43;
  static constexpr std::uint64_t ticks = 838;

  [[nodiscard]] std::optional<std::uint64_t> deadline() const noexcept { return deadline_; }
  /// Whether it has run out by `now`; if so, a periodic one starts again.
  [[nodiscard]] bool expired(std::uint64_t now) noexcept {
    if (!deadline_ || now < *deadline_) return false;
    if (periodic_) {
      *deadline_ += (now - *deadline_) / period_ * period_ + period_;
    } else {
      deadline_.reset();
    }
    return true;
  }
  void write(std::uint16_t port, std::uint8_t value, std::uint64_t now) noexcept {
    if (port == mode) {
      if (value >> 6 != 0 || (value >> 4 & 3) == 0) return;
      periodic_ = (value & 0x04) != 0 && (value & 0x08) == 0;
      never_ = (value & 0x0e) == 0;
      if ((value & 0x0e) == 0x06) periodic_ = true;
      deadline_.reset();
      high_next_ = false;
      return;
    }
    count_ = high_next_ ? (count_ & 0xff) | std::uint64_t{value} << 8 : value;
    high_next_ = !high_next_;
    if (high_next_) return;
    period_ = (count_ == 0 ? 0x10000 : count_) * ticks;
    // Mode 0 with 0 is how it is switched off.
    if (!(never_ && count_ == 0)) deadline_ = now + period_;
  }
  [[nodiscard]] std::uint8_t read(std::uint64_t now) noexcept {
    const std::uint64_t left = deadline_ && *deadline_ > now ? (*deadline_ - now) / ticks : 0;
    high_read_ = !high_read_;
    return static_cast<std::uint8_t>(high_read_ ? left : left >> 8);
  }

 private:
  std::optional<std::uint64_t> deadline_;
  std::uint64_t period_ = 1, count_ = 0;
  bool periodic_ = false, never_ = false, high_next_ = false, high_read_ = false;
};

}  // namespace example
