// SPDX-License-Identifier: Apache-2.0
/// \file
/// What no guest may change while it runs: the EL2 registers under which it runs, and memory that
/// is not its own.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenon/aarch64.hpp"

namespace example {

/// The EL2 register that differs from what the vCPU was bound with; empty if all is as it was.
[[nodiscard]] inline std::string_view changed_control(
    const tenon::aarch64::VCpuStorage& vcpu) noexcept {
  const auto read = [](auto instruction) noexcept {
    std::uint64_t value = 0;
    instruction(value);
    return value;
  };
#define EXAMPLE_READ(name) \
  read([](std::uint64_t& value) noexcept { asm volatile("mrs %0, " #name : "=r"(value)); })
  constexpr std::uint64_t hcr_vse = 0x100;  // a virtual SError that waits
  if ((EXAMPLE_READ(hcr_el2) & ~hcr_vse) != vcpu.controls.hcr) return "HCR_EL2";
  if (EXAMPLE_READ(cptr_el2) != vcpu.controls.cptr) return "CPTR_EL2";
  if (EXAMPLE_READ(mdcr_el2) != vcpu.controls.mdcr) return "MDCR_EL2";
  if (EXAMPLE_READ(cnthctl_el2) != vcpu.controls.cnthctl) return "CNTHCTL_EL2";
  if (EXAMPLE_READ(vtcr_el2) != vcpu.controls.vtcr) return "VTCR_EL2";
  if (EXAMPLE_READ(vttbr_el2) != tenon_aarch64_stage2_vttbr(vcpu.stage2)) return "VTTBR_EL2";
  if (EXAMPLE_READ(tpidr_el2) != reinterpret_cast<std::uint64_t>(vcpu.cpu)) return "TPIDR_EL2";
#undef EXAMPLE_READ
  return {};
}

/// Memory beside a guest's, filled with a pattern.
class Canary {
 public:
  Canary(std::uint64_t start, std::uint64_t bytes) noexcept
      : words_(reinterpret_cast<volatile std::uint64_t*>(start)), count_(bytes / 8) {
    for (std::uint64_t i = 0; i < count_; ++i) words_[i] = pattern(i);
  }
  /// Whether nobody has written there.
  [[nodiscard]] bool lives() const noexcept {
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (words_[i] != pattern(i)) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] static std::uint64_t pattern(std::uint64_t i) noexcept {
    return (i + 1) * 0x9e3779b97f4a7c15;
  }

  volatile std::uint64_t* words_;
  std::uint64_t count_;
};

}  // namespace example
