// SPDX-License-Identifier: Apache-2.0
/// \file
/// What one turn of the run loop leaves: a vCPU to run on, or an exit that nobody answered.
#pragma once

#include "tenon/one_of.hpp"

namespace tenon::detail {

/// Asked with answered(), then taken once. Dropping it traps.
template <ArchVCpu A>
class [[nodiscard]] Turn : private LoadedToken<A> {
  using Base = LoadedToken<A>;

 public:
  [[nodiscard]] static Turn go_on(BoundVCpu<A>&& vcpu) noexcept {
    return Turn(&Access::take(vcpu), true);
  }
  /// The exit token becomes an exit that has not been looked at again.
  template <class ExitToken>
  [[nodiscard]] static Turn unanswered(ExitToken&& exit) noexcept {
    return Turn(&Access::take(exit), false);
  }

  // Only the part that holds the vCPU is moved from.
  Turn(Turn&& other) noexcept : Base(static_cast<Base&&>(other)), answered_(other.answered_) {}
  Turn& operator=(Turn&&) = delete;
  ~Turn() = default;

  [[nodiscard]] bool answered() const noexcept { return answered_; }
  [[nodiscard]] BoundVCpu<A> vcpu() && noexcept {
    if (!answered_) trap();
    return Access::make<BoundVCpu<A>>(Base::take());
  }
  [[nodiscard]] Exit<A> exit() && noexcept {
    if (answered_) trap();
    return Access::make<Exit<A>>(Base::take());
  }

 private:
  Turn(typename A::VCpu* vcpu, bool answered) noexcept : Base(vcpu), answered_(answered) {}

  bool answered_;
};

}  // namespace tenon::detail
