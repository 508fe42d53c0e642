// SPDX-License-Identifier: Apache-2.0
/// \file
/// The run loop: enters the guest again and again, answers what the VM can answer, and gives back
/// the first exit that it cannot. No unbind, no lock and no allocation on the way.
#pragma once

#include "tenon/types.hpp"
#include "tenon/vm/answers.hpp"
#include "tenon/vm/exit_counts.hpp"

namespace tenon {

namespace detail {

/// One entry and one exit.
template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> turn(BoundVCpu<A>&& vcpu, const V& vm,
                                                      ExitCounts& counts) noexcept {
  Exit<A> exit = std::move(vcpu).run();
  const std::uint32_t kind = exit.record().kind;
  if (kind < counts.size()) ++counts[kind];
  return std::move(exit).match(
      [&](MmioRead<A> e) { return answer(vm, std::move(e)); },
      [&](MmioWrite<A> e) { return answer(vm, std::move(e)); },
      [&](SysRegRead<A> e) { return answer(vm, std::move(e)); },
      [&](SysRegWrite<A> e) { return answer(vm, std::move(e)); },
      [&](IoRead<A> e) { return answer(vm, std::move(e)); },
      [&](IoWrite<A> e) { return answer(vm, std::move(e)); },
      [&](Hypercall<A> e) { return answer(vm, std::move(e)); },
      [&](CpuUp<A> e) { return answer(vm, std::move(e)); },
      [&](SendIpi<A> e) { return answer(vm, std::move(e)); },
      [](OneOf<ExternalInterrupt<A>, InterruptEnd<A>, InterruptWindow<A>, NestedPageFault<A>,
               Halt<A>, CpuDown<A>, CpuSuspend<A>, SystemDown<A>, SystemReset<A>, Preempted<A>,
               EntryFailed<A>, Unhandled<A>>
             e) { return Turn<A>::unanswered(std::move(e)); });
}

}  // namespace detail

/// Runs `vcpu` until its guest stops for a reason that `vm` has no answer to, and returns that
/// exit, which is to be matched like any other. Counts every exit, answered or not, in `counts`.
///
/// A kick ends it with Preempted, so a guest that exits forever does not keep its CPU.
template <class V, ArchVCpu A>
[[nodiscard]] Exit<A> run_until_unanswered(BoundVCpu<A> vcpu, const V& vm,
                                           ExitCounts& counts) noexcept {
  while (true) {
    detail::Turn<A> turn = detail::turn(std::move(vcpu), vm, counts);
    if (!turn.answered()) return std::move(turn).exit();
    vcpu = std::move(turn).vcpu();
  }
}

}  // namespace tenon
