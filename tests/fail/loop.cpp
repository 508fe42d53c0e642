// SPDX-License-Identifier: Apache-2.0
// COMPILES
// The positive twin of the misuses of match(): README's run loop, which is shown from here.
#include "common.hpp"

struct Device {
  std::uint64_t read(std::uint64_t address);
  void write(std::uint64_t address, std::uint64_t value);
};
Step run(BoundVCpu vcpu, Device& uart);

// README begins
Step run(BoundVCpu vcpu, Device& uart) {
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(  // every exit by name, or it does not compile
        [&](MmioRead e) {
          const std::uint64_t value = uart.read(e.address().value());
          return std::move(e).complete(value);  // masked, extended, PC advanced: once
        },
        [&](MmioWrite e) {
          uart.write(e.address().value(), e.value());
          return std::move(e).complete();
        },
        [](Halt e) { return std::move(e).wait(); },  // on this CPU, until something comes
        [](NestedPageFault e) { return std::move(e).inject_abort(); },
        [](EntryFailed e) { return std::move(e).stop(); },  // a FailedVCpu and its IdleCpu
        [](tenon::OneOf<Hypercall, SysRegRead, SysRegWrite, IoRead, IoWrite, ExternalInterrupt,
                        InterruptEnd, InterruptWindow, CpuUp, CpuDown, CpuSuspend, SystemDown,
                        SystemReset, SendIpi, Preempted, Unhandled>
               e) { return std::move(e).stop(); });  // a FreeVCpu and its IdleCpu
  }
  return step;
}
// README ends
