// SPDX-License-Identifier: Apache-2.0
/// \file
/// Steps of a walk: runs, exits, and their answers.
#pragma once

#include "answer.hpp"
#include "turn.hpp"

namespace example::walk {

template <class B>
Outcome run(Turn<B>& t) {
  if (t.is().state != TENON_VCPU_BOUND) {
    if constexpr (!B::core_refuses) return Outcome::left_out;
    t.machine.on(t.home(), [&] { ArchOf<B>::run(t.storage()); });
    return Outcome::refused;
  }
  t.c = t.is().cpu;
  const std::uint32_t kind = t.is().kicked ? std::uint32_t{TENON_EXIT_preempted}
                                           : t.machine.kind(t.is().position, t.is().part);
  t.machine.on(t.c, [&] { t.vcpu().exit.emplace(take(t.vcpu().bound).run()); });
  t.world.expect(ArchOf<B>::exit(t.storage()).kind == kind, "another exit than the guest's");
  if (t.world.failure != nullptr) return Outcome::done;
  t.exits[kind]++;
  t.is().exited(kind);
  if (kind == TENON_EXIT_entry_failed) leave(t, Answer::stop);
  return Outcome::done;
}

template <class B>
Outcome answer(Turn<B>& t) {
  if (t.is().state != TENON_VCPU_EXITED) {
    if constexpr (B::core_refuses) {
      return t.core_refuses(t.home(), [&] { return B::core_answer(t.storage(), t.p); });
    }
    return Outcome::left_out;
  }
  t.c = t.is().cpu;
  leave(t, t.p % 2 == 0 ? Answer::complete : Answer::inject);
  return Outcome::done;
}

template <class B>
Outcome stop(Turn<B>& t) {
  if (t.is().state != TENON_VCPU_EXITED) return Outcome::left_out;
  t.c = t.is().cpu;
  leave(t, Answer::stop);
  return Outcome::done;
}

/// Answers the exit, and files what comes of it.
template <class B>
void leave(Turn<B>& t, Answer how) {
  const VCpuModel old = t.is();
  t.machine.on(t.c, [&] {
    auto step = Responder<ArchOf<B>>::respond(take(t.vcpu().exit), how, t.p);
    if (step.running()) {
      t.vcpu().bound.emplace(std::move(step).vcpu());
      return;
    }
    std::move(step).finish(
        [&](FreeVCpu<B> token, IdleCpu<B> idle) {
          t.vcpu().free.emplace(std::move(token));
          t.cpu().idle.emplace(std::move(idle));
        },
        [&](FailedVCpu<B> token, IdleCpu<B> idle) {
          t.vcpu().failed.emplace(std::move(token));
          t.cpu().idle.emplace(std::move(idle));
        });
  });
  t.is().answered(how, B::parts(old.position), B::again(old.exit, how));
  if (how != Answer::stop) return;
  t.is().unloaded(old.exit == TENON_EXIT_entry_failed ? TENON_VCPU_FAILED : TENON_VCPU_FREE);
  t.cpu().model.state = CpuState::idle;
}

}  // namespace example::walk
