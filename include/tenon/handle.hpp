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
/// The end waits for requests that are being made, so code that may have interrupted one on its
/// own CPU must not reset or destroy the vCPU.
class VCpuHandle {
 public:
  /// The CPU on which the guest runs just now, if it does; or why nothing was requested.
  using Left = std::expected<std::optional<CpuId>, Error>;

  explicit VCpuHandle(tenon_vcpu& vcpu) noexcept
      : vcpu_(&vcpu), generation_(std::atomic_ref(vcpu.generation).load()) {}

  [[nodiscard]] VmId vm() const noexcept { return VmId(vcpu_->vm_id); }
  [[nodiscard]] VCpuId vcpu() const noexcept { return VCpuId(vcpu_->vcpu_id); }

  /// Makes `interrupt` pending; the vCPU sees it when it next enters its guest. Gives the CPU on
  /// which the guest runs just now, if it does: whoever can interrupt that CPU makes it see the
  /// request at once. Refused: `invalid_argument` from TENON_INTERRUPT_MAX on, `wrong_state` when
  /// the handle is stale.
  [[nodiscard]] Left request_interrupt(InterruptId interrupt) const noexcept {
    return request([&](tenon_mailbox& mailbox) noexcept -> Left {
      if (interrupt.value() >= TENON_INTERRUPT_MAX) return std::unexpected(Error::invalid_argument);
      return mailbox::post(mailbox, interrupt.value());
    });
  }

 protected:
  /// Leaves a request, unless the handle is stale; the vCPU's life does not end meanwhile.
  template <class Leave>
  [[nodiscard]] Left request(const Leave& leave) const noexcept {
    if (!mailbox::begin(*vcpu_, generation_)) return std::unexpected(Error::wrong_state);
    const Left left = leave(vcpu_->mailbox);
    mailbox::end(*vcpu_);
    return left;
  }

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

  /// As VCpuHandle, and interrupts the vCPU's CPU if its guest runs there, or waits (Halt::wait).
  [[nodiscard]] Status request_interrupt(InterruptId interrupt) const noexcept {
    return interrupt_if_left(VCpuHandle::request_interrupt(interrupt));
  }
  /// Makes the vCPU's current or next run end with Preempted. Refused: `wrong_state` when the
  /// handle is stale.
  [[nodiscard]] Status kick() const noexcept {
    return interrupt_if_left(
        request([](tenon_mailbox& mailbox) noexcept { return mailbox::kick(mailbox); }));
  }

 private:
  [[nodiscard]] static Status interrupt_if_left(const Left& left) noexcept {
    if (!left.has_value()) return std::unexpected(left.error());
    if (const std::optional<CpuId>& cpu = *left) H::send_kick(*cpu);
    return {};
  }
};

}  // namespace tenon
