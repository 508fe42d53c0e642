// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a turn of the run loop leaves behind: a vCPU to run on, or one that was stopped, or one
/// that failed. The last two hand back the CPU as well.
#pragma once

#include "tenon/vcpu.hpp"

namespace tenon {

/// An exit was stopped: the vCPU is free again and its CPU is idle.
template <ArchVCpu A>
using Stopped = Bundle<FreeVCpu<A>, IdleCpu<A>>;

/// An entry failed: the vCPU is unloaded, the reason kept, and its CPU is idle.
template <ArchVCpu A>
using EntryFailure = Bundle<FailedVCpu<A>, IdleCpu<A>>;

/// The value that every handler of `Exit::match` can return. `running()` is asked at run time:
/// `-Wconsumed` does not follow the condition of a `while`, so it cannot be a typestate here.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Step {
 public:
  Step(BoundVCpu<A>&& bound) noexcept  // NOLINT(google-explicit-constructor): handlers return it
      : vcpu_(&detail::Access::take(bound)) {}
  Step(Stopped<A>&& stopped) noexcept {  // NOLINT(google-explicit-constructor)
    std::move(stopped).then([this](FreeVCpu<A> vcpu, IdleCpu<A> cpu) {
      vcpu_ = &detail::Access::take(vcpu);
      cpu_ = &detail::Access::take(cpu);
    });
  }
  Step(EntryFailure<A>&& failure) noexcept {  // NOLINT(google-explicit-constructor)
    std::move(failure).then([this](FailedVCpu<A> vcpu, IdleCpu<A> cpu) {
      vcpu_ = &detail::Access::take(vcpu);
      cpu_ = &detail::Access::take(cpu);
    });
  }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  Step(Step&& other) noexcept
      : vcpu_(std::exchange(other.vcpu_, nullptr)), cpu_(std::exchange(other.cpu_, nullptr)) {}
  TENON_REVIVES Step& operator=(Step&& other) noexcept {
    drop();
    vcpu_ = std::exchange(other.vcpu_, nullptr);
    cpu_ = std::exchange(other.cpu_, nullptr);
    return *this;
  }
  ~Step() { drop(); }

  /// Whether there is a BoundVCpu to run.
  [[nodiscard]] bool running() const noexcept { return vcpu_ != nullptr && cpu_ == nullptr; }

  /// The vCPU to go on with. Traps unless `running()`.
  TENON_ENDS [[nodiscard]] BoundVCpu<A> vcpu() && noexcept {
    if (!running()) detail::trap();
    return detail::Access::make<BoundVCpu<A>>(*std::exchange(vcpu_, nullptr));
  }
  TENON_ENDS [[nodiscard]] TENON_FAST_LOOP Exit<A> run() && noexcept {
    return std::move(*this).vcpu().run();
  }

  /// The end of the loop: calls `on_stopped(FreeVCpu, IdleCpu)` or `on_failed(FailedVCpu,
  /// IdleCpu)`. Traps while `running()`.
  template <class OnStopped, class OnFailed>
  TENON_ENDS decltype(auto) finish(OnStopped&& on_stopped, OnFailed&& on_failed) && {
    if (vcpu_ == nullptr || cpu_ == nullptr) detail::trap();
    typename A::VCpu& vcpu = *std::exchange(vcpu_, nullptr);
    auto cpu = detail::Access::make<IdleCpu<A>>(*std::exchange(cpu_, nullptr));
    if (A::common(vcpu).state == TENON_VCPU_FAILED) {
      return on_failed(detail::Access::make<FailedVCpu<A>>(vcpu), std::move(cpu));
    }
    return on_stopped(detail::Access::make<FreeVCpu<A>>(vcpu), std::move(cpu));
  }

 private:
  void drop() const noexcept {
    if (running()) detail::trap();
  }

  typename A::VCpu* vcpu_ = nullptr;
  typename A::Cpu* cpu_ = nullptr;
};

}  // namespace tenon
