// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest counts is the library, not its client.
// Before it the same guest runs in the loops of round_trip_bare.cpp.
#include "round_trip.hpp"

#include "console.hpp"
#include "tour_vm.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

alignas(16) constinit CpuStorage cpu_storage{};
alignas(16) constinit VCpuStorage vcpu_storage{};
constexpr std::string_view timed_names[] = {"nothing",      "null SBI call", "device read",
                                            "device write", "CSR read",      "wait for interrupt"};

/// Not inlined: script/bench tells its size.
[[nodiscard]] [[gnu::noinline]] bool run_typed(BoundVCpu vcpu) {
  bool powered_off = false;
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          if (e.number() != 0) print_time(e.argument(0), e.argument(1));
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
               e) -> Step {
          print("round trip: unexpected exit (", e.cause_name(), ")");
          return std::move(e).stop();
        });
  }
  std::move(step).finish([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); },
                         [](FailedVCpu v, IdleCpu) { std::move(v).destroy(); });
  return powered_off;
}

[[nodiscard]] BoundVCpu bind(CreatedVCpu created, tenon_stage2& stage2, IdleCpu cpu) {
  auto ready = std::move(created).setup(GuestPhysical(guest_base), stage2,
                                        {.trap_wfi = true, .counters = true});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

using Bare = bool (*)(tenon_riscv64_vcpu&);
/// The vCPU of a loop on the C functions, set up again for the next one.
[[nodiscard]] BoundVCpu after(Bare run, BoundVCpu vcpu, tenon_stage2& stage2) {
  if (!run(vcpu_storage)) die("no end");
  return std::move(vcpu).unbind().then(
      [&](FreeVCpu v, IdleCpu cpu) { return bind(std::move(v).reset(), stage2, std::move(cpu)); });
}

[[nodiscard]] bool run_all(BoundVCpu vcpu, tenon_stage2& stage2) {
  print("loop: C");
  BoundVCpu second = after(run_bare, std::move(vcpu), stage2);
  print("loop: C with kicks");
  BoundVCpu third = after(run_bare_with_kicks, std::move(second), stage2);
  print("loop: typed");
  return run_typed(std::move(third));
}

[[nodiscard]] bool start() {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) return false;
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) return false;
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)});
  if (!created) return false;
  tenon_stage2& stage2 = make_stage2(3);
  return run_all(bind(std::move(created).value(), stage2, std::move(enabled).value()), stage2);
}

}  // namespace

void print_time(std::uint64_t which, std::uint64_t instructions) {
  print("round trip: ", which < std::size(timed_names) ? timed_names[which] : "?", " ",
        instructions);
}

}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  const bool good = example::start();
  example::print("hypervisor: ", good ? std::string_view("the guest has powered off") : "no guest");
  example::finish(good ? 0 : 1);
}
