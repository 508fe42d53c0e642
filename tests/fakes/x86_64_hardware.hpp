// SPDX-License-Identifier: Apache-2.0
// One x86 CPU with SVM or VMX as the core's assembly shows it (core/x86_64/hardware.h,
// svm/hardware.h, vmx/hardware.h): plain variables, and a guest that is a function.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tenon/core/x86_64/vcpu.h"
#include "tenon/core/x86_64/vmx/hardware.h"

namespace tenon_test {

struct X86Hardware {
  tenon_x86_64_cpu* cpu = nullptr;  ///< GS base
  std::map<std::uint32_t, std::uint64_t> msr;
  std::map<std::pair<std::uint32_t, std::uint32_t>, tenon_x86_64_cpuid> cpuid;
  std::uint64_t cr4 = 0x20;
  std::uint64_t xcr0 = 1;
  std::uint64_t pkru = 0;
  std::array<std::uint64_t, 4> dr{};
  std::uint64_t dr7 = 0x401;
  tenon_x86_64_xsave fp{};
  std::uint64_t fp_xcr0 = 0;       ///< XCR0 when state was saved or restored last
  std::uint64_t host_state = 0;    ///< where VMSAVE has put the host's
  std::vector<std::string> order;  ///< what bind and unbind did, one word each
  std::uint32_t entries = 0;
  std::map<std::uint64_t, std::uint64_t> memory;  ///< words that tenon_hal_read_memory finds
  std::uint32_t reads = 0;                        ///< of memory
  std::uint32_t misaligned = 0;                   ///< of these, what no caller may read
  std::function<void(tenon_x86_64_vcpu&)> guest;
  std::function<void(std::uint64_t)> interfere;  ///< another CPU, before a word changes

  /// VMX, once `make_vmx` has put it in SVM's place.
  std::uint64_t cr0 = 0x8001'0011;
  std::uint64_t dr6 = 0xffff'0ff0;
  std::uint64_t vmxon = 0;  ///< the region, while the CPU is in VMX operation
  bool refuses_vmxon = false;
  std::uint64_t current = 0;  ///< the current VMCS
  std::map<std::uint64_t, std::map<std::uint32_t, std::uint64_t>> vmcs;
  std::vector<std::uint32_t> written;  ///< fields, in the order of the VMWRITEs
  std::uint32_t refused_field = ~0U;   ///< that VMWRITE does not take
  bool refuses_vmclear = false;
  bool refuses_vmptrld = false;
  std::vector<std::uint32_t> launched;  ///< per entry: 1 VMRESUME, 0 VMLAUNCH
  std::uint32_t entry_result = TENON_VMX_EXITED;
  tenon_vmx_host host{};
  std::uint32_t nmis = 0;

  X86Hardware();
  void make_vmx();
  std::uint64_t& field(std::uint32_t name) { return vmcs[current][name]; }
};

/// The one that the core runs on; a test assigns a new one.
extern X86Hardware x86_hardware;

}  // namespace tenon_test
