// SPDX-License-Identifier: Apache-2.0
// One x86 CPU with SVM as the core's assembly shows it (core/x86_64/hardware.h, svm/hardware.h):
// plain variables, and a guest that is a function.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tenon/core/x86_64/vcpu.h"

namespace tenon_test {

struct X86Hardware {
  tenon_x86_64_cpu* cpu = nullptr;  ///< GS base
  std::map<std::uint32_t, std::uint64_t> msr;
  std::map<std::pair<std::uint32_t, std::uint32_t>, tenon_x86_64_cpuid> cpuid;
  std::uint64_t cr4 = 0x20;
  std::uint64_t xcr0 = 1;
  std::uint64_t pkru = 0;
  std::array<std::uint64_t, 4> dr{};
  tenon_x86_64_xsave fp{};
  std::uint64_t fp_xcr0 = 0;       ///< XCR0 when state was saved or restored last
  std::uint64_t host_state = 0;    ///< where VMSAVE has put the host's
  std::vector<std::string> order;  ///< what bind and unbind did, one word each
  std::uint32_t entries = 0;
  std::map<std::uint64_t, std::uint64_t> memory;  ///< words that tenon_hal_read_memory finds
  std::uint32_t reads = 0;                        ///< of memory
  std::function<void(tenon_x86_64_vcpu&)> guest;
  std::function<void(std::uint64_t)> interfere;  ///< another CPU, before a word changes

  X86Hardware();
};

/// The one that the core runs on; a test assigns a new one.
extern X86Hardware x86_hardware;

}  // namespace tenon_test
