// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a guest asks for: hypercalls and the power interface.
#pragma once

#include "tenon/exits/common.hpp"

namespace tenon {

/// The guest called the hypervisor.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Hypercall : public detail::HypercallRefusals,
                                            public detail::ExitToken<A> {
  TENON_EXIT_COMMON(Hypercall, hypercall)

  /// The function number the guest asked for.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t number() const noexcept {
    return this->record().value;
  }
  /// The immediate of the calling instruction, 0 where it has none.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t immediate() const noexcept {
    return this->record().address;
  }
  /// Argument 0 to 5.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t argument(std::uint32_t index) const noexcept {
    return A::call_argument(this->storage(), index);
  }
  /// The call came by SMC.
  TENON_NOT_ENDED [[nodiscard]] bool by_smc() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_SMC) != 0;
  }
  /// Returns `result` to the guest in its first return register.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept {
    return this->completed_call(result);
  }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

/// The guest asked to start another vCPU.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN CpuUp : public detail::CpuUpRefusals, public detail::ExitToken<A> {
  TENON_EXIT_COMMON(CpuUp, cpu_up)

  /// The vCPU to start, in the ISA's own numbering (Arm: MPIDR affinity).
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t target() const noexcept {
    return this->record().address;
  }
  /// Where it starts.
  TENON_NOT_ENDED [[nodiscard]] GuestPhysical entry() const noexcept {
    return GuestPhysical(this->record().value);
  }
  /// What it finds in its first argument register.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t context() const noexcept
    requires(A::starts_by_call)
  {
    return this->record().argument;
  }
  /// `target` is a logical destination. x86 alone.
  TENON_NOT_ENDED [[nodiscard]] bool is_logical() const noexcept {
    return !A::starts_by_call && this->record().argument == 1;
  }
  /// Instead of a target: every vCPU of the VM but the sender. x86 alone.
  TENON_NOT_ENDED [[nodiscard]] bool all_but_self() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ALL_BUT_SELF) != 0;
  }
  /// Instead of a target: every vCPU of the VM. x86 alone.
  TENON_NOT_ENDED [[nodiscard]] bool all() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ALL) != 0;
  }
  /// Where the guest starts vCPUs by a command that has no status.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete() && noexcept
    requires(!A::starts_by_call)
  {
    return this->completed_write();
  }
  /// Returns the firmware interface's status (0: success) to the caller.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept
    requires(A::starts_by_call)
  {
    return this->completed_call(result);
  }
  TENON_EXIT_STOP()
};

/// The guest asked to stop its own vCPU.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN CpuDown : public detail::CpuDownRefusals,
                                          public detail::ExitToken<A> {
  TENON_EXIT_COMMON(CpuDown, cpu_down)

  /// Refuses: returns the firmware interface's status to the caller. To obey, stop.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept {
    return this->completed_call(result);
  }
  TENON_EXIT_STOP()
};

/// The guest asked to suspend its own vCPU.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN CpuSuspend : public detail::CpuSuspendRefusals,
                                             public detail::ExitToken<A> {
  TENON_EXIT_COMMON(CpuSuspend, cpu_suspend)

  /// The power state the guest asked for.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t state() const noexcept {
    return this->record().address;
  }
  /// Where a powered-down state resumes.
  TENON_NOT_ENDED [[nodiscard]] GuestPhysical entry() const noexcept {
    return GuestPhysical(this->record().value);
  }
  /// What it finds in its first argument register then.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t context() const noexcept {
    return this->record().argument;
  }
  /// Returns the firmware interface's status, after a standby or to refuse.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept {
    return this->completed_call(result);
  }
  TENON_EXIT_STOP()
};

/// The guest asked to power the machine off.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN SystemDown : public detail::SystemDownRefusals,
                                             public detail::ExitToken<A> {
  TENON_EXIT_COMMON(SystemDown, system_down)

  /// Refuses: returns the firmware interface's status to the caller. To obey, stop.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept {
    return this->completed_call(result);
  }
  TENON_EXIT_STOP()
};

/// The guest asked to reset the machine.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN SystemReset : public detail::SystemResetRefusals,
                                              public detail::ExitToken<A> {
  TENON_EXIT_COMMON(SystemReset, system_reset)

  /// Reset type, 0 for a plain one.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t type() const noexcept {
    return this->record().address;
  }
  /// Cookie of a vendor-specific type.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t cookie() const noexcept {
    return this->record().value;
  }
  /// Refuses: returns the firmware interface's status to the caller. To obey, stop.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t result) && noexcept {
    return this->completed_call(result);
  }
  TENON_EXIT_STOP()
};

/// The guest sent an interrupt to other vCPUs.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN SendIpi : public detail::SendIpiRefusals,
                                          public detail::ExitToken<A> {
  TENON_EXIT_COMMON(SendIpi, send_ipi)

  /// Where to, in the ISA's own numbering (Arm: MPIDR affinity with Aff0 = 16 * RS).
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t target() const noexcept {
    return this->record().address;
  }
  /// Arm: bit n is Aff0 = 16 * RS + n.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t target_list() const noexcept {
    return this->record().argument;
  }
  /// Which one.
  TENON_NOT_ENDED [[nodiscard]] InterruptId interrupt() const noexcept {
    return InterruptId(static_cast<std::uint32_t>(this->record().value));
  }
  /// `target` is a logical destination. x86 alone.
  TENON_NOT_ENDED [[nodiscard]] bool is_logical() const noexcept {
    return !A::starts_by_call && this->record().argument == 1;
  }
  /// Every vCPU of the VM, the sender too. x86 alone.
  TENON_NOT_ENDED [[nodiscard]] bool all() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ALL) != 0;
  }
  /// Every vCPU of the VM but the sender.
  TENON_NOT_ENDED [[nodiscard]] bool all_but_self() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_ALL_BUT_SELF) != 0;
  }
  /// Sent; the guest goes on behind the instruction.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete() && noexcept { return this->completed_write(); }
  /// Where the guest sends by a call: returns the firmware interface's status, to refuse.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> complete(std::uint64_t status) && noexcept
    requires(A::sends_by_call)
  {
    return this->completed_call(status);
  }
  TENON_EXIT_STOP()
};

}  // namespace tenon
