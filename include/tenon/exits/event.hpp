// SPDX-License-Identifier: Apache-2.0
/// \file
/// What happens to a guest: interrupts, waiting, kicks, failures.
#pragma once

#include "tenon/exits/common.hpp"

namespace tenon {

/// The guest was interrupted by a physical interrupt.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN ExternalInterrupt : public detail::ExternalInterruptRefusals,
                                                    public detail::ExitToken<A> {
  TENON_EXIT_COMMON(ExternalInterrupt, external_interrupt)

  /// Goes on; the host has handled the interrupt, or will.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  TENON_EXIT_STOP()
};

/// The guest ended an interrupt that asked for this notice.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN InterruptEnd : public detail::InterruptEndRefusals,
                                               public detail::ExitToken<A> {
  TENON_EXIT_COMMON(InterruptEnd, interrupt_end)

  /// Which one.
  TENON_NOT_ENDED [[nodiscard]] InterruptId interrupt() const noexcept {
    return InterruptId(static_cast<std::uint32_t>(this->record().value));
  }
  /// Goes on.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  TENON_EXIT_STOP()
};

/// The guest can take the next virtual interrupt.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN InterruptWindow : public detail::InterruptWindowRefusals,
                                                  public detail::ExitToken<A> {
  TENON_EXIT_COMMON(InterruptWindow, interrupt_window)

  /// Goes on.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  TENON_EXIT_STOP()
};

/// The guest waits for an interrupt or an event.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Halt : public detail::HaltRefusals, public detail::ExitToken<A> {
  TENON_EXIT_COMMON(Halt, halt)

  /// The guest waits for an event, not for an interrupt.
  TENON_NOT_ENDED [[nodiscard]] bool for_event() const noexcept {
    return (this->record().flags & TENON_EXIT_FLAG_EVENT) != 0;
  }
  /// Wakes the guest behind the instruction.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  /// Waits on this CPU in the guest's stead, then wakes it: until a physical interrupt is pending
  /// here, which stays so, or another CPU requests something, whose KickHandle interrupts this CPU
  /// as if the guest ran. Returns at once if there is something new for the guest already, or if it
  /// waits for an event or with a deadline; waking early is allowed (DDI 0487 D1.6.2). Physical
  /// interrupts are masked on return, as after `run`.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> wait() && noexcept { return this->waited(); }
  TENON_EXIT_STOP()
};

/// The guest was stopped by a kick before or while it ran.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Preempted : public detail::PreemptedRefusals,
                                            public detail::ExitToken<A> {
  TENON_EXIT_COMMON(Preempted, preempted)

  /// Goes on.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> resume() && noexcept { return this->resumed(); }
  TENON_EXIT_STOP()
};

/// The guest could not be entered. Never taken for an exit: nothing of the guest has run.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN EntryFailed : public detail::EntryFailedRefusals,
                                              public detail::ExitToken<A> {
  TENON_EXIT_COMMON(EntryFailed, entry_failed)

  /// The hardware's own code for it.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t hardware_reason() const noexcept {
    return this->record().value;
  }
  /// Gives back the failed vCPU, which keeps the reason, and its CPU.
  TENON_ENDS [[nodiscard]] EntryFailure<A> stop() && noexcept { return this->failed(); }
};

/// The guest did something that tenon refuses by name.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Unhandled : public detail::UnhandledRefusals,
                                            public detail::ExitToken<A> {
  TENON_EXIT_COMMON(Unhandled, unhandled)

  /// The raw syndrome.
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t raw() const noexcept {
    return this->record().address;
  }
  /// The guest-virtual address, 0 where the ISA gives none.
  TENON_NOT_ENDED [[nodiscard]] GuestVirtual virtual_address() const noexcept {
    return GuestVirtual(this->record().virtual_address);
  }
  /// Answers with the exception that an undefined instruction takes.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> inject_undefined() && noexcept {
    return this->injected_undefined();
  }
  TENON_EXIT_STOP()
};

}  // namespace tenon
