// SPDX-License-Identifier: Apache-2.0
/// \file
/// The vCPU's lifecycle as types: created, free, bound, failed.
#pragma once

#include "tenon/cpu.hpp"
#include "tenon/handle.hpp"

namespace tenon {

template <ArchVCpu A>
class CreatedVCpu;
template <ArchVCpu A>
class FreeVCpu;
template <ArchVCpu A>
class BoundVCpu;
template <ArchVCpu A>
class FailedVCpu;
template <ArchVCpu A>
class Exit;

namespace detail {
template <ArchVCpu A>
using VCpuToken = Token<typename A::VCpu, Dropped::harmless>;
template <ArchVCpu A>
using LoadedToken = Token<typename A::VCpu, Dropped::traps>;

/// For transitions that the types have already made legal: a refusal means a forged token.
inline void must(tenon_error error) noexcept {
  if (error != TENON_OK) trap();
}

/// Both end a life of the vCPU: its handles are stale, and what they requested is gone. They wait
/// for requests that are just being made.
template <ArchVCpu A>
void reset(typename A::VCpu& vcpu) noexcept {
  mailbox::retire(A::common(vcpu));
  must(A::reset(vcpu));
  mailbox::clear(A::common(vcpu).mailbox);
}
template <ArchVCpu A>
void destroy(typename A::VCpu& vcpu) noexcept {
  mailbox::retire(A::common(vcpu));
  must(A::destroy(vcpu));
  mailbox::clear(A::common(vcpu).mailbox);
}
}  // namespace detail

/// A transition or an entry failed midway. The reason is kept, the hardware is unloaded.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN FailedVCpu : public detail::FailedVCpuRefusals,
                                             private detail::VCpuToken<A> {
  using Base = detail::VCpuToken<A>;

 public:
  FailedVCpu(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  FailedVCpu(FailedVCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES FailedVCpu& operator=(FailedVCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~FailedVCpu() = default;

  TENON_LIVE [[nodiscard]] Error reason() const noexcept {
    return static_cast<Error>(A::common(Base::storage()).error);
  }
  /// The hardware's own code for it, 0 where there is none.
  TENON_LIVE [[nodiscard]] std::uint64_t hardware_reason() const noexcept {
    return A::common(Base::storage()).failure;
  }
  TENON_ENDS [[nodiscard]] CreatedVCpu<A> reset() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    detail::reset<A>(vcpu);
    return detail::Access::make<CreatedVCpu<A>>(vcpu);
  }
  /// Gives the storage back to its owner.
  TENON_ENDS typename A::VCpu& destroy() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    detail::destroy<A>(vcpu);
    return vcpu;
  }

 private:
  friend struct detail::Access;
  using Base::take;
};

/// Storage is owned and the ids are fixed; not yet configured.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN CreatedVCpu : public detail::CreatedVCpuRefusals,
                                              private detail::VCpuToken<A> {
  using Base = detail::VCpuToken<A>;

 public:
  /// Makes a vCPU in zeroed storage. Refused: `invalid_argument` for an empty CPU mask,
  /// `wrong_state` for storage that already holds a vCPU.
  [[nodiscard]] static Result<CreatedVCpu, Refused<>> create(
      typename A::VCpu& vcpu, const VCpuIds& ids,
      const typename A::CreateConfig& config = {}) noexcept {
    if (const tenon_error error = A::create(vcpu, ids, config); error != TENON_OK) {
      return Refused<>{static_cast<Error>(error), Bundle<>{}};
    }
    return detail::Access::make<CreatedVCpu>(vcpu);
  }

  CreatedVCpu(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  CreatedVCpu(CreatedVCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES CreatedVCpu& operator=(CreatedVCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~CreatedVCpu() = default;

  /// Configures the vCPU: where it starts, which second stage it sees, what it traps.
  TENON_ENDS [[nodiscard]] Result<FreeVCpu<A>, Refused<CreatedVCpu>> setup(
      GuestPhysical entry, typename A::Stage2& stage2,
      const typename A::SetupConfig& config = {}) && noexcept {
    typename A::VCpu& vcpu = Base::take();
    if (const tenon_error error = A::setup(vcpu, entry, stage2, config); error != TENON_OK) {
      return Refused<CreatedVCpu>{static_cast<Error>(error),
                                  Bundle(detail::Access::make<CreatedVCpu>(vcpu))};
    }
    return detail::Access::make<FreeVCpu<A>>(vcpu);
  }
  /// Gives the storage back to its owner.
  TENON_ENDS typename A::VCpu& destroy() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    detail::destroy<A>(vcpu);
    return vcpu;
  }
};

/// Configured, loaded on no CPU.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN FreeVCpu : public detail::FreeVCpuRefusals,
                                           private detail::VCpuToken<A> {
  using Base = detail::VCpuToken<A>;

 public:
  using BindResult =
      Result<BoundVCpu<A>, Refused<FreeVCpu, IdleCpu<A>>, Failed<FailedVCpu<A>, IdleCpu<A>>>;

  FreeVCpu(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  FreeVCpu(FreeVCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES FreeVCpu& operator=(FreeVCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~FreeVCpu() = default;

  /// Loads the vCPU on `cpu`, the CPU that executes this call. Refused: `cpu_not_allowed` by the
  /// mask, `wrong_cpu` when `cpu` is another one.
  TENON_ENDS [[nodiscard]] BindResult bind(IdleCpu<A>&& cpu) && noexcept;

  TENON_LIVE [[nodiscard]] std::uint64_t get_register(typename A::Register name) const noexcept {
    return A::get_register(Base::storage(), name);
  }
  TENON_LIVE void set_register(typename A::Register name, std::uint64_t value) noexcept {
    A::set_register(Base::storage(), name, value);
  }
  /// Queues a virtual interrupt for the next run. Refused: `invalid_argument` for an id that the
  /// interrupt controller does not have.
  TENON_LIVE [[nodiscard]] Status inject_interrupt(InterruptId interrupt, Trigger trigger,
                                                   EndNotice notice = EndNotice::none) noexcept {
    return to_status(A::inject_interrupt(Base::storage(), interrupt, trigger, notice));
  }
  /// Withdraws a level-triggered interrupt: its line is low again.
  TENON_LIVE [[nodiscard]] Status lower_interrupt(InterruptId interrupt) noexcept {
    return to_status(A::lower_interrupt(Base::storage(), interrupt));
  }
  TENON_LIVE [[nodiscard]] VCpuHandle handle() const noexcept {
    return VCpuHandle(A::common(Base::storage()));
  }
  /// Nothing for a vCPU whose guest owns the physical interrupts.
  template <Hal H>
  TENON_LIVE [[nodiscard]] std::optional<KickHandle<H>> kick_handle() const noexcept {
    if (!A::can_kick(Base::storage())) return std::nullopt;
    return KickHandle<H>(handle());
  }
  /// Undoes setup: registers, pending interrupts and configuration are gone, the ids stay.
  TENON_ENDS [[nodiscard]] CreatedVCpu<A> reset() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    detail::reset<A>(vcpu);
    return detail::Access::make<CreatedVCpu<A>>(vcpu);
  }
  /// Gives the storage back to its owner.
  TENON_ENDS typename A::VCpu& destroy() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    detail::destroy<A>(vcpu);
    return vcpu;
  }

 private:
  friend struct detail::Access;
  using Base::take;
};

/// Loaded on exactly one CPU, whose IdleCpu it owns. Dropping it traps.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN BoundVCpu : public detail::BoundVCpuRefusals,
                                            private detail::LoadedToken<A> {
  using Base = detail::LoadedToken<A>;

 public:
  using Arch = A;

  BoundVCpu(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  BoundVCpu(BoundVCpu&& other) noexcept : Base(std::move(other)) {}
  TENON_REVIVES BoundVCpu& operator=(BoundVCpu&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
  ~BoundVCpu() = default;

  /// Enters the guest until it exits. Traps unless this very vCPU is loaded on this very CPU:
  /// that one comparison catches the null, forged, migrated and stale token.
  TENON_ENDS [[nodiscard]] TENON_FAST_LOOP Exit<A> run() && noexcept {
    typename A::VCpu* vcpu = Base::release();
    if (vcpu != A::loaded()) detail::trap();
    A::mask_interrupts();  // a kick that comes from here on makes the guest exit at once
    tenon_vcpu& common = A::common(*vcpu);
    if (mailbox::enter(common.mailbox, common.last_cpu) || take_requests(*vcpu)) [[likely]] {
      A::run(*vcpu);
    } else {
      preempt(*vcpu);
    }
    mailbox::leave(common.mailbox);
    return detail::Access::make<Exit<A>>(*vcpu);
  }

  /// Saves the guest's state from this CPU and gives both back.
  TENON_ENDS [[nodiscard]] Bundle<FreeVCpu<A>, IdleCpu<A>> unbind() && noexcept {
    typename A::VCpu& vcpu = Base::take();
    typename A::Cpu* cpu = A::cpu(vcpu);
    detail::must(A::unbind(vcpu));
    mailbox::unload(A::common(vcpu).mailbox);
    return Bundle(detail::Access::make<FreeVCpu<A>>(vcpu), detail::Access::make<IdleCpu<A>>(*cpu));
  }

  TENON_LIVE [[nodiscard]] std::uint64_t get_register(typename A::Register name) const noexcept {
    return A::get_register(Base::storage(), name);
  }
  TENON_LIVE void set_register(typename A::Register name, std::uint64_t value) noexcept {
    A::set_register(Base::storage(), name, value);
  }
  /// As FreeVCpu::inject_interrupt; delivered at the latest by the next run.
  TENON_LIVE [[nodiscard]] Status inject_interrupt(InterruptId interrupt, Trigger trigger,
                                                   EndNotice notice = EndNotice::none) noexcept {
    return to_status(A::inject_interrupt(Base::storage(), interrupt, trigger, notice));
  }
  /// Withdraws a level-triggered interrupt: its line is low again.
  TENON_LIVE [[nodiscard]] Status lower_interrupt(InterruptId interrupt) noexcept {
    return to_status(A::lower_interrupt(Base::storage(), interrupt));
  }
  TENON_LIVE [[nodiscard]] VCpuHandle handle() const noexcept {
    return VCpuHandle(A::common(Base::storage()));
  }
  /// Nothing for a vCPU whose guest owns the physical interrupts.
  template <Hal H>
  TENON_LIVE [[nodiscard]] std::optional<KickHandle<H>> kick_handle() const noexcept {
    if (!A::can_kick(Base::storage())) return std::nullopt;
    return KickHandle<H>(handle());
  }

 private:
  friend struct detail::Access;
  using Base::take;

  TENON_SLOW static void preempt(typename A::VCpu& vcpu) noexcept { A::preempt(vcpu); }

  /// Moves requests into the vCPU until none wait; false if one of them was a kick.
  [[nodiscard]] TENON_SLOW static bool take_requests(typename A::VCpu& vcpu) noexcept {
    tenon_vcpu& common = A::common(vcpu);
    do {
      const bool kicked =
          mailbox::drain(common.mailbox, [&](std::uint32_t word, std::uint64_t bits) noexcept {
            A::merge_interrupts(vcpu, word, bits);
          });
      if (kicked) return false;
    } while (!mailbox::enter(common.mailbox, common.last_cpu));
    return true;
  }
};

template <ArchVCpu A>
typename FreeVCpu<A>::BindResult FreeVCpu<A>::bind(IdleCpu<A>&& cpu_token) && noexcept {
  typename A::VCpu& vcpu = Base::take();
  typename A::Cpu& cpu = detail::Access::take(cpu_token);
  const tenon_error error = A::bind(vcpu, cpu);
  if (error == TENON_OK) return detail::Access::make<BoundVCpu<A>>(vcpu);
  if (A::common(vcpu).state == TENON_VCPU_FAILED) {
    return Failed<FailedVCpu<A>, IdleCpu<A>>{
        static_cast<Error>(error),
        Bundle(detail::Access::make<FailedVCpu<A>>(vcpu), detail::Access::make<IdleCpu<A>>(cpu))};
  }
  return Refused<FreeVCpu, IdleCpu<A>>{
      static_cast<Error>(error),
      Bundle(detail::Access::make<FreeVCpu>(vcpu), detail::Access::make<IdleCpu<A>>(cpu))};
}

}  // namespace tenon
