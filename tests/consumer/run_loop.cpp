// SPDX-License-Identifier: Apache-2.0
#include "run_loop.hpp"

namespace {

using namespace tenon::scripted;

// No scheduler, no second vCPU, no ports: what this hypervisor does not serve ends the run.
using Unserved = tenon::OneOf<CpuUp, CpuDown, CpuSuspend, SystemReset, SendIpi, IoRead, IoWrite,
                              NestedPageFault, InterruptEnd, InterruptWindow, SystemDown>;

constexpr std::uint64_t answer_function = 42;
constexpr std::uint64_t not_supported = ~std::uint64_t{0};

}  // namespace

Step run_loop(BoundVCpu vcpu, Console& console) {
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](MmioRead e) -> Step {
          const std::optional<std::uint64_t> value = console.read(e.address());
          if (!value) return std::move(e).inject_abort();
          return std::move(e).complete(*value);
        },
        [&](MmioWrite e) -> Step {
          if (!console.write(e.address(), e.value())) return std::move(e).inject_abort();
          return std::move(e).complete();
        },
        [](Hypercall e) -> Step {
          const std::uint64_t number = e.number();
          return std::move(e).complete(number == answer_function ? number : not_supported);
        },
        [](SysRegRead e) -> Step { return std::move(e).inject_undefined(); },
        [](SysRegWrite e) -> Step { return std::move(e).inject_undefined(); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [](ExternalInterrupt e) -> Step { return std::move(e).resume(); },
        [](Preempted e) -> Step { return std::move(e).resume(); },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](Unhandled e) -> Step { return std::move(e).stop(); },
        [](Unserved e) -> Step { return std::move(e).stop(); });
  }
  return step;
}
