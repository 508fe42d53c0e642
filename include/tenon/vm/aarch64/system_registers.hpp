// SPDX-License-Identifier: Apache-2.0
/// \file
/// The trapped AArch64 system registers that a VM answers: the ID registers, which show what tenon
/// switches or passes, and the debug registers that no CPU may be without. All of it is proved C
/// (id_registers.h, debug_registers.h); everything else is unclaimed.
#pragma once

#include "tenon/core/aarch64/cpu.h"
#include "tenon/vm/bus.hpp"

namespace tenon::aarch64 {

/// A bus of system registers, the same for all vCPUs of a VM.
class SystemRegisters {
 public:
  /// The features of the CPUs that the VM's vCPUs run on; they outlive the VM.
  struct Config {
    const tenon_aarch64_features* features = nullptr;
  };

  explicit SystemRegisters(const Config& config) noexcept : features_(config.features) {}

  [[nodiscard]] ReadAnswer read(const GuestAccess<SysRegAddress>& access) const noexcept;
  /// Writes to debug registers are ignored; ID registers cannot be written.
  [[nodiscard]] WriteAnswer write(const GuestAccess<SysRegAddress>& access,
                                  std::uint64_t value) const noexcept;
  [[nodiscard]] bool touches(SysRegAddress first, SysRegAddress last) const noexcept;

 private:
  const tenon_aarch64_features* features_;
};

static_assert(Bus<SystemRegisters, SysRegAddress>);

}  // namespace tenon::aarch64
