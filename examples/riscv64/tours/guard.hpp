// SPDX-License-Identifier: Apache-2.0
/// \file
/// What no guest may change while it runs: the HS-level registers under which it runs, and the two
/// general registers that the hypervisor has no other use for.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenon/riscv64.hpp"

extern "C" void tenon_riscv64_vector();

namespace example {

inline constexpr std::uint64_t host_mark = 0x7ead7ead7ead7ead;
/// Puts the mark into gp.
inline void mark_host() noexcept { asm volatile("mv gp, %0" ::"r"(host_mark)); }

/// The register that differs from what the vCPU was bound with; empty if all is as it was.
[[nodiscard]] inline std::string_view changed_control(
    const tenon::riscv64::VCpuStorage& vcpu) noexcept {
  const auto read = [](auto instruction) noexcept {
    std::uint64_t value = 0;
    instruction(value);
    return value;
  };
#define EXAMPLE_READ(name) \
  read([](std::uint64_t& value) noexcept { asm volatile("csrr %0, " #name : "=r"(value)); })
#define EXAMPLE_MOVE(name) \
  read([](std::uint64_t& value) noexcept { asm volatile("mv %0, " #name : "=r"(value)); })
  // What a trap writes: SPV, SPVP, GVA; and of sie what this hypervisor lets in.
  constexpr std::uint64_t of_traps = 0x1c0, software = 0x2, timer = 0x20, sie = 0x2;
  if ((EXAMPLE_READ(hstatus) & ~of_traps) != (vcpu.controls.hstatus & ~of_traps)) return "hstatus";
  if (EXAMPLE_READ(hedeleg) != vcpu.controls.hedeleg) return "hedeleg";
  if (EXAMPLE_READ(hideleg) != vcpu.controls.hideleg) return "hideleg";
  if (EXAMPLE_READ(hcounteren) != vcpu.controls.hcounteren) return "hcounteren";
  if (EXAMPLE_READ(henvcfg) != vcpu.controls.henvcfg) return "henvcfg";
  if (EXAMPLE_READ(htimedelta) != 0) return "htimedelta";
  if (EXAMPLE_READ(hgeie) != 0) return "hgeie";
  if (EXAMPLE_READ(hgatp) != tenon_riscv64_stage2_hgatp(vcpu.stage2)) return "hgatp";
  if ((EXAMPLE_READ(sie) & ~timer) != software) return "sie";
  if ((EXAMPLE_READ(sstatus) & sie) != 0) return "sstatus.SIE";
  if (EXAMPLE_READ(satp) != 0) return "satp";
  if (EXAMPLE_READ(stvec) != reinterpret_cast<std::uint64_t>(&tenon_riscv64_vector)) return "stvec";
  if (EXAMPLE_READ(sscratch) != reinterpret_cast<std::uint64_t>(vcpu.cpu)) return "sscratch";
  if (EXAMPLE_MOVE(gp) != host_mark) return "gp";
  if (EXAMPLE_MOVE(tp) != vcpu.cpu->id) return "tp";
#undef EXAMPLE_READ
#undef EXAMPLE_MOVE
  return {};
}

}  // namespace example
