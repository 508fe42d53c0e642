// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest counts is the library, not its client.
#include "console.hpp"
#include "machine.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

alignas(16) constinit CpuStorage cpu_storage{};
alignas(16) constinit VCpuStorage vcpu_storage{};
constexpr std::uint64_t call_report = 0x0a000003;
constexpr std::string_view timed_names[] = {"nothing",      "null SBI call", "device read",
                                            "device write", "CSR read",      "wait for interrupt"};

/// Returns whether the guest has powered off.
[[nodiscard]] bool run(BoundVCpu vcpu) noexcept {
  bool powered_off = false;
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          if (e.immediate() == call_report && e.argument(0) < std::size(timed_names)) {
            print("round trip: ", timed_names[e.argument(0)], " ", hex(e.argument(1)));
          }
          return std::move(e).complete(0);
        },
        [](MmioRead e) -> Step { return std::move(e).complete(0x55); },
        [](MmioWrite e) -> Step { return std::move(e).complete(); },
        [](SysRegRead e) -> Step { return std::move(e).complete(0); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [&](SystemDown e) -> Step {
          powered_off = true;
          return std::move(e).stop();
        },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](tenon::OneOf<SysRegWrite, IoRead, IoWrite, ExternalInterrupt, InterruptEnd,
                        InterruptWindow, NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemReset,
                        SendIpi, Preempted, Unhandled>
               e) -> Step { return std::move(e).stop(); });
  }
  std::move(step).finish([](FreeVCpu, IdleCpu) {}, [](FailedVCpu, IdleCpu) {});
  return powered_off;
}

[[nodiscard]] bool start() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) return false;
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) return false;
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)});
  if (!created) return false;
  auto ready = std::move(created).value().setup(GuestPhysical(guest_base), make_stage2(3),
                                                {.trap_wfi = true, .counters = true});
  if (!ready) return false;
  auto bound = std::move(ready).value().bind(std::move(enabled).value());
  return bound && run(std::move(bound).value());
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  const bool good = example::start();
  example::print("hypervisor: ", good ? std::string_view("the guest has powered off") : "no guest");
  example::finish(good ? 0 : 1);
}
