// SPDX-License-Identifier: Apache-2.0
/// \file
/// Identifiers and small quantities as types of their own.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "tenon/core/base.h"

namespace tenon {

/// An identifier of kind `Kind`: ordered, comparable, nothing else.
template <class Kind, class Integer>
class Id {
 public:
  constexpr explicit Id(Integer value) noexcept : value_(value) {}
  [[nodiscard]] constexpr Integer value() const noexcept { return value_; }
  friend constexpr auto operator<=>(Id, Id) noexcept = default;

 private:
  Integer value_;
};

using VmId = Id<struct VmIdKind, std::uint32_t>;
using VCpuId = Id<struct VCpuIdKind, std::uint32_t>;
/// A physical CPU, 0 to TENON_CPU_MAX - 1.
using CpuId = Id<struct CpuIdKind, std::uint32_t>;
/// Arm: INTID; x86: vector; RISC-V: interrupt cause or external source.
using InterruptId = Id<struct InterruptIdKind, std::uint32_t>;
/// An x86 I/O port.
using Port = Id<struct PortKind, std::uint16_t>;
/// AArch64: op0:op1:CRn:CRm:op2 (2+3+4+4+3 bits); RISC-V: CSR number; x86: MSR number.
using SysRegAddress = Id<struct SysRegAddressKind, std::uint32_t>;

/// How many bytes one access moves.
enum class AccessWidth : std::uint8_t { byte = 1, half = 2, word = 4, doubleword = 8 };

[[nodiscard]] constexpr std::uint64_t bytes(AccessWidth width) noexcept {
  return static_cast<std::uint64_t>(width);
}

/// The bits that an access of this width moves.
[[nodiscard]] constexpr std::uint64_t mask(AccessWidth width) noexcept {
  return width == AccessWidth::doubleword ? ~std::uint64_t{0}
                                          : (std::uint64_t{1} << (8 * bytes(width))) - 1;
}

/// The physical CPUs that a vCPU may be bound on.
class CpuMask {
 public:
  [[nodiscard]] static constexpr CpuMask all() noexcept { return CpuMask(~std::uint64_t{0}); }
  [[nodiscard]] static constexpr CpuMask only(CpuId cpu) noexcept {
    return CpuMask(cpu.value() < TENON_CPU_MAX ? std::uint64_t{1} << cpu.value() : 0);
  }
  constexpr explicit CpuMask(std::uint64_t bits) noexcept : bits_(bits) {}

  [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr bool contains(CpuId cpu) const noexcept {
    return cpu.value() < TENON_CPU_MAX && ((bits_ >> cpu.value()) & 1) != 0;
  }

 private:
  std::uint64_t bits_;
};

/// Who a vCPU is, fixed when it is created.
struct VCpuIds {
  VmId vm;
  VCpuId vcpu;
  CpuMask allowed = CpuMask::all();
  std::optional<CpuId> preferred = std::nullopt;
};

}  // namespace tenon
