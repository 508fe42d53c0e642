// SPDX-License-Identifier: Apache-2.0
/// \file
/// What all exit types have in common.
///
/// An exit token is a view of the decoded exit in the vCPU's own storage and owns the duty to
/// answer it, once: completing advances the PC, injecting an exception does not, stopping leaves
/// the guest as if the instruction had not run yet. Dropping an unanswered exit traps.
#pragma once

#include "tenon/detail/refuse_continuations.hpp"
#include "tenon/step.hpp"

namespace tenon {

namespace detail {

/// What every exit has: the record, the vCPU's registers, `stop`.
template <ArchVCpu A>
class TENON_TOKEN ExitToken : private LoadedToken<A> {
  using Base = LoadedToken<A>;

 public:
  using Arch = A;

  /// The decoded exit, for logs and for what the ISA alone knows.
  TENON_NOT_ENDED [[nodiscard]] const tenon_exit& record() const noexcept {
    return A::exit(Base::storage());
  }
  /// The ISA's own name for what happened.
  TENON_NOT_ENDED [[nodiscard]] std::string_view cause_name() const noexcept {
    return A::cause_name(record().cause);
  }
  /// One sentence for a person.
  TENON_NOT_ENDED [[nodiscard]] std::string_view cause() const noexcept {
    return A::cause_sentence(record().cause);
  }
  TENON_NOT_ENDED [[nodiscard]] VmId vm() const noexcept {
    return VmId(A::common(Base::storage()).vm_id);
  }
  TENON_NOT_ENDED [[nodiscard]] VCpuId vcpu() const noexcept {
    return VCpuId(A::common(Base::storage()).vcpu_id);
  }
  TENON_NOT_ENDED [[nodiscard]] std::uint64_t get_register(
      typename A::Register name) const noexcept {
    return A::get_register(Base::storage(), name);
  }
  TENON_NOT_ENDED void set_register(typename A::Register name, std::uint64_t value) noexcept {
    A::set_register(Base::storage(), name, value);
  }
  /// As BoundVCpu::inject_interrupt: devices raise interrupts while they answer an exit.
  TENON_NOT_ENDED [[nodiscard]] Status inject_interrupt(
      InterruptId interrupt, Trigger trigger, EndNotice notice = EndNotice::none) noexcept {
    return to_status(A::inject_interrupt(Base::storage(), interrupt, trigger, notice));
  }
  TENON_NOT_ENDED [[nodiscard]] Status lower_interrupt(InterruptId interrupt) noexcept {
    return to_status(A::lower_interrupt(Base::storage(), interrupt));
  }

 protected:
  explicit ExitToken(typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  ExitToken(ExitToken&&) noexcept = default;
  ExitToken& operator=(ExitToken&&) noexcept = default;
  ~ExitToken() = default;

  friend struct Access;
  using Base::storage;
  using Base::take;

  [[nodiscard]] BoundVCpu<A> completed_read(std::uint64_t value) noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::complete_read(vcpu, value);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] BoundVCpu<A> completed_write() noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::complete_write(vcpu);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] BoundVCpu<A> completed_call(std::uint64_t value) noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::complete_call(vcpu, value);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] BoundVCpu<A> resumed() noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::resume(vcpu);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  /// To requesters the vCPU is in its guest while its CPU waits: the kick protocol wakes it.
  [[nodiscard]] BoundVCpu<A> waited() noexcept {
    typename A::VCpu& vcpu = Base::take();
    if (&vcpu != A::loaded()) trap();
    tenon_vcpu& common = A::common(vcpu);
    A::mask_interrupts();
    if (mailbox::enter(common.mailbox, common.last_cpu)) A::wait_for_interrupt(vcpu);
    mailbox::leave(common.mailbox);
    A::end_wait(vcpu);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] BoundVCpu<A> injected_undefined() noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::inject_undefined(vcpu);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] BoundVCpu<A> injected_abort() noexcept {
    typename A::VCpu& vcpu = Base::take();
    A::inject_abort(vcpu);
    return Access::make<BoundVCpu<A>>(vcpu);
  }
  [[nodiscard]] Stopped<A> stopped() noexcept {
    typename A::VCpu& vcpu = Base::take();
    typename A::Cpu* cpu = A::cpu(vcpu);
    A::abandon(vcpu);
    must(A::unbind(vcpu));
    mailbox::unload(A::common(vcpu).mailbox);
    return Stopped<A>(Access::make<FreeVCpu<A>>(vcpu), Access::make<IdleCpu<A>>(*cpu));
  }
  [[nodiscard]] EntryFailure<A> failed() noexcept {
    typename A::VCpu& vcpu = Base::take();
    mailbox::unload(A::common(vcpu).mailbox);
    return EntryFailure<A>(Access::make<FailedVCpu<A>>(vcpu),
                           Access::make<IdleCpu<A>>(*A::cpu(vcpu)));
  }
};

}  // namespace detail

}  // namespace tenon

/// The parts that every exit type writes the same way.
#define TENON_EXIT_COMMON(Name, name)                                              \
 public:                                                                           \
  static constexpr std::uint32_t kind = TENON_EXIT_##name;                         \
  Name(::tenon::detail::Key /*key*/, typename A::VCpu& vcpu) noexcept              \
      : ::tenon::detail::ExitToken<A>(vcpu) {}                                     \
  Name(Name&& other) noexcept : ::tenon::detail::ExitToken<A>(std::move(other)) {} \
  Name& operator=(Name&&) = delete;                                                \
  ~Name() = default;

/// Ends the run: unbinds, and leaves the guest as if the instruction had not run yet.
#define TENON_EXIT_STOP() \
  TENON_ENDS [[nodiscard]] Stopped<A> stop()&& noexcept { return this->stopped(); }
