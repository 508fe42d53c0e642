// SPDX-License-Identifier: Apache-2.0
// Enables virtualization, runs the guest through every exit it makes, says each, and ends with what
// the guest asked for.
#include "console.hpp"
#include "machine.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};

/// One line per exit: what and why, where, and how.
template <class E>
void say(std::string_view name, const E& exit) noexcept {
  const tenon_exit& record = exit.record();
  print(name, " ", exit.cause_name(), " address ", hex(record.address), " value ",
        hex(record.value), " width ", hex(record.width), " length ", hex(record.instruction_length),
        " flags ", hex(record.flags), " access ", hex(record.access), " rip ",
        hex(exit.get_register(Register::rip)));
}

[[nodiscard]] Step turn(Exit exit) noexcept {
  return std::move(exit).match(
      [&](Hypercall e) -> Step {
        say("Hypercall", e);
        return std::move(e).complete(0);
      },
      [&](IoRead e) -> Step {
        say("IoRead", e);
        return std::move(e).complete(0xbeef);
      },
      [&](IoWrite e) -> Step {
        say("IoWrite", e);
        return std::move(e).complete();
      },
      [&](NestedPageFault e) -> Step {
        say("NestedPageFault", e);
        return std::move(e).stop();
      },
      [&](Unhandled e) -> Step {
        say("Unhandled", e);
        return std::move(e).inject_undefined();
      },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [](tenon::OneOf<MmioRead, MmioWrite, SysRegRead, SysRegWrite, Halt, ExternalInterrupt,
                      InterruptEnd, InterruptWindow, CpuUp, CpuDown, CpuSuspend, SystemDown,
                      SystemReset, SendIpi, Preempted>
             e) -> Step { return std::move(e).stop(); });
}

void run() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  print("hypervisor: ASIDs ", hex(cpu_storage.features.asids), ", has ",
        hex(cpu_storage.features.has), ", XCR0 ", hex(cpu_storage.features.xcr0));
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.address = physical(&vcpu_storage)});
  if (!created) die(tenon::sentence(created.error()));
  const tenon_x86_64_policy& policy = make_policy();
  auto ready =
      std::move(created).value().setup(GuestPhysical(guest_entry), make_stage2(),
                                       {.policy = &policy, .policy_address = physical(&policy)});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(enabled).value());
  if (!bound) die(tenon::sentence(bound.error()));
  Step step = std::move(bound).value();
  while (step.running()) step = turn(std::move(step).run());
  std::move(step).finish(
      [&](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  example::open_console();
  if (!tenon::NativeArch::has_hardware_support()) {
    example::print("hypervisor: ", tenon::x86_64::obstacle());
    example::finish(1);
  }
  example::run();
  example::finish(0);
}
