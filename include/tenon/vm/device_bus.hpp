// SPDX-License-Identifier: Apache-2.0
/// \file
/// A bus that is put together at run time, over the proved range map. Windows are claimed before
/// the vCPUs run; nothing is allocated, and finding a device takes no lock.
#pragma once

#include <array>
#include <optional>

#include "tenon/core/range_map.h"
#include "tenon/error.hpp"
#include "tenon/vm/bus.hpp"

namespace tenon {

/// At most `capacity` windows of the space that `Where` addresses. It points into itself: it stays
/// where it was made.
template <class Where, std::uint32_t capacity>
class DeviceBus {
  static_assert(capacity != 0, "tenon: a DeviceBus has room for one window at least");

 public:
  DeviceBus() noexcept { tenon_range_map_init(&map_, ranges_.data(), capacity); }
  DeviceBus(const DeviceBus&) = delete;
  DeviceBus& operator=(const DeviceBus&) = delete;
  ~DeviceBus() = default;

  /// Gives `length` addresses (for system registers: ids) from `first` on to `device`, which
  /// outlives the bus. Not while vCPUs run. Refused: `invalid_argument` for an empty window or one
  /// that runs past the end of the space, `overlap`, `full`.
  template <DeviceAt<Where> D>
  [[nodiscard]] Status claim(Where first, std::uint64_t length, D& device) noexcept {
    if (length == 0 || length - 1 > end_of_space<Where> - first.value()) {
      return std::unexpected(Error::invalid_argument);
    }
    const std::uint64_t last = first.value() + (length - 1);
    const auto result =
        static_cast<tenon_error>(tenon_range_map_insert(&map_, first.value(), last, map_.count));
    if (result == TENON_OK) {
      slots_[map_.count - 1] = {.device = &device,
                                .first = first.value(),
                                .read = &read_thunk<D>,
                                .write = &write_thunk<D>};
    }
    return to_status(result);
  }

  [[nodiscard]] ReadAnswer read(const GuestAccess<Where>& access) const noexcept {
    std::uint32_t slot = 0;
    if (const auto refusal = find(access, slot)) return std::unexpected(*refusal);
    return slots_[slot].read(slots_[slot], access);
  }
  [[nodiscard]] WriteAnswer write(const GuestAccess<Where>& access,
                                  std::uint64_t value) const noexcept {
    std::uint32_t slot = 0;
    if (const auto refusal = find(access, slot)) return std::unexpected(*refusal);
    return slots_[slot].write(slots_[slot], access, value);
  }
  [[nodiscard]] bool touches(Where first, Where last) const noexcept {
    std::uint32_t ignored = 0;
    const std::uint64_t length = last.value() - first.value();
    if (length == ~std::uint64_t{0}) return map_.count != 0;
    return tenon_range_map_find(&map_, first.value(), length + 1, &ignored) != TENON_RANGE_NONE;
  }

 private:
  struct Slot {
    void* device;
    std::uint64_t first;
    ReadAnswer (*read)(const Slot& slot, const GuestAccess<Where>& access) noexcept;
    WriteAnswer (*write)(const Slot& slot, const GuestAccess<Where>& access,
                         std::uint64_t value) noexcept;
  };

  template <class D>
  static ReadAnswer read_thunk(const Slot& slot, const GuestAccess<Where>& access) noexcept {
    return detail::read_device<Where>(*static_cast<D*>(slot.device), access,
                                      access.address.value() - slot.first);
  }
  template <class D>
  static WriteAnswer write_thunk(const Slot& slot, const GuestAccess<Where>& access,
                                 std::uint64_t value) noexcept {
    return detail::write_device<Where>(*static_cast<D*>(slot.device), access,
                                       access.address.value() - slot.first, value);
  }

  [[nodiscard]] std::optional<Refusal> find(const GuestAccess<Where>& access,
                                            std::uint32_t& slot) const noexcept {
    switch (tenon_range_map_find(&map_, access.address.value(), extent(access), &slot)) {
      case TENON_RANGE_INSIDE:
        return std::nullopt;
      case TENON_RANGE_STRADDLES:
        return Refusal::straddles;
      default:
        return Refusal::unclaimed;
    }
  }

  tenon_range_map map_;
  std::array<tenon_range, capacity> ranges_{};
  std::array<Slot, capacity> slots_{};
};

}  // namespace tenon
