// SPDX-License-Identifier: Apache-2.0
// The smallest loop: what the guest does is refused, what happens to it is passed over.
#include "tenon/native.hpp"

using namespace tenon::native;

Step run(BoundVCpu vcpu);
Step run(BoundVCpu vcpu) {
  Step step = std::move(vcpu);
  while (step.running()) {
    asm volatile("dsb sy" ::: "x9", "memory");  // not another machine's assembly
    step = std::move(step).run().match(
        [](Hypercall e) -> Step { return std::move(e).inject_undefined(); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](tenon::OneOf<MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                        ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, CpuUp,
                        CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted, Unhandled>
               e) -> Step { return std::move(e).stop(); });
  }
  return step;
}
