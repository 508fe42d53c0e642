// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a device is: a type with `read` and `write`, for memory, for system registers, for ports.
///
/// A device that has one face for each vCPU (a local interrupt controller) takes the vCPU's id as
/// its first argument; the others leave it out. Devices that several vCPUs reach synchronize
/// themselves: no lock is held around a call.
#pragma once

#include <concepts>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <utility>

#include "tenon/address.hpp"
#include "tenon/ids.hpp"

namespace tenon {

/// Why an access has no answer.
enum class Refusal : std::uint8_t {
  fault,      ///< the guest takes the exception that real hardware would raise
  leave,      ///< the exit is for whoever called the run loop
  unclaimed,  ///< nobody is here; the VM's policy decides
  straddles   ///< part of the access is somebody's; the VM's policy decides
};

/// What becomes of a SendIpi.
enum class Sending : std::uint8_t {
  send,     ///< to the vCPUs that it names
  nothing,  ///< it asks for what is so already
  leave     ///< the exit is for whoever called the run loop
};

/// What a read gives: the value (bits beyond the access's width are ignored) or no answer.
using ReadAnswer = std::expected<std::uint64_t, Refusal>;
/// What a write gives.
using WriteAnswer = std::expected<void, Refusal>;

/// What a call returns in the ISA's first result register and, if there is a second one, in that.
struct CallResult {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> second{};
};
/// What a firmware gives that knows of second results.
using CallAnswer = std::expected<CallResult, Refusal>;

namespace detail {

/// Answers accesses at an offset from its base.
template <class D>
concept OffsetDevice =
    requires(D& device, std::uint64_t offset, AccessWidth width, std::uint64_t value) {
      { device.read(offset, width) } noexcept -> std::same_as<ReadAnswer>;
      { device.write(offset, width, value) } noexcept -> std::same_as<WriteAnswer>;
    };
template <class D>
concept BankedOffsetDevice =
    requires(D& device, VCpuId vcpu, std::uint64_t offset, AccessWidth width, std::uint64_t value) {
      { device.read(vcpu, offset, width) } noexcept -> std::same_as<ReadAnswer>;
      { device.write(vcpu, offset, width, value) } noexcept -> std::same_as<WriteAnswer>;
    };
template <class D>
concept RegisterDevice = requires(D& device, SysRegAddress id, std::uint64_t value) {
  { device.read(id) } noexcept -> std::same_as<ReadAnswer>;
  { device.write(id, value) } noexcept -> std::same_as<WriteAnswer>;
};
template <class D>
concept BankedRegisterDevice =
    requires(D& device, VCpuId vcpu, SysRegAddress id, std::uint64_t value) {
      { device.read(vcpu, id) } noexcept -> std::same_as<ReadAnswer>;
      { device.write(vcpu, id, value) } noexcept -> std::same_as<WriteAnswer>;
    };

}  // namespace detail

/// A device in guest-physical memory. `offset` counts from the base of its window, and the whole
/// access lies inside it.
template <class D>
concept MmioDevice = detail::OffsetDevice<D> || detail::BankedOffsetDevice<D>;

/// A device at I/O ports; `offset` as above.
template <class D>
concept PortDevice = detail::OffsetDevice<D> || detail::BankedOffsetDevice<D>;

/// A device behind system registers, which it is given by their full id.
template <class D>
concept SysRegDevice = detail::RegisterDevice<D> || detail::BankedRegisterDevice<D>;

/// A device for the space that `Where` addresses: GuestPhysical, Port or SysRegAddress. It may
/// serve more spaces than one; a banked face goes before one that is not.
template <class D, class Where>
concept DeviceAt = (std::same_as<Where, GuestPhysical> && MmioDevice<D>) ||
                   (std::same_as<Where, Port> && PortDevice<D>) ||
                   (std::same_as<Where, SysRegAddress> && SysRegDevice<D>);

/// The last address of the space that `Where` addresses.
template <class Where>
inline constexpr std::uint64_t end_of_space =
    std::numeric_limits<decltype(std::declval<Where>().value())>::max();

/// One guest access, before anybody has been found to answer it.
template <class Where>
struct GuestAccess {
  VCpuId vcpu;
  Where address;
  AccessWidth width;  ///< doubleword for system registers
};

/// How many addresses of its space an access takes: a system register is one, whatever its width.
template <class Where>
[[nodiscard]] constexpr std::uint64_t extent(const GuestAccess<Where>& access) noexcept {
  if constexpr (std::same_as<Where, SysRegAddress>) {
    return 1;
  } else {
    return bytes(access.width);
  }
}

namespace detail {

template <class Where, DeviceAt<Where> D>
[[nodiscard]] ReadAnswer read_device(D& device, const GuestAccess<Where>& access,
                                     std::uint64_t offset) noexcept {
  constexpr bool registers = std::same_as<Where, SysRegAddress>;
  if constexpr (registers && BankedRegisterDevice<D>) {
    return device.read(access.vcpu, access.address);
  } else if constexpr (registers) {
    return device.read(access.address);
  } else if constexpr (BankedOffsetDevice<D>) {
    return device.read(access.vcpu, offset, access.width);
  } else {
    return device.read(offset, access.width);
  }
}

template <class Where, DeviceAt<Where> D>
[[nodiscard]] WriteAnswer write_device(D& device, const GuestAccess<Where>& access,
                                       std::uint64_t offset, std::uint64_t value) noexcept {
  constexpr bool registers = std::same_as<Where, SysRegAddress>;
  if constexpr (registers && BankedRegisterDevice<D>) {
    return device.write(access.vcpu, access.address, value);
  } else if constexpr (registers) {
    return device.write(access.address, value);
  } else if constexpr (BankedOffsetDevice<D>) {
    return device.write(access.vcpu, offset, access.width, value);
  } else {
    return device.write(offset, access.width, value);
  }
}

}  // namespace detail
}  // namespace tenon
