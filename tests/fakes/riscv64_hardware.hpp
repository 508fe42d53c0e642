// SPDX-License-Identifier: Apache-2.0
// One RISC-V hart as the core's assembly shows it (core/riscv64/hardware.h): plain variables, and a
// guest that is a function.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tenon/core/riscv64/vcpu.h"

namespace tenon_test {

struct RiscV64Hardware {
  std::uint32_t has_hypervisor = 1;
  std::uint32_t has_remote_fences = 1;
  tenon_riscv64_cpu* cpu = nullptr;  ///< sscratch
  std::uint64_t stvec = 0;           ///< 1: tenon's
  tenon_riscv64_host host{};         ///< what save_host reads and leave_guest leaves
  tenon_riscv64_controls controls{};
  std::uint64_t hgatp = 0;
  std::uint64_t modes = 1ULL << 8 | 1ULL << 9;  ///< that hgatp takes
  std::uint64_t vmid_mask = 0x3fff;             ///< VMID bits that hgatp keeps
  std::uint64_t henvcfg_mask = 1ULL << 63;      ///< bits that henvcfg keeps
  std::uint32_t fp_present = 1;
  std::uint32_t aia_present = 0;
  std::uint32_t select_present = 0;
  std::array<std::uint64_t, TENON_RISCV64_SAVED_COUNT> registers{};
  tenon_riscv64_fp fp{};
  std::uint64_t stval = 0, htval = 0, htinst = 0;
  std::uint32_t faults_read = 0, fetches = 0;
  std::uint64_t forgotten_vmid = 0;             ///< of the last forget_vm
  std::map<std::uint64_t, std::uint16_t> code;  ///< halfwords that the guest may fetch
  std::vector<std::string> order;               ///< what bind and unbind did, one word each
  std::function<void(tenon_riscv64_vcpu&)> guest;
};

/// The one that the core runs on; a test assigns a new one.
extern RiscV64Hardware riscv64_hardware;

}  // namespace tenon_test
