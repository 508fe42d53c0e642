// SPDX-License-Identifier: Apache-2.0
#include "memory.hpp"

#include <cstring>

#include "console.hpp"

namespace example {
namespace {
constexpr std::uint64_t frame_bytes = 4096, region_alignment = 0x200000;

void clear(std::uint64_t start, std::uint64_t bytes) {
  std::memset(reinterpret_cast<void*>(start), 0, bytes);
}
}  // namespace

constinit Memory memory;

void Memory::take(Range all, std::uint64_t first_free) noexcept {
  all_ = all;
  low_ = first_free;
  high_ = all.start + all.bytes;
}

void Memory::reserve(Range range) noexcept {
  if (reserved_count_ == 8) die("too many reserved ranges");
  reserved_[reserved_count_++] = range;
}

const Range* Memory::overlap(std::uint64_t start, std::uint64_t bytes) const noexcept {
  for (std::uint32_t i = 0; i < reserved_count_; ++i) {
    const Range& range = reserved_[i];
    if (start < range.start + range.bytes && range.start < start + bytes) return &range;
  }
  return nullptr;
}

std::optional<std::uint64_t> Memory::frame() noexcept {
  std::uint64_t found = free_list_;
  if (found != 0) {
    free_list_ = *reinterpret_cast<std::uint64_t*>(found);
  } else {
    while (const Range* range = overlap(low_, frame_bytes)) {
      low_ = (range->start + range->bytes + frame_bytes - 1) & ~(frame_bytes - 1);
    }
    if (low_ + frame_bytes > high_) return std::nullopt;
    found = low_;
    low_ += frame_bytes;
  }
  clear(found, frame_bytes);
  return found;
}

void Memory::give_back(std::uint64_t frame) noexcept {
  *reinterpret_cast<std::uint64_t*>(frame) = free_list_;
  free_list_ = frame;
}

std::optional<std::uint64_t> Memory::region(std::uint64_t bytes) noexcept {
  if (bytes > high_ - low_) return std::nullopt;
  std::uint64_t start = (high_ - bytes) & ~(region_alignment - 1);
  while (const Range* range = overlap(start, bytes)) {
    if (range->start < bytes) return std::nullopt;
    start = (range->start - bytes) & ~(region_alignment - 1);
  }
  if (start < low_) return std::nullopt;
  high_ = start;
  clear(start, bytes);
  return start;
}

}  // namespace example
