// SPDX-License-Identifier: Apache-2.0
/// \file
/// The AArch64 part of a VM's plan; a hypervisor adds `Hal`, `Mmio`, `vcpus` and `regions`.
#pragma once

#include "tenon/aarch64.hpp"
#include "tenon/vm/aarch64/nested.hpp"
#include "tenon/vm/aarch64/system_registers.hpp"
#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/psci.hpp"
#include "tenon/vm/static_bus.hpp"
#include "tenon/vm/vm.hpp"

namespace tenon::aarch64 {

/// `struct MyGuest : tenon::aarch64::PlanBase { using Hal = ...; using Mmio = ...; ... };`
struct PlanBase {
  using Arch = AArch64Arch;
  using Nested = aarch64::Nested;
  using RegisterPolicy = SystemRegisters;
  using Firmware = Psci;
  using SysRegs = EmptyBus<SysRegAddress>;
  using Ports = EmptyBus<Port>;
};

}  // namespace tenon::aarch64
