// SPDX-License-Identifier: Apache-2.0
/// \file
/// Address kinds that cannot be mixed: each converts from and to an integer only by name.
#pragma once

#include <compare>
#include <cstdint>

namespace tenon {

/// An address of kind `Kind`. Arithmetic stays within the kind; a difference is a length.
template <class Kind>
class Address {
 public:
  constexpr Address() noexcept = default;
  constexpr explicit Address(std::uint64_t value) noexcept : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return value_; }

  /// `bytes` a power of two.
  [[nodiscard]] constexpr bool aligned_to(std::uint64_t bytes) const noexcept {
    return (value_ & (bytes - 1)) == 0;
  }

  friend constexpr auto operator<=>(Address, Address) noexcept = default;
  friend constexpr Address operator+(Address a, std::uint64_t bytes) noexcept {
    return Address(a.value_ + bytes);
  }
  friend constexpr std::uint64_t operator-(Address a, Address b) noexcept {
    return a.value_ - b.value_;
  }

 private:
  std::uint64_t value_ = 0;
};

/// What a guest takes for physical memory (Arm: IPA).
using GuestPhysical = Address<struct GuestPhysicalKind>;
/// What a guest's own translation starts from.
using GuestVirtual = Address<struct GuestVirtualKind>;
/// What the memory bus sees.
using HostPhysical = Address<struct HostPhysicalKind>;
/// What the hypervisor itself dereferences.
using HostVirtual = Address<struct HostVirtualKind>;

}  // namespace tenon
