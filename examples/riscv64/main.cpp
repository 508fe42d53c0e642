// SPDX-License-Identifier: Apache-2.0
// Enables virtualization, runs the guest through every exit it makes, says each, and ends with what
// the guest asked for.
#include "console.hpp"
#include "sbi.hpp"
#include "tour_vm.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;
using tenon::Trigger;

alignas(16) constinit CpuStorage cpu_storage{};
alignas(16) constinit VCpuStorage vcpu_storage{};
alignas(16) constinit VCpuStorage other_storage{};

/// A call of this hypervisor's own: the VM's other vCPU comes to this hart.
constexpr std::uint64_t call_switch = 0x0a000001, call_switch_back = 0x0a000004;

constexpr InterruptId software(TENON_RISCV64_INTERRUPT_SOFTWARE);
constexpr InterruptId external(TENON_RISCV64_INTERRUPT_EXTERNAL);

/// A device of four registers: what is written can be read, and register 3 holds the line of the
/// external interrupt high while it is not 0.
struct Device {
  std::uint64_t value[4]{};
  std::uint64_t given = 0;  ///< the register `paravirtual`
};

/// What the guest that runs does not see: the vCPU that waits meanwhile, its device, its end.
struct Machine {
  FreeVCpu waiting;
  Device device{};
  bool powered_off = false;
};

/// A CSR that no guest has (hcounteren), which this hypervisor gives it all the same.
constexpr tenon::SysRegAddress paravirtual(0x606);

[[nodiscard]] bool is_device(GuestPhysical address) noexcept {
  return address.value() >= device_base && address.value() < device_base + device_bytes;
}

/// One line per exit: what and why, where, and how.
template <class E>
void say(std::string_view name, const E& exit) noexcept {
  const tenon_exit& record = exit.record();
  print(name, " ", exit.cause_name(), " address ", hex(record.address), " value ",
        hex(record.value), " width ", hex(record.width), " register ", hex(record.register_index),
        " length ", hex(record.instruction_length), " flags ", hex(record.flags), " access ",
        hex(record.access));
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

[[nodiscard]] Step turn(Exit exit, Machine& machine) noexcept {
  return std::move(exit).match(
      [&](Hypercall e) -> Step {
        if (e.immediate() == call_switch || e.immediate() == call_switch_back) {
          say("Hypercall", e);
          return switch_to(machine.waiting, std::move(e).complete(0));
        }
        if (e.immediate() != TENON_SBI_DBCN && e.immediate() != TENON_SBI_LEGACY_PUTCHAR) {
          say("Hypercall", e);
        }
        return answer_call(std::move(e));
      },
      [&](MmioRead e) -> Step {
        say("MmioRead", e);
        if (!is_device(e.address())) return std::move(e).inject_abort();
        const std::uint64_t offset = e.address().value() % 32;
        return std::move(e).complete(machine.device.value[offset / 8] >> (offset % 8 * 8));
      },
      [&](MmioWrite e) -> Step {
        say("MmioWrite", e);
        if (!is_device(e.address())) return std::move(e).inject_abort();
        const std::uint64_t index = e.address().value() % 32 / 8;
        machine.device.value[index] = e.value();
        if (index == 3) {
          const tenon::Status done = e.value() != 0 ? e.inject_interrupt(external, Trigger::level)
                                                    : e.lower_interrupt(external);
          if (!done) die("external interrupt");
        }
        return std::move(e).complete();
      },
      [&](SysRegRead e) -> Step {
        say("SysRegRead", e);
        if (e.address() != paravirtual) return std::move(e).inject_undefined();
        return std::move(e).complete(machine.device.given);
      },
      [&](SysRegWrite e) -> Step {
        say("SysRegWrite", e);
        if (e.address() != paravirtual) return std::move(e).inject_undefined();
        machine.device.given = e.value();
        return std::move(e).complete();
      },
      [&](Halt e) -> Step {
        say("Halt", e);
        return std::move(e).wait();  // its timer needs nobody's help
      },
      [&](NestedPageFault e) -> Step {
        say("NestedPageFault", e);
        return std::move(e).inject_abort();
      },
      [&](SendIpi e) -> Step {
        say("SendIpi", e);
        if (!e.inject_interrupt(software, Trigger::edge)) die("software interrupt");
        return std::move(e).complete();
      },
      [&](Unhandled e) -> Step {
        say("Unhandled", e);
        return std::move(e).inject_undefined();
      },
      [&](SystemDown e) -> Step {
        say("SystemDown", e);
        machine.powered_off = true;
        return std::move(e).stop();
      },
      [](CpuUp e) -> Step {
        say("CpuUp", e);  // there is one hart
        return std::move(e).complete(static_cast<std::uint64_t>(TENON_SBI_ERR_INVALID_PARAM));
      },
      [](CpuSuspend e) -> Step {
        say("CpuSuspend", e);
        return std::move(e).complete(static_cast<std::uint64_t>(TENON_SBI_ERR_NOT_SUPPORTED));
      },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [](ExternalInterrupt e) -> Step {
        say("ExternalInterrupt", e);
        return std::move(e).stop();
      },
      [](tenon::OneOf<IoRead, IoWrite, InterruptEnd, InterruptWindow, CpuDown, SystemReset,
                      Preempted>
             e) -> Step { return std::move(e).stop(); });
}

[[nodiscard]] FreeVCpu set_up(VCpuStorage& storage, std::uint32_t id, std::uint64_t entry,
                              tenon_stage2& stage2) noexcept {
  auto created = CreatedVCpu::create(storage, {tenon::VmId(1), tenon::VCpuId(id)},
                                     {.hart_id = id, .device_tree = GuestPhysical(0)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(GuestPhysical(entry), stage2);
  if (!ready) die(tenon::sentence(ready.error()));
  return std::move(ready).value();
}

void run() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) die(tenon::sentence(enabled.error()));
  print("hypervisor: VMID bits ", hex(cpu_storage.features.vmid_bits), ", modes ",
        hex(cpu_storage.features.modes), ", Sstc ", hex(cpu_storage.features.has % 2), ", FP ",
        hex(cpu_storage.features.fp), ", Svpbmt ", hex(cpu_storage.features.svpbmt), ", AIA ",
        hex(cpu_storage.features.aia));
  tenon_stage2& stage2 = make_stage2(3);
  Machine machine{.waiting = set_up(other_storage, 1, guest_base + 4, stage2)};
  Step step = bind(set_up(vcpu_storage, 0, guest_base, stage2), std::move(enabled).value());
  while (step.running()) step = turn(std::move(step).run(), machine);
  std::move(step).finish(
      [&](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        std::move(machine.waiting).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
  if (!machine.powered_off) die("the guest has stopped");
  print("hypervisor: the guest has powered off");
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  if (!tenon::NativeArch::has_hardware_support()) example::die("no hypervisor extension");
  example::run();
  example::finish(0);
}
