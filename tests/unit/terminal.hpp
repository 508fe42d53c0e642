// SPDX-License-Identifier: Apache-2.0
// A terminal for tests of serial devices.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace tenon_test {

struct Terminal {
  std::string shown;
  std::deque<std::uint8_t> typed;
  int interrupts = 0;
  void interrupt() noexcept { interrupts++; }
  void put(std::uint8_t character) noexcept { shown.push_back(static_cast<char>(character)); }
  std::optional<std::uint8_t> get() noexcept {
    if (typed.empty()) return std::nullopt;
    const std::uint8_t first = typed.front();
    typed.pop_front();
    return first;
  }
};

}  // namespace tenon_test
