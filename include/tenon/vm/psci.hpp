// SPDX-License-Identifier: Apache-2.0
/// \file
/// PSCI 1.1 (Arm DEN 0022) and SMCCC 1.1 (Arm DEN 0028) as a VM answers them: starting vCPUs,
/// their states, and NOT_SUPPORTED for whatever is not known. No call of a guest reaches the
/// machine's firmware.
#pragma once

#include "tenon/core/aarch64/psci.h"
#include "tenon/exits/call.hpp"
#include "tenon/vm/device.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon {

namespace psci {

/// MPIDR_EL1's affinity fields: Aff3, Aff2, Aff1, Aff0 (DDI 0487 D24.2.109).
inline constexpr std::uint64_t affinity_mask = 0xff00ffffff;

/// The answer to a call that is no transition: what psci.h knows, AFFINITY_INFO, NOT_SUPPORTED.
/// `x0` to `x2` are the guest's registers.
[[nodiscard]] std::uint64_t answer(const VCpuTable& vcpus, std::uint64_t x0, std::uint64_t x1,
                                   std::uint64_t x2) noexcept;

/// What CPU_ON returns for it (DEN 0022 5.6).
[[nodiscard]] std::uint64_t status(Start start) noexcept;

}  // namespace psci

/// The firmware of an Arm guest.
///
/// A call by HVC with an immediate is the hypervisor's own interface and leaves the run loop; one
/// by SMC with an immediate is no function of anybody. CPU_OFF, CPU_SUSPEND, SYSTEM_OFF and
/// SYSTEM_RESET leave the run loop: only who runs the vCPU can obey them.
struct Psci {
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static ReadAnswer call(const Vm& vm, const Hypercall<A>& exit) noexcept {
    if (exit.immediate() == 0) {
      return psci::answer(vm.vcpus(), exit.number(), exit.argument(0), exit.argument(1));
    }
    if (exit.by_smc()) return TENON_PSCI_NOT_SUPPORTED;
    return std::unexpected(Refusal::leave);
  }

  /// CPU_ON. The started vCPU's home is woken. It begins little-endian, whatever its caller is.
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static ReadAnswer start(const Vm& vm, const CpuUp<A>& exit) noexcept {
    // setup refuses an entry between two instructions, when the caller has gone on long since.
    if (exit.entry().value() % 4 != 0 || !vm.can_fetch(exit.entry())) {
      return TENON_PSCI_INVALID_ADDRESS;
    }
    return psci::status(vm.start(exit.target(), exit.entry(), exit.context()));
  }
};

}  // namespace tenon
