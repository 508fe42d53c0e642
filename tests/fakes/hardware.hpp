// SPDX-License-Identifier: Apache-2.0
// One AArch64 CPU as the core's assembly shows it (core/aarch64/hardware.h): plain variables, and a
// guest that is a function.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "tenon/core/aarch64/vcpu.h"

namespace tenon_test {

struct Hardware {
  tenon_aarch64_cpu* cpu = nullptr;  ///< TPIDR_EL2
  tenon_aarch64_host host{};         ///< what save_host reads and restore_host leaves
  tenon_aarch64_controls controls{};
  std::uint64_t hcr = 0;  ///< as detect sees it
  std::uint64_t vttbr = 0, midr = 0, mpidr = 0;
  std::uint32_t vse = 0, refused = 0;
  std::array<std::uint64_t, TENON_AARCH64_ID_COUNT> id{};
  std::uint64_t pmcr = 0, vtr = 0;
  std::array<std::uint64_t, TENON_AARCH64_SAVED_COUNT> registers{};
  tenon_aarch64_fp fp{};
  std::array<std::uint64_t, 16> lr{};
  std::array<std::uint64_t, 8> apr{};
  std::vector<std::uint64_t> deactivated;  ///< ICC_DIR_EL1, in order
  std::uint64_t ich_hcr = 0, ich_vmcr = 0, ich_misr = 0;
  std::uint64_t far = 0, hpfar = 0, par1 = 0, par12 = 0;  ///< PAR after AT S1 and AT S12
  std::uint64_t translated = 0;                           ///< the address of the last AT
  std::map<std::uint64_t, std::uint32_t> words;           ///< memory that tenon_hal_read_word finds
  int forgot_vm = 0, forgot_all = 0;
  int wrong_layout = 0;  ///< an EL1 register named as the other E2H would
  std::function<void(tenon_aarch64_vcpu&)> guest;
};

/// The one that the core runs on; a test assigns a new one.
extern Hardware hardware;

}  // namespace tenon_test
