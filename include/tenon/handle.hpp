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

/// Copyable and safe to use from every CPU while the vCPU's storage lives. A vCPU's reset and its
/// end make older handles stale: they refuse, although the storage may hold another vCPU by then.
class VCpuHandle {
 public:
  explicit VCpuHandle(tenon_vcpu& vcpu) noexcept : vcpu_(&vcpu), generation_(vcpu.generation) {}

  [[nodiscard]] VmId vm() const noexcept { return VmId(vcpu_->vm_id); }
  [[nodiscard]] VCpuId vcpu() const noexcept { return VCpuId(vcpu_->vcpu_id); }

  /// Makes `interrupt` pending; the vCPU sees it when it next enters its guest. Gives the CPU on
  /// which the guest runs just now, if it does: whoever can interrupt that CPU makes it see the
  /// request at once. Refused: `invalid_argument` from TENON_INTERRUPT_MAX on, `wrong_state` when
  /// the handle is stale.
  [[nodiscard]] std::expected<std::optional<CpuId>, Error> request_interrupt(
      InterruptId interrupt) const noexcept {
    if (stale()) return std::unexpected(Error::wrong_state);
    if (interrupt.value() >= TENON_INTERRUPT_MAX) return std::unexpected(Error::invalid_argument);
    return mailbox::post(vcpu_->mailbox, interrupt.value());
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

/// A handle that also reaches the vCPU's CPU. Only a vCPU that takes its physical interrupts at
/// the hypervisor has one: past a guest that owns the interrupts no kick comes through.
template <Hal H>
class KickHandle : public VCpuHandle {
 public:
  explicit KickHandle(const VCpuHandle& handle) noexcept : VCpuHandle(handle) {}

  /// As VCpuHandle, and interrupts the vCPU's CPU if its guest runs there.
  [[nodiscard]] Status request_interrupt(InterruptId interrupt) const noexcept {
    const auto where = VCpuHandle::request_interrupt(interrupt);
    if (!where.has_value()) return std::unexpected(where.error());
    if (const std::optional<CpuId>& cpu = *where) H::send_kick(*cpu);
    return {};
  }
  /// Makes the vCPU's current or next run end with Preempted. Refused: `wrong_state` when the
  /// handle is stale.
  [[nodiscard]] Status kick() const noexcept {
    if (stale()) return std::unexpected(Error::wrong_state);
    if (const auto where = mailbox::kick(mailbox())) H::send_kick(*where);
    return {};
  }
};

}  // namespace tenon
