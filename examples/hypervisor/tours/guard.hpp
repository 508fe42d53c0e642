// SPDX-License-Identifier: Apache-2.0
/// \file
/// What no guest may change while it runs: the EL2 registers under which it runs.
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

}  // namespace example
