// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest counts is the library, not its client.
// Before it the same guest runs in the loops of round_trip_bare.cpp.
#include "round_trip.hpp"

#include "console.hpp"
#include "machine.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};
constexpr std::string_view timed_names[] = {"nothing",   "null VMMCALL", "CPUID",
                                            "port read", "port write",   "MSR read",
                                            "HLT",       "device read",  "CPUID at a new place"};

/// Not inlined: script/bench tells its size.
[[nodiscard]] [[gnu::noinline]] bool run_typed(BoundVCpu vcpu) {
  bool powered_off = false;
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          if (e.number() == call_report) print_time(e.argument(0), e.argument(1));
          return std::move(e).complete(0);
        },
        [](IoRead e) -> Step { return std::move(e).complete(0x55); },
        [&](IoWrite e) -> Step {
          if (e.port().value() != POWER_PORT) return std::move(e).complete();
          powered_off = true;
          return std::move(e).stop();
        },
        [](MmioRead e) -> Step { return std::move(e).complete(0x55); },
        [](SysRegRead e) -> Step { return std::move(e).complete(0); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](tenon::OneOf<SysRegWrite, MmioWrite, ExternalInterrupt, InterruptEnd, InterruptWindow,
                        NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset,
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

/// What every setup of the vCPU is given.
struct Vm {
  tenon_x86_64_stage2& stage2;
  const tenon_x86_64_policy& policy;
};

[[nodiscard]] BoundVCpu bind(CreatedVCpu created, const Vm& vm, IdleCpu cpu) {
  auto ready = std::move(created).setup(GuestPhysical(guest_entry), vm.stage2,
                                        {.policy = &vm.policy,
                                         .policy_address = physical(&vm.policy),
                                         .mode = tenon::x86_64::Mode::protected_32});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

using Bare = bool (*)(tenon_x86_64_vcpu&);
/// The vCPU of a loop on the C functions, set up again for the next one.
[[nodiscard]] BoundVCpu after(Bare run, BoundVCpu vcpu, const Vm& vm) {
  if (!run(vcpu_storage)) die("no end");
  return std::move(vcpu).unbind().then(
      [&](FreeVCpu v, IdleCpu cpu) { return bind(std::move(v).reset(), vm, std::move(cpu)); });
}

[[nodiscard]] bool run_all(BoundVCpu vcpu, const Vm& vm) {
  print("loop: C");
  BoundVCpu second = after(run_bare, std::move(vcpu), vm);
  print("loop: C with kicks");
  BoundVCpu third = after(run_bare_with_kicks, std::move(second), vm);
  print("loop: typed");
  return run_typed(std::move(third));
}

[[nodiscard]] bool start() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) return false;
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) return false;
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.address = physical(&vcpu_storage)});
  if (!created) return false;
  const Vm vm{.stage2 = make_stage2(), .policy = make_policy()};
  return run_all(bind(std::move(created).value(), vm, std::move(enabled).value()), vm);
}

}  // namespace

void print_time(std::uint64_t which, std::uint64_t instructions) {
  print("round trip: ", which < std::size(timed_names) ? timed_names[which] : "?", " ",
        instructions);
}

}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  example::open_console();
  const bool good = example::start();
  example::print("hypervisor: ", good ? std::string_view("the guest has powered off") : "no guest");
  example::finish(good ? 0 : 1);
}
