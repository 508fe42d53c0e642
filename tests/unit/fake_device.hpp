// SPDX-License-Identifier: Apache-2.0
// Devices for tests: they write down each access and answer what they are told to.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tenon/vm/device.hpp"

namespace tenon_test {

struct Seen {
  std::uint64_t where = 0;  // offset, or system register id
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> written;
  std::uint32_t vcpu = ~0U;
  bool operator==(const Seen&) const = default;
};

/// At offsets, the same for every vCPU.
struct FakeDevice {
  std::vector<Seen> seen;
  tenon::ReadAnswer answer = 0;
  tenon::WriteAnswer accept = {};

  tenon::ReadAnswer read(std::uint64_t offset, tenon::AccessWidth width) noexcept {
    seen.push_back({.where = offset, .bytes = tenon::bytes(width)});
    return answer;
  }
  tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth width,
                           std::uint64_t value) noexcept {
    seen.push_back({.where = offset, .bytes = tenon::bytes(width), .written = value});
    return accept;
  }
};

/// At offsets, one face for each vCPU.
struct FakeBankedDevice {
  std::vector<Seen> seen;

  tenon::ReadAnswer read(tenon::VCpuId vcpu, std::uint64_t offset,
                         tenon::AccessWidth width) noexcept {
    seen.push_back({.where = offset, .bytes = tenon::bytes(width), .vcpu = vcpu.value()});
    return vcpu.value();
  }
  tenon::WriteAnswer write(tenon::VCpuId vcpu, std::uint64_t offset, tenon::AccessWidth width,
                           std::uint64_t value) noexcept {
    seen.push_back(
        {.where = offset, .bytes = tenon::bytes(width), .written = value, .vcpu = vcpu.value()});
    return {};
  }
};

/// Behind system registers.
struct FakeRegisters {
  std::vector<Seen> seen;
  tenon::ReadAnswer answer = 0;

  tenon::ReadAnswer read(tenon::SysRegAddress id) noexcept {
    seen.push_back({.where = id.value()});
    return answer;
  }
  tenon::WriteAnswer write(tenon::SysRegAddress id, std::uint64_t value) noexcept {
    seen.push_back({.where = id.value(), .written = value});
    return {};
  }
};

struct FakeBankedRegisters {
  std::vector<Seen> seen;

  tenon::ReadAnswer read(tenon::VCpuId vcpu, tenon::SysRegAddress id) noexcept {
    seen.push_back({.where = id.value(), .vcpu = vcpu.value()});
    return vcpu.value() + 100;
  }
  tenon::WriteAnswer write(tenon::VCpuId vcpu, tenon::SysRegAddress id,
                           std::uint64_t value) noexcept {
    seen.push_back({.where = id.value(), .written = value, .vcpu = vcpu.value()});
    return {};
  }
};

/// Both: at offsets of a window, and behind system registers.
template <class Offsets, class Registers>
struct FakeTwoFaces : Offsets, Registers {
  using AtOffsets = Offsets;
  using AtRegisters = Registers;
  using Offsets::read;
  using Offsets::write;
  using Registers::read;
  using Registers::write;
};

static_assert(tenon::MmioDevice<FakeDevice> && tenon::MmioDevice<FakeBankedDevice>);
static_assert(tenon::PortDevice<FakeDevice>);
static_assert(tenon::SysRegDevice<FakeRegisters> && tenon::SysRegDevice<FakeBankedRegisters>);
static_assert(!tenon::SysRegDevice<FakeDevice> && !tenon::MmioDevice<FakeRegisters>);

}  // namespace tenon_test
