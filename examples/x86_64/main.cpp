// SPDX-License-Identifier: Apache-2.0
// Enables virtualization, runs the guest through every exit it makes, says each, and ends with what
// the guest asked for.
#include <array>

#include "console.hpp"
#include "guests/calls.h"
#include "host.hpp"
#include "machine.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;
using tenon::Trigger;

constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};
constinit VCpuStorage other_storage{};

constexpr InterruptId timer(TIMER_VECTOR);
constexpr std::uint32_t first_apic_id = 5;

/// The VM but for the vCPU that runs: the other one, and what devices and calls have left.
struct Device {
  FreeVCpu waiting;
  std::uint64_t given_msr = 0xa1b2c3d4e5f60718;
  std::uint64_t late_page = 0;
  std::array<std::uint8_t, DEVICE_BYTES> memory{};  ///< what is written to the device's page

  [[nodiscard]] bool has(const tenon_exit& access) const noexcept {
    return access.address >= DEVICE_PAGE &&
           access.address + access.width <= DEVICE_PAGE + memory.size();
  }
  bool powered_off = false;
  bool shut_down = false;  ///< a vCPU has
};

/// One line per exit: what and why, where, and how.
template <class E>
void say(std::string_view name, const E& exit) noexcept {
  const tenon_exit& record = exit.record();
  print(name, " ", exit.cause_name(), " address ", hex(record.address), " value ",
        hex(record.value), " width ", hex(record.width), " length ", hex(record.instruction_length),
        " flags ", hex(record.flags), " access ", hex(record.access));
}

