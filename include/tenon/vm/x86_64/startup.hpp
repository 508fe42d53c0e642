// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a VM makes of its guest's interrupt commands (SDM volume 3, 9.4.4 and 11.6): start-up IPIs
/// start vCPUs that are off, vectors and NMIs come to those that are on.
#pragma once

#include "tenon/vm/device.hpp"
#include "tenon/vm/ipi.hpp"
#include "tenon/x86_64.hpp"

namespace tenon::x86_64 {

/// The part that a firmware has on other ISAs. Every hypercall leaves the run loop.
///
/// A started vCPU's home finds the start-up vector's page in StartRequest::entry, which `setup`
/// takes with Mode::startup. INIT for vCPUs that are off has nothing left to do. INIT for one that is
/// on and the choice of a vCPU by its priority leave the run loop: they need who runs it, or the local
/// APICs' registers.
struct StartupIpi {
  template <class Vm>
  [[nodiscard]] static CallAnswer call(const Vm& /*vm*/, Hypercall& /*exit*/) noexcept {
    return std::unexpected(Refusal::leave);
  }

  /// Whether the command names the vCPU of this row.
  template <class E>
  [[nodiscard]] static bool names(const E& exit, const VCpuSlot& slot) noexcept {
    return detail::reaches<X86Arch>(exit, exit.is_logical() ? 1 : 0, slot);
  }

  /// Starts those that are off; the others take no notice. False: the exit is the caller's, its entry
  /// being no memory that the guest can execute.
  template <class Vm>
  [[nodiscard]] static bool start(const Vm& vm, const CpuUp& exit) noexcept {
    if (!vm.can_fetch(exit.entry())) return false;
    vm.vcpus().for_each([&](const VCpuSlot& slot) noexcept {
      if (names(exit, slot)) static_cast<void>(vm.start(slot.affinity, exit.entry(), 0));
    });
    return true;
  }

  /// Whether the run loop carries a SendIpi out.
  template <class Vm>
  [[nodiscard]] static Sending sending(const Vm& vm, const SendIpi& exit) noexcept {
    const std::uint32_t cause = exit.record().cause;
    if (cause == TENON_X86_64_CAUSE_icr_fixed || cause == TENON_X86_64_CAUSE_icr_nmi) {
      return Sending::send;
    }
    if (cause != TENON_X86_64_CAUSE_icr_init) return Sending::leave;
    Sending result = Sending::nothing;
    vm.vcpus().for_each_on([&](const VCpuSlot& slot) noexcept {
      if (names(exit, slot)) result = Sending::leave;
    });
    return result;
  }
};

}  // namespace tenon::x86_64
