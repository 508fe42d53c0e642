// SPDX-License-Identifier: Apache-2.0
/// \file
/// The machine's memory: single frames for tables, large regions for guests. One CPU at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "board.hpp"

namespace example {

/// Frames grow from the hypervisor's end upwards, regions from the end of memory downwards; what
/// lies in between must stay between.
class Memory {
 public:
  /// `reserved`: the device tree and the guests' images; regions and frames avoid them by staying
  /// below the first and above the last.
  void take(Range memory, std::uint64_t first_free) noexcept;
  void reserve(Range range) noexcept;

  /// A zeroed frame of 4 KiB.
  [[nodiscard]] std::optional<std::uint64_t> frame() noexcept;
  void give_back(std::uint64_t frame) noexcept;
  /// `bytes`, zeroed, aligned to 2 MiB; never given back.
  [[nodiscard]] std::optional<std::uint64_t> region(std::uint64_t bytes) noexcept;

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t free_list_ = 0;
  std::uint32_t reserved_count_ = 0;
  Range reserved_[8] = {};

  [[nodiscard]] const Range* overlap(std::uint64_t start, std::uint64_t bytes) const noexcept;
};

extern Memory memory;

}  // namespace example
