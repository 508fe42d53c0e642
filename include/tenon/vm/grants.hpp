// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whose the machine's memory is. What was not given to a VM, or shared with it, its second stage
/// does not map; what is given belongs to nobody else until it was taken back.
#pragma once

#include <cstdint>
#include <expected>
#include <utility>

#include "tenon/address.hpp"
#include "tenon/core/memory_grants.h"
#include "tenon/core/nested_terms.h"
#include "tenon/detail/typestate.hpp"
#include "tenon/ids.hpp"
#include "tenon/result.hpp"

namespace tenon {

class Grants;

/// Memory of the machine, in whole pages.
struct HostRange {
  HostPhysical start;
  std::uint64_t bytes = 0;
};

/// Memory that is given to one VM, and the right to share it or to take it back. Dropped, it traps:
/// nobody could take the memory back any more.
class [[nodiscard]] TENON_TOKEN Grant {
 public:
  Grant(const Grant&) = delete;
  Grant& operator=(const Grant&) = delete;
  Grant(Grant&& other) noexcept
      : range_(std::exchange(other.range_, HostRange{})), owner_(other.owner_) {}
  TENON_REVIVES Grant& operator=(Grant&& other) noexcept {
    drop();
    range_ = std::exchange(other.range_, HostRange{});
    owner_ = other.owner_;
    return *this;
  }
  ~Grant() { drop(); }

  TENON_NOT_ENDED [[nodiscard]] VmId owner() const noexcept { return owner_; }
  TENON_NOT_ENDED [[nodiscard]] HostRange memory() const noexcept { return range_; }

  /// The memory stays the VM's as long as the machine runs.
  TENON_ENDS void forever() && noexcept { range_ = {}; }

 private:
  friend class Grants;
  Grant(HostRange range, VmId owner) noexcept : range_(range), owner_(owner) {}
  [[nodiscard]] bool live() const noexcept { return range_.bytes != 0; }
  void drop() const noexcept {
    if (live()) detail::trap();
  }

  HostRange range_;
  VmId owner_;
};

/// The hypervisor's account of its memory, over a list in the caller's memory
/// (`tenon_grants_init`) and the pool that has the tables of every VM. A view: copied freely, as
/// long as both stay where they are. One caller at a time, the pool's own.
class Grants {
 public:
  Grants(tenon_grants& grants, tenon_nested_pool& pool) noexcept : grants_(&grants), pool_(&pool) {}

  /// Refused: `unaligned`, `invalid_argument` for no memory or none that a table can name,
  /// `overlap` if some of it is given already, `full`.
  [[nodiscard]] std::expected<Grant, Error> give(HostRange range, VmId owner) noexcept {
    const std::uint64_t start = range.start.value();
    if (start % page != 0 || range.bytes % page != 0) return std::unexpected(Error::unaligned);
    if (range.bytes == 0 || range.bytes - 1 > ~std::uint64_t{0} - start) {
      return std::unexpected(Error::invalid_argument);
    }
    const Status given =
        status(tenon_grants_give(grants_, start / page, last(range), owner.value()));
    if (!given.has_value()) return std::unexpected(given.error());
    return Grant(range, owner);
  }

  /// From here on `other` may map it as well; one VM at most. Refused: `invalid_argument` for its
  /// owner, `overlap` if it is shared already.
  [[nodiscard]] Status share(const Grant& grant, VmId other) noexcept {
    if (!grant.live()) detail::trap();
    return status(
        tenon_grants_share(grants_, first(grant.range_), grant.owner_.value(), other.value()));
  }

  /// The memory is nobody's again, neither its owner's nor that of whom it is shared with. Looks at
  /// every table of the pool. Refused: `still_mapped` by a VM. Whatever unmapped it has seen to it
  /// that no CPU has a translation of it left.
  [[nodiscard]] Result<HostRange, Refused<Grant>> take(Grant grant) noexcept {
    if (!grant.live()) detail::trap();
    const Status taken = status(tenon_grants_take(grants_, pool_->tree, first(grant.range_)));
    if (!taken.has_value()) return Refused<Grant>{taken.error(), Bundle<Grant>(std::move(grant))};
    return std::exchange(grant.range_, HostRange{});
  }

  [[nodiscard]] tenon_nested_pool* pool() const noexcept { return pool_; }

  /// Whether one grant has all of it and names `vm`.
  [[nodiscard]] bool holds(HostRange range, VmId vm) const noexcept {
    return tenon_grants_cover(grants_, range.start.value(), range.bytes, vm.value()) != 0;
  }

 private:
  static constexpr std::uint64_t page = 4096;
  [[nodiscard]] static std::uint64_t first(HostRange range) noexcept {
    return range.start.value() / page;
  }
  [[nodiscard]] static std::uint64_t last(HostRange range) noexcept {
    return (range.start.value() + (range.bytes - 1)) / page;
  }
  [[nodiscard]] static Status status(std::uint32_t error) noexcept {
    return to_status(static_cast<tenon_error>(error));
  }

  tenon_grants* grants_;
  tenon_nested_pool* pool_;
};

}  // namespace tenon
