// SPDX-License-Identifier: Apache-2.0
/// \file
/// Memory that no guest may change, beside a guest's own.
#pragma once

#include <cstdint>

namespace example {

/// Memory beside a guest's, filled with a pattern.
class Canary {
 public:
  Canary(std::uint64_t start, std::uint64_t bytes) noexcept
      : words_(reinterpret_cast<volatile std::uint64_t*>(start)), count_(bytes / 8) {
    for (std::uint64_t i = 0; i < count_; ++i) words_[i] = pattern(i);
  }
  /// Whether nobody has written there.
  [[nodiscard]] bool lives() const noexcept {
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (words_[i] != pattern(i)) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] static std::uint64_t pattern(std::uint64_t i) noexcept {
    return (i + 1) * 0x9e3779b97f4a7c15;
  }

  volatile std::uint64_t* words_;
  std::uint64_t count_;
};

}  // namespace example
