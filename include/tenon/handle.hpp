// SPDX-License-Identifier: Apache-2.0
/// \file
/// How other CPUs reach a vCPU: request an interrupt, kick it out of its guest.
#pragma once

#include <optional>

#include "tenon/error.hpp"
#include "tenon/hal.hpp"
#include "tenon/ids.hpp"
#include "tenon/mailbox.hpp"

namespace tenon {

/// Copyable and safe to use from every CPU while the vCPU's storage lives. A reset of the vCPU
/// makes older handles stale: they refuse.
///
/// With interrupts passed through to the guest a kick cannot reach the hypervisor, so there is
/// none here: `KickHandle` has it, and only a vCPU that takes its interrupts at the hypervisor
/// gives one.
class VCpuHandle {
 public:
  explicit VCpuHandle(tenon_vcpu& vcpu) noexcept : vcpu_(&vcpu), generation_(vcpu.generation) {}

  [[nodiscard]] VmId vm() const noexcept { return VmId(vcpu_->vm_id); }
  [[nodiscard]] VCpuId vcpu() const noexcept { return VCpuId(vcpu_->vcpu_id); }

  /// Makes `interrupt` pending; the vCPU sees it when it next enters its guest. Refused:
  /// `invalid_argument` from TENON_INTERRUPT_MAX on, `wrong_state` when the handle is stale.
  [[nodiscard]] Status request_interrupt(InterruptId interrupt) const noexcept {
    if (stale()) return std::unexpected(Error::wrong_state);
    if (interrupt.value() >= TENON_INTERRUPT_MAX) return std::unexpected(Error::invalid_argument);
    mailbox::post(vcpu_->mailbox, interrupt.value());
    return {};
  }

 protected:
  [[nodiscard]] bool stale() const noexcept {
    return std::atomic_ref(vcpu_->generation).load() != generation_;
  }
  [[nodiscard]] tenon_mailbox& mailbox() const noexcept { return vcpu_->mailbox; }

 private:
  tenon_vcpu* vcpu_;
  std::uint32_t generation_;
};

}  // namespace tenon
