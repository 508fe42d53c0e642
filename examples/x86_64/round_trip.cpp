// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest counts is the library, not its client.
#include "console.hpp"
#include "guests/calls.h"
#include "machine.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};
constexpr std::uint64_t call_report = 0x11;
constexpr std::string_view timed_names[] = {"nothing",    "null VMMCALL", "CPUID", "port read",
                                            "port write", "MSR read",     "HLT"};

/// Returns whether the guest has powered off.
[[nodiscard]] bool run(BoundVCpu vcpu) noexcept {
  bool powered_off = false;
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          if (e.number() == call_report && e.argument(0) < std::size(timed_names)) {
            print("round trip: ", timed_names[e.argument(0)], " ", e.argument(1));
          }
          return std::move(e).complete(0);
        },
        [](IoRead e) -> Step { return std::move(e).complete(0x55); },
        [&](IoWrite e) -> Step {
          if (e.port().value() != POWER_PORT) return std::move(e).complete();
          powered_off = true;
          return std::move(e).stop();
        },
        [](SysRegRead e) -> Step { return std::move(e).complete(0); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](tenon::OneOf<SysRegWrite, MmioRead, MmioWrite, ExternalInterrupt, InterruptEnd,
                        InterruptWindow, NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemDown,
                        SystemReset, SendIpi, Preempted, Unhandled>
               e) -> Step { return std::move(e).stop(); });
  }
  std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) {});
  return powered_off;
}

[[nodiscard]] bool start() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) return false;
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) return false;
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.address = physical(&vcpu_storage)});
  if (!created) return false;
  const tenon_x86_64_policy& policy = make_policy();
  auto ready = std::move(created).value().setup(GuestPhysical(guest_entry), make_stage2(),
                                                {.policy = &policy,
                                                 .policy_address = physical(&policy),
                                                 .mode = tenon::x86_64::Mode::protected_32});
  if (!ready) return false;
  auto bound = std::move(ready).value().bind(std::move(enabled).value());
  return bound && run(std::move(bound).value());
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  example::open_console();
  const bool good = example::start();
  example::print("hypervisor: ", good ? std::string_view("the guest has powered off") : "no guest");
  example::finish(good ? 0 : 1);
}
