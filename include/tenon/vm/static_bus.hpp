// SPDX-License-Identifier: Apache-2.0
/// \file
/// A bus whose windows are known when it is compiled: overlap is a compile error, and finding the
/// device is a few comparisons with constants.
#pragma once

#include <tuple>
#include <utility>

#include "tenon/vm/bus.hpp"

namespace tenon {

/// `bytes` addresses from `base` on, answered by a device of type `D`. For system registers, ids.
template <std::uint64_t base, std::uint64_t bytes, class D>
struct Window {
  static_assert(bytes != 0, "tenon: this Window is empty");
  static_assert(bytes == 0 || base <= ~std::uint64_t{0} - (bytes - 1),
                "tenon: this Window runs past the end of the address space");
  using Device = D;
  static constexpr std::uint64_t first = base;
  static constexpr std::uint64_t last = base + (bytes - 1);
};

namespace detail {

/// Named in the compiler's notes, so that an overlap tells which two windows it is of.
template <class Left, class Right>
struct DisjointWindows {
  static_assert(Left::last < Right::first || Right::last < Left::first,
                "tenon: two Windows of a StaticBus overlap; the instantiation of DisjointWindows "
                "names them");
  static constexpr bool checked = true;
};

template <class First, class... Rest>
[[nodiscard]] consteval bool disjoint_windows() {
  if constexpr (sizeof...(Rest) != 0) {
    return (DisjointWindows<First, Rest>::checked && ...) && disjoint_windows<Rest...>();
  } else {
    return true;
  }
}

}  // namespace detail

/// Devices at fixed windows of the space that `Where` addresses, in any order. The devices belong
/// to the caller and outlive the bus.
template <class Where, class... Windows>
class StaticBus {
  static_assert((DeviceAt<typename Windows::Device, Where> && ...),
                "tenon: a device of this StaticBus has no read and write for its space; see "
                "tenon/vm/device.hpp");
  static_assert(((Windows::last <= end_of_space<Where>) && ...),
                "tenon: a Window of this StaticBus runs past the end of its address space");
  static_assert(detail::disjoint_windows<Windows...>());

 public:
  explicit StaticBus(typename Windows::Device&... devices) noexcept : devices_(&devices...) {}

  [[nodiscard]] ReadAnswer read(const GuestAccess<Where>& access) const noexcept {
    return find<ReadAnswer, 0>(access, [&](auto& device, std::uint64_t offset) noexcept {
      return detail::read_device<Where>(device, access, offset);
    });
  }
  [[nodiscard]] WriteAnswer write(const GuestAccess<Where>& access,
                                  std::uint64_t value) const noexcept {
    return find<WriteAnswer, 0>(access, [&](auto& device, std::uint64_t offset) noexcept {
      return detail::write_device<Where>(device, access, offset, value);
    });
  }
  [[nodiscard]] bool touches(Where first, Where last) const noexcept {
    return ((Windows::first <= last.value() && first.value() <= Windows::last) || ...);
  }

 private:
  template <std::size_t index>
  using At = std::tuple_element_t<index, std::tuple<Windows...>>;

  template <class Answer, std::size_t index, class Call>
  [[nodiscard]] Answer find(const GuestAccess<Where>& access, const Call& call) const noexcept {
    if constexpr (index == sizeof...(Windows)) {
      return std::unexpected(Refusal::unclaimed);
    } else {
      const std::uint64_t address = access.address.value();
      const std::uint64_t length = extent(access);
      const std::uint64_t offset = address - At<index>::first;
      if (offset <= At<index>::last - At<index>::first) {
        if (length - 1 > At<index>::last - address) return std::unexpected(Refusal::straddles);
        return call(*std::get<index>(devices_), offset);
      }
      if (address < At<index>::first && At<index>::first - address < length) {
        return std::unexpected(Refusal::straddles);
      }
      return find<Answer, index + 1>(access, call);
    }
  }

  std::tuple<typename Windows::Device*...> devices_;
};

}  // namespace tenon
