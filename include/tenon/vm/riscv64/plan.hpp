// SPDX-License-Identifier: Apache-2.0
/// \file
/// The RISC-V part of a VM's plan; a hypervisor adds `Hal`, `Firmware` (`Sbi<...>`), `Mmio`,
/// `vcpus` and `regions`.
#pragma once

#include "tenon/riscv64.hpp"
#include "tenon/vm/device_bus.hpp"
#include "tenon/vm/riscv64/nested.hpp"
#include "tenon/vm/sbi.hpp"
#include "tenon/vm/static_bus.hpp"
#include "tenon/vm/vm.hpp"

namespace tenon::riscv64 {

/// The part of an SbiHost that harts with Sstc do themselves.
struct SstcTimer {
  static void set_timer(Hypercall& call, std::uint64_t deadline) noexcept {
    call.set_register(Register::VSTIMECMP, deadline);
  }
};

/// `struct MyGuest : tenon::riscv64::PlanBase { using Hal = ...; using Firmware = ...; ... };`
struct PlanBase {
  using Arch = RiscV64Arch;
  using Nested = riscv64::Nested;
  using RegisterPolicy = NoRegisters;
  using SysRegs = EmptyBus<SysRegAddress>;
  using Ports = EmptyBus<Port>;
};

}  // namespace tenon::riscv64
