// SPDX-License-Identifier: Apache-2.0
/// \file
/// The x86 part of a VM's plan; a hypervisor adds `Hal`, `Mmio`, `Ports`, `vcpus` and `regions`. A
/// vCPU's affinity is its APIC id.
#pragma once

#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/static_bus.hpp"
#include "tenon/vm/vm.hpp"
#include "tenon/vm/x86_64/nested.hpp"
#include "tenon/vm/x86_64/startup.hpp"

namespace tenon::x86_64 {

/// `struct MyGuest : tenon::x86_64::PlanBase { using Hal = ...; using Ports = ...; ... };`
struct PlanBase {
  using Arch = X86Arch;
  using Nested = x86_64::Nested;
  using RegisterPolicy = NoRegisters;
  using Firmware = StartupIpi;
  using SysRegs = EmptyBus<SysRegAddress>;
};

}  // namespace tenon::x86_64
