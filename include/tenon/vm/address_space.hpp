// SPDX-License-Identifier: Apache-2.0
/// \file
/// A VM's guest-physical address space: which regions it has, over a second stage that maps them.
#pragma once

#include <array>

#include "tenon/core/range_map.h"
#include "tenon/vm/nested_table.hpp"

namespace tenon {

/// What to do with the rest of a page that a passed-through device only partly fills.
enum class PageRest : std::uint8_t {
  refuse,  ///< `unaligned`: the guest shall reach nothing but the device
  expose   ///< the guest gets whole pages, with whatever else lies in them
};

/// At most `capacity` regions, none overlapping. It points into itself: it stays where it was made.
template <NestedTable N, std::uint32_t capacity>
class AddressSpace {
 public:
  static constexpr std::uint64_t page = 4096;

  explicit AddressSpace(const typename N::Config& config) noexcept : table_(config) {
    tenon_range_map_init(&map_, ranges_.data(), capacity);
  }
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;
  ~AddressSpace() = default;

  [[nodiscard]] N& table() noexcept { return table_; }

  /// Closes the second stage; no region is left.
  void close() noexcept {
    table_.close();
    regions_ = {};
    tenon_range_map_init(&map_, ranges_.data(), capacity);
  }

  /// Maps a region. Refused, with nothing changed: `overlap`, `full`, `invalid_argument` for an
  /// empty one or one past the end, and what the second stage refuses.
  [[nodiscard]] Status map(const MemoryRegion& region) noexcept {
    if (region.bytes == 0 || region.bytes - 1 > ~std::uint64_t{0} - region.start.value()) {
      return std::unexpected(Error::invalid_argument);
    }
    const std::uint32_t slot = free_slot();
    if (slot == capacity) return std::unexpected(Error::full);
    const std::uint64_t last = region.start.value() + (region.bytes - 1);
    const auto claimed =
        static_cast<tenon_error>(tenon_range_map_insert(&map_, region.start.value(), last, slot));
    if (claimed != TENON_OK) return to_status(claimed);
    const Status mapped = table_.map(region);
    if (mapped.has_value()) {
      regions_[slot] = region;
    } else {
      static_cast<void>(tenon_range_map_remove(&map_, region.start.value()));
    }
    return mapped;
  }

  /// Unmaps the region that begins at `start`. Refused: `not_found`, and what the second stage
  /// refuses.
  [[nodiscard]] Status unmap(GuestPhysical start) noexcept {
    const MemoryRegion* region = find(start, 1);
    if (region == nullptr || region->start != start) return std::unexpected(Error::not_found);
    const Status unmapped = table_.unmap(start, region->bytes);
    if (!unmapped.has_value()) return unmapped;
    regions_[static_cast<std::size_t>(region - regions_.data())] = {};
    return to_status(static_cast<tenon_error>(tenon_range_map_remove(&map_, start.value())));
  }

  /// Gives a device's registers to the guest, in whole pages. Refused: `unaligned` if `start` and
  /// `host` lie differently in their pages, or by `rest`; else as map().
  [[nodiscard]] Status pass_through(GuestPhysical start, HostPhysical host, std::uint64_t bytes,
                                    PageRest rest) noexcept {
    const std::uint64_t lead = start.value() % page;
    if (host.value() % page != lead) return std::unexpected(Error::unaligned);
    if (bytes == 0 || bytes > ~std::uint64_t{0} - (page - 1) - lead) {
      return std::unexpected(Error::invalid_argument);
    }
    const std::uint64_t whole = (lead + bytes + (page - 1)) / page * page;
    if (whole != bytes && rest == PageRest::refuse) return std::unexpected(Error::unaligned);
    return map({.start = GuestPhysical(start.value() - lead),
                .host = HostPhysical(host.value() - lead),
                .bytes = whole,
                .access = TENON_ACCESS_READ | TENON_ACCESS_WRITE,
                .memory = TENON_MEMORY_DEVICE});
  }

  /// The region that has all of the `bytes` at `start`, or null.
  [[nodiscard]] const MemoryRegion* find(GuestPhysical start, std::uint64_t bytes) const noexcept {
    std::uint32_t slot = 0;
    if (tenon_range_map_find(&map_, start.value(), bytes, &slot) != TENON_RANGE_INSIDE) {
      return nullptr;
    }
    return &regions_[slot];
  }

  [[nodiscard]] bool touches(GuestPhysical first, GuestPhysical last) const noexcept {
    std::uint32_t ignored = 0;
    const std::uint64_t rest = last - first;
    if (rest == ~std::uint64_t{0}) return map_.count != 0;
    return tenon_range_map_find(&map_, first.value(), rest + 1, &ignored) != TENON_RANGE_NONE;
  }

  /// Where an address leads, as the second stage has it. Refused: `not_mapped`, `out_of_range`.
  [[nodiscard]] std::expected<Translation, Error> translate(GuestPhysical address) const noexcept {
    return table_.translate(address);
  }

 private:
  [[nodiscard]] std::uint32_t free_slot() const noexcept {
    std::uint32_t slot = 0;
    while (slot < capacity && regions_[slot].bytes != 0) ++slot;
    return slot;
  }

  N table_;
  tenon_range_map map_;
  std::array<tenon_range, capacity> ranges_{};
  std::array<MemoryRegion, capacity> regions_{};
};

}  // namespace tenon
