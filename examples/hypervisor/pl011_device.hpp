// SPDX-License-Identifier: Apache-2.0
/// \file
/// The PL011 that guests see (Arm DDI 0183): no FIFO depth, no baud rate, no modem lines; what is
/// written appears at once, what is typed waits in one place.
#pragma once

#include <array>

#include "../common/terminal.hpp"
#include "tenon/vm/device.hpp"

namespace example {

template <Console C>
class Pl011Device {
 public:
  explicit Pl011Device(C& console) noexcept : console_(&console) {}

  /// Looks for a typed character: for whoever runs the guest while it does not look itself.
  void poll() noexcept {
    if (!received_) received_ = console_->get();
    if (received_) raw_interrupts_ |= int_rx;
    update_line();
  }

  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t offset,
                                       tenon::AccessWidth /*width*/) noexcept {
    poll();
    switch (offset) {
      case dr:
        return take_character();
      case fr:
        return std::uint64_t{received_ ? 0U : fr_rxfe} | fr_txfe;
      case ibrd:
      case fbrd:
      case lcr_h:
      case cr:
      case ifls:
      case dmacr:
        return plain(offset);
      case imsc:
        return interrupt_mask_;
      case ris:
        return raw_interrupts_;
      case mis:
        return raw_interrupts_ & interrupt_mask_;
      default:
        return identification(offset);
    }
  }

  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth /*width*/,
                                         std::uint64_t value) noexcept {
    switch (offset) {
      case dr:
        console_->put(static_cast<std::uint8_t>(value));
        raw_interrupts_ |= int_tx;
        break;
      case ibrd:
      case fbrd:
      case lcr_h:
      case cr:
      case ifls:
      case dmacr:
        plain(offset) = static_cast<std::uint32_t>(value);
        break;
      case imsc:
        interrupt_mask_ = static_cast<std::uint32_t>(value) & int_all;
        break;
      case icr:
        raw_interrupts_ &= ~static_cast<std::uint32_t>(value);
        break;
      default:
        break;  // read-only and reserved registers ignore writes
    }
    update_line();
    return {};
  }

 private:
  // DDI 0183, table 3-1.
  static constexpr std::uint64_t dr = 0x00, fr = 0x18, ibrd = 0x24, fbrd = 0x28, lcr_h = 0x2c,
                                 cr = 0x30, ifls = 0x34, imsc = 0x38, ris = 0x3c, mis = 0x40,
                                 icr = 0x44, dmacr = 0x48, periph_id0 = 0xfe0;
  static constexpr std::uint32_t fr_rxfe = 1U << 4, fr_txfe = 1U << 7;
  static constexpr std::uint32_t int_rx = 1U << 4, int_tx = 1U << 5, int_all = 0x7ff;

  /// The registers that only keep what is written to them, IBRD to DMACR.
  [[nodiscard]] std::uint32_t& plain(std::uint64_t offset) noexcept {
    return plain_[(offset - ibrd) / 4 % plain_.size()];
  }
  [[nodiscard]] static std::uint64_t identification(std::uint64_t offset) noexcept {
    constexpr std::array<std::uint8_t, 8> id = {0x11, 0x10, 0x34, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
    return offset >= periph_id0 && offset % 4 == 0 ? id[(offset - periph_id0) / 4 % id.size()] : 0;
  }
  /// UARTINTR is the unmasked interrupts, or-ed; its rising edge is told.
  void update_line() noexcept {
    const bool high = (raw_interrupts_ & interrupt_mask_) != 0;
    if (high && !line_) console_->interrupt();
    line_ = high;
  }
  [[nodiscard]] std::uint64_t take_character() noexcept {
    const std::uint64_t character = received_.value_or(0);
    received_.reset();
    raw_interrupts_ &= ~int_rx;
    update_line();
    return character;
  }

  C* console_;
  std::optional<std::uint8_t> received_;
  bool line_ = false;
  std::uint32_t raw_interrupts_ = 0;
  std::uint32_t interrupt_mask_ = 0;
  std::array<std::uint32_t, 10> plain_{0, 0, 0, 0x300};
};

}  // namespace example
