// SPDX-License-Identifier: Apache-2.0
/// \file
/// The NS16550A that guests see (TI PC16550D): no FIFO depth, no baud rate; what is written appears
/// at once, what is typed waits in one place. Several vCPUs may use it at once.
#pragma once

#include "spin_lock.hpp"
#include "tenon/vm/device.hpp"
#include "terminal.hpp"

namespace example {

template <Console C>
class Ns16550Device {
 public:
  static constexpr std::uint64_t bytes = 0x100;

  explicit Ns16550Device(C& console) noexcept : console_(&console) {}

  /// Looks for a typed character: for whoever runs the guest while it does not look itself.
  void poll() noexcept {
    const SpinLock::Held held(lock_);
    look();
  }

  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t offset,
                                       tenon::AccessWidth /*width*/) noexcept {
    const SpinLock::Held held(lock_);
    look();
    const std::uint8_t value = get(offset);
    update_line();
    return value;
  }

  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth /*width*/,
                                         std::uint64_t value) noexcept {
    const SpinLock::Held held(lock_);
    set(offset, static_cast<std::uint8_t>(value));
    update_line();
    return {};
  }

 private:
  // PC16550D, table II.
  static constexpr std::uint64_t rbr_thr = 0, ier = 1, iir_fcr = 2, lcr = 3, mcr = 4, lsr = 5,
                                 msr = 6, scr = 7;
  static constexpr std::uint8_t ier_rx = 1, ier_tx = 2, ier_all = 0xf;
  static constexpr std::uint8_t iir_none = 1, iir_tx = 2, iir_rx = 4, iir_fifo = 0xc0;
  static constexpr std::uint8_t lcr_divisor = 0x80, mcr_loop = 0x10, mcr_all = 0x1f;
  static constexpr std::uint8_t lsr_ready = 1, lsr_empty = 0x60;
  static constexpr std::uint8_t msr_connected = 0xb0;  // CTS, DSR, DCD

  [[nodiscard]] bool divisor() const noexcept { return (lcr_ & lcr_divisor) != 0; }

  void look() noexcept {
    if (!received_) received_ = console_->get();
    update_line();
  }

  [[nodiscard]] std::uint8_t get(std::uint64_t offset) noexcept {
    switch (offset) {
      case rbr_thr:
        return divisor() ? divisor_low_ : take_character();
      case ier:
        return divisor() ? divisor_high_ : ier_;
      case iir_fcr:
        return identify();
      case lcr:
        return lcr_;
      case mcr:
        return mcr_;
      case lsr:
        return static_cast<std::uint8_t>(lsr_empty | (received_ ? lsr_ready : 0));
      case msr:
        return (mcr_ & mcr_loop) != 0 ? looped() : msr_connected;
      case scr:
        return scratch_;
      default:
        return 0;
    }
  }

  void set(std::uint64_t offset, std::uint8_t value) noexcept {
    switch (offset) {
      case rbr_thr:
        if (divisor()) {
          divisor_low_ = value;
        } else {
          transmit(value);
        }
        break;
      case ier:
        if (divisor()) {
          divisor_high_ = value;
        } else {
          if ((value & ~ier_ & ier_tx) != 0) sent_ = true;
          ier_ = value & ier_all;
        }
        break;
      case iir_fcr:
        fifo_ = (value & 1) != 0;
        break;
      case lcr:
        lcr_ = value;
        break;
      case mcr:
        mcr_ = value & mcr_all;
        break;
      case scr:
        scratch_ = value;
        break;
      default:
        break;  // read-only and reserved registers ignore writes
    }
  }

  /// In loop-back what is sent is received.
  void transmit(std::uint8_t value) noexcept {
    if ((mcr_ & mcr_loop) != 0) {
      received_ = value;
    } else {
      console_->put(value);
    }
    sent_ = true;
  }
  [[nodiscard]] std::uint8_t take_character() noexcept {
    const std::uint8_t character = received_.value_or(0);
    received_.reset();
    return character;
  }
  /// The most urgent cause; naming an empty transmitter ends that cause.
  [[nodiscard]] std::uint8_t identify() noexcept {
    const std::uint8_t fifo = fifo_ ? iir_fifo : 0;
    if (receives()) return iir_rx | fifo;
    if (transmits()) {
      sent_ = false;
      return iir_tx | fifo;
    }
    return iir_none | fifo;
  }
  /// DTR, RTS, OUT1 and OUT2 come back as DSR, CTS, RI and DCD.
  [[nodiscard]] std::uint8_t looped() const noexcept {
    return static_cast<std::uint8_t>((mcr_ & 1) << 5 | (mcr_ & 2) << 3 | (mcr_ & 4) << 4 |
                                     (mcr_ & 8) << 4);
  }

  [[nodiscard]] bool receives() const noexcept { return received_ && (ier_ & ier_rx) != 0; }
  [[nodiscard]] bool transmits() const noexcept { return sent_ && (ier_ & ier_tx) != 0; }
  /// The line is the enabled causes, or-ed; its rising edge is told.
  void update_line() noexcept {
    const bool high = receives() || transmits();
    if (high && !line_) console_->interrupt();
    line_ = high;
  }

  C* console_;
  SpinLock lock_;
  std::optional<std::uint8_t> received_;
  bool sent_ = false, line_ = false, fifo_ = false;
  std::uint8_t ier_ = 0, lcr_ = 0, mcr_ = 0, scratch_ = 0, divisor_low_ = 1, divisor_high_ = 0;
};

}  // namespace example
