// SPDX-License-Identifier: Apache-2.0
/// \file
/// The machine's memory: single frames for tables, large regions for guests. One CPU at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "range.hpp"

namespace example {

/// Frames grow from the hypervisor's end upwards, regions from the end of memory downwards; what
/// lies in between must stay between.
class Memory {
 public:
  /// The machine's memory, of which everything below `first_free` is the hypervisor's own image.
  void take(Range all, std::uint64_t first_free) noexcept;
  /// Neither frames nor regions touch it: the device tree, the guests' images.
  void reserve(Range range) noexcept;

  /// Whether these bytes are memory of the machine.
  [[nodiscard]] bool contains(std::uint64_t start, std::uint64_t bytes) const noexcept {
    return start >= all_.start && start - all_.start <= all_.bytes - bytes;
  }

  /// A zeroed frame of 4 KiB.
  [[nodiscard]] std::optional<std::uint64_t> frame() noexcept;
  void give_back(std::uint64_t frame) noexcept;
  /// `bytes`, zeroed, aligned to 2 MiB; never given back.
  [[nodiscard]] std::optional<std::uint64_t> region(std::uint64_t bytes) noexcept;

 private:
  Range all_;
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t free_list_ = 0;
  std::uint32_t reserved_count_ = 0;
  Range reserved_[8] = {};

  [[nodiscard]] const Range* overlap(std::uint64_t start, std::uint64_t bytes) const noexcept;
};

extern Memory memory;

}  // namespace example