[[nodiscard]] BoundVCpu bind(FreeVCpu vcpu, IdleCpu cpu) noexcept {
  auto bound = std::move(vcpu).bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

/// Binds `waiting`, which `vcpu` becomes.
[[nodiscard]] BoundVCpu switch_to(FreeVCpu& waiting, BoundVCpu vcpu) noexcept {
  return std::move(vcpu).unbind().then([&](FreeVCpu unbound, IdleCpu cpu) {
    BoundVCpu next = bind(std::move(waiting), std::move(cpu));
    waiting = std::move(unbound);
    return next;
  });
}

[[nodiscard]] Step answer_call(Hypercall e, Device& device) noexcept {
  switch (e.number()) {
    case CALL_SAY:
      print("guest ", std::uint64_t{e.vcpu().value()}, " check ", hex(e.argument(0)), ": ",
            hex(e.argument(1)));
      return std::move(e).complete(0);
    case CALL_INJECT:
      if (!e.inject_interrupt(InterruptId(static_cast<std::uint32_t>(e.argument(0))),
                              Trigger::edge)) {
        die("the guest's interrupt");
      }
      break;
    case CALL_TIMER:
      start_timer();
      break;
    case CALL_LATE:
      device.late_page = e.argument(0);
      unmap_late_page();
      break;
    case CALL_SWITCH:
      say("Hypercall", e);
      return switch_to(device.waiting, std::move(e).complete(0));
    default:
      say("Hypercall", e);
      return std::move(e).inject_undefined();
  }
  say("Hypercall", e);
  return std::move(e).complete(0);
}

[[nodiscard]] Step turn(Exit exit, Device& device) noexcept {
  return std::move(exit).match(
      [&](Hypercall e) -> Step { return answer_call(std::move(e), device); },
      [&](IoRead e) -> Step {
        say("IoRead", e);
        if (e.port().value() != DEVICE_PORT) return std::move(e).complete(~std::uint64_t{0});
        return std::move(e).complete(0x5a6b7c8d);
      },
      [&](IoWrite e) -> Step {
        say("IoWrite", e);
        if (e.port().value() == POWER_PORT) {
          device.powered_off = true;
          return std::move(e).stop();
        }
        return std::move(e).complete();
      },
      [&](SysRegRead e) -> Step {
        say("SysRegRead", e);
        if (e.address() != tenon::SysRegAddress(GIVEN_MSR)) return std::move(e).inject_undefined();
        return std::move(e).complete(device.given_msr);
      },
      [&](SysRegWrite e) -> Step {
        say("SysRegWrite", e);
        if (e.address() != tenon::SysRegAddress(GIVEN_MSR)) return std::move(e).inject_undefined();
        device.given_msr = e.value();
        return std::move(e).complete();
      },
      [&](MmioRead e) -> Step {
        say("MmioRead", e);
        if (!device.has(e.record())) return std::move(e).inject_abort();
        std::uint64_t value = 0;
        for (std::uint32_t i = e.record().width; i-- > 0;) {
          value = value << 8 | device.memory[e.record().address - DEVICE_PAGE + i];
        }
        return std::move(e).complete(value);
      },
      [&](MmioWrite e) -> Step {
        say("MmioWrite", e);
        if (!device.has(e.record())) return std::move(e).inject_abort();
        for (std::uint32_t i = 0; i < e.record().width; ++i) {
          device.memory[e.record().address - DEVICE_PAGE + i] =
              static_cast<std::uint8_t>(e.value() >> (8 * i));
        }
        return std::move(e).complete();
      },
      [&](NestedPageFault e) -> Step {
        say("NestedPageFault", e);
        if (e.address().value() / 0x1000 != LATE_PAGE / 0x1000) return std::move(e).inject_abort();
        map_late_page(device.late_page);
        return std::move(e).resume();
      },
      [&](Halt e) -> Step {
        say("Halt", e);
        // Once more, since nothing has come that ends it: the hypervisor does.
        if (e.record().instruction_length == 0) return std::move(e).resume();
        start_timer();
        const std::uint64_t before = interrupts_taken();
        BoundVCpu woken = std::move(e).wait();
        print("hypervisor: woken by ", interrupts_taken() - before, " interrupt");
        return woken;
      },
      [&](ExternalInterrupt e) -> Step {
        say("ExternalInterrupt", e);
        const std::uint64_t before = interrupts_taken();
        take_interrupts();
        print("hypervisor: has taken ", interrupts_taken() - before, " interrupt");
        if (!e.inject_interrupt(timer, Trigger::edge)) die("the guest's interrupt");
        return std::move(e).resume();
      },
      [&](InterruptWindow e) -> Step {
        say("InterruptWindow", e);
        return std::move(e).resume();
      },
      [&](Unhandled e) -> Step {
        say("Unhandled", e);
        return std::move(e).inject_undefined();
      },
      [&](SystemReset e) -> Step {
        say("SystemReset", e);
        if (device.shut_down) die("no vCPU of the guest is left");
        device.shut_down = true;
        return switch_to(device.waiting, std::move(e).complete(0));
      },
      [](CpuUp e) -> Step {
        say("CpuUp", e);
        return std::move(e).complete();
      },
      [](SendIpi e) -> Step {
        say("SendIpi", e);
        return std::move(e).complete();
      },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [](tenon::OneOf<InterruptEnd, CpuDown, CpuSuspend, SystemDown, Preempted> e) -> Step {
        return std::move(e).stop();
      });
}

[[nodiscard]] FreeVCpu set_up(VCpuStorage& storage, std::uint32_t id, std::uint64_t entry,
                              tenon_x86_64_stage2& stage2, tenon::x86_64::Mode mode) noexcept {
  const tenon_x86_64_policy& policy = make_policy();
  auto created =
      CreatedVCpu::create(storage, {tenon::VmId(1), tenon::VCpuId(id)},
                          {.address = physical(&storage), .apic_id = first_apic_id + id});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(GuestPhysical(entry), stage2,
                                                {.policy = &policy,
                                                 .policy_address = physical(&policy),
                                                 .mode = mode,
                                                 .page_table = GuestPhysical(PAGE_TABLE),
                                                 .local_apic = true});
  if (!ready) die(tenon::sentence(ready.error()));
  return std::move(ready).value();
}

void run() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  print("hypervisor: ASIDs ", hex(cpu_storage.features.asids), ", has ",
        hex(cpu_storage.features.has), ", XCR0 ", hex(cpu_storage.features.xcr0));
  tenon_x86_64_stage2& stage2 = make_stage2();
  Device device{.waiting =
                    set_up(other_storage, 1, OTHER_ENTRY, stage2, tenon::x86_64::Mode::long_64)};
  Step step = bind(set_up(vcpu_storage, 0, guest_entry, stage2, tenon::x86_64::Mode::real),
                   std::move(enabled).value());
  while (step.running()) step = turn(std::move(step).run(), device);
  std::move(step).finish(
      [&](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        std::move(device.waiting).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
  if (!device.powered_off) die("the guest has stopped");
  print("hypervisor: the guest has powered off");
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  example::open_console();
  if (!tenon::NativeArch::has_hardware_support()) {
    example::print("hypervisor: ", tenon::x86_64::obstacle());
    example::finish(1);
  }
  example::open_interrupts();
  example::run();
  example::finish(0);
}
