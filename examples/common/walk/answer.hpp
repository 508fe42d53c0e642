// SPDX-License-Identifier: Apache-2.0
/// \file
/// Answers any exit in one of the ways that its type has.
#pragma once

#include "model.hpp"
#include "tenon/types.hpp"

namespace example::walk {

template <class A>
struct Responder {
  TENON_TYPES_OF(A)

  /// `how` is what to do where the exit has it, and on return what was done: an exit may know one
  /// answer only.
  [[nodiscard]] static Step respond(Exit exit, Answer& how, std::uint64_t value) {
    const bool inject = how == Answer::inject;
    if (how == Answer::stop) {
      return std::move(exit).match(
          [](EntryFailed e) -> Step { return std::move(e).stop(); },
          [](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                          ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                          CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                          Unhandled>
                 e) -> Step { return std::move(e).stop(); });
    }
    const auto call = [&](auto e) -> Step {
      how = Answer::complete;
      return std::move(e).complete(value);
    };
    const auto resume = [&](auto e) -> Step {
      how = Answer::resume;
      return std::move(e).resume();
    };
    const auto refuse = [](auto e) -> Step { return std::move(e).inject_undefined(); };
    const auto abort = [](auto e) -> Step { return std::move(e).inject_abort(); };
    return std::move(exit).match(
        [&](Hypercall e) -> Step { return inject ? refuse(std::move(e)) : call(std::move(e)); },
        [&](MmioRead e) -> Step { return inject ? abort(std::move(e)) : call(std::move(e)); },
        [&](MmioWrite e) -> Step {
          return inject ? abort(std::move(e)) : Step(std::move(e).complete());
        },
        [&](SysRegRead e) -> Step { return inject ? refuse(std::move(e)) : call(std::move(e)); },
        [&](SysRegWrite e) -> Step {
          return inject ? refuse(std::move(e)) : Step(std::move(e).complete());
        },
        [&](IoRead e) -> Step { return inject ? refuse(std::move(e)) : call(std::move(e)); },
        [&](IoWrite e) -> Step {
          return inject ? refuse(std::move(e)) : Step(std::move(e).complete());
        },
        [&](NestedPageFault e) -> Step {
          return inject ? abort(std::move(e)) : resume(std::move(e));
        },
        [&](Unhandled e) -> Step {
          how = Answer::inject;
          return refuse(std::move(e));
        },
        [&](ExternalInterrupt e) -> Step { return resume(std::move(e)); },
        [&](InterruptEnd e) -> Step { return resume(std::move(e)); },
        [&](InterruptWindow e) -> Step { return resume(std::move(e)); },
        [&](Halt e) -> Step { return resume(std::move(e)); },
        [&](Preempted e) -> Step { return resume(std::move(e)); },
        [&](CpuUp e) -> Step { return call(std::move(e)); },
        [&](CpuDown e) -> Step { return call(std::move(e)); },
        [&](CpuSuspend e) -> Step { return call(std::move(e)); },
        [&](SystemDown e) -> Step { return call(std::move(e)); },
        [&](SystemReset e) -> Step { return call(std::move(e)); },
        [&](SendIpi e) -> Step {
          how = Answer::complete;
          return std::move(e).complete();
        },
        [&](EntryFailed e) -> Step {
          how = Answer::stop;
          return std::move(e).stop();
        });
  }
};

}  // namespace example::walk
