// SPDX-License-Identifier: Apache-2.0
// A hypervisor for Linux: one vCPU, a serial line, a pair of 8259s and an 8254. The loader brings the
// kernel and its initial RAM disk as modules.
#include <array>

#include "boot_information.hpp"
#include "console.hpp"
#include "exit_lines.hpp"
#include "host.hpp"
#include "linux_image.hpp"
#include "machine.hpp"
#include "ns16550_device.hpp"
#include "pc_devices.hpp"
#include "pc_guest.hpp"
#include "pc_interrupts.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;
using tenon::Trigger;

constexpr std::uint64_t ram_bytes = 0xc000000, ram_host = 0x4000000;
constexpr std::uint16_t uart_port = 0x3f8;
constexpr std::uint32_t timer_line = 0, uart_line = 4;
constexpr std::uint64_t interrupt_flag = 0x200;
/// The time-stamp counter is QEMU's count of instructions; there is nothing to calibrate it with.
constexpr std::string_view command_line =
    "console=ttyS0,115200 earlyprintk=serial,ttyS0,115200 rdinit=/init panic=-1 acpi=off nokaslr "
    "tsc_early_khz=1000000 tsc=reliable no_timer_check i8042.nopnp i8042.dumbkbd mitigations=off";

constinit tenon::ExitCounts counts{};

/// The hypervisor's serial line as the guest's.
struct GuestConsole {
  InterruptControllers* controllers;
  void put(std::uint8_t character) noexcept { put_character(character); }
  [[nodiscard]] std::optional<std::uint8_t> get() noexcept { return typed(); }
  void interrupt() noexcept { controllers->raise(uart_line); }
};

/// The machine around the vCPU.
class Pc {
 public:
  [[nodiscard]] std::uint64_t read(std::uint16_t port) noexcept {
    if (port >= uart_port && port < uart_port + 8) {
      return uart_.read(port - uart_port, tenon::AccessWidth::byte).value_or(0xff);
    }
    switch (port) {
      case Cmos::first_port:
      case Cmos::first_port + 1:
        return cmos_.read(port);
      case InterruptControllers::first:
      case InterruptControllers::first + 1:
      case InterruptControllers::second:
      case InterruptControllers::second + 1:
        return controllers_.read(port);
      case IntervalTimer::channel_0:
        return timer_.read(time_stamp());
      case Timer::channel_2:
      case Timer::control:
        return speaker_.read(port);
      default:
        return ~std::uint64_t{0};
    }
  }
  void write(std::uint16_t port, std::uint8_t value) noexcept {
    if (port >= uart_port && port < uart_port + 8) {
      static_cast<void>(uart_.write(port - uart_port, tenon::AccessWidth::byte, value));
      return;
    }
    switch (port) {
      case Cmos::first_port:
      case Cmos::first_port + 1:
        cmos_.write(port, value);
        break;
      case InterruptControllers::first:
      case InterruptControllers::first + 1:
      case InterruptControllers::second:
      case InterruptControllers::second + 1:
        controllers_.write(port, value);
        break;
      case IntervalTimer::mode:
        timer_.write(port, value, time_stamp());
        speaker_.write(port, value);
        break;
      case IntervalTimer::channel_0:
        timer_.write(port, value, time_stamp());
        break;
      case Timer::channel_2:
      case Timer::control:
        speaker_.write(port, value);
        break;
      default:
        break;
    }
  }

  /// What the devices have for the vCPU now, if it can be given something; and this CPU is
  /// interrupted when there will be more.
  [[nodiscard]] std::optional<InterruptId> next_interrupt() noexcept {
    const std::uint64_t now = time_stamp();
    if (timer_.expired(now)) controllers_.raise(timer_line);
    if (timer_.deadline() != armed_) {
      armed_ = timer_.deadline();
      if (armed_) start_timer(*armed_ > now ? *armed_ - now : 1);
    }
    if (tenon_x86_64_vcpu_has_interrupt(&guest::vcpu_storage) != 0) return std::nullopt;
    const auto vector = controllers_.acknowledge();
    if (!vector) return std::nullopt;
    return InterruptId(*vector);
  }
  /// A timer of this CPU that has come is none that is still to come.
  void interrupted() noexcept { armed_.reset(); }

 private:
  InterruptControllers controllers_;
  IntervalTimer timer_;
  Timer speaker_;
  Cmos cmos_{ram_bytes};
  GuestConsole console_{&controllers_};
  Ns16550Device<GuestConsole> uart_{console_};
  std::optional<std::uint64_t> armed_;
};

void taken(tenon::Status status) noexcept {
  if (!status) die(tenon::sentence(status.error()));
}

enum class End : std::uint32_t { running, powered_off, stopped };

template <class E>
[[nodiscard]] Step give_up(E exit, End& end) noexcept {
  print("hypervisor: the guest is stopped: ", exit.cause(), ", address ",
        hex(exit.record().address), ", rip ", hex(exit.get_register(Register::rip)));
  end = End::stopped;
  return std::move(exit).stop();
}

/// What has come for this CPU is taken, and what the devices have by now is given to the guest.
template <class E>
[[nodiscard]] Step after_interrupts(E exit, Pc& pc) noexcept {
  take_interrupts();
  pc.interrupted();
  if (const auto next = pc.next_interrupt()) taken(exit.inject_interrupt(*next, Trigger::edge));
  return std::move(exit).resume();
}

/// Linux without ACPI ends with HLT under masked interrupts.
[[nodiscard]] Step halt(Halt e, Pc& pc, End& end) noexcept {
  if ((e.get_register(Register::rflags) & interrupt_flag) == 0) {
    end = End::powered_off;
    return std::move(e).stop();
  }
  if (const auto next = pc.next_interrupt()) taken(e.inject_interrupt(*next, Trigger::edge));
  BoundVCpu woken = std::move(e).wait();
  pc.interrupted();
  if (const auto next = pc.next_interrupt()) taken(woken.inject_interrupt(*next, Trigger::edge));
  return woken;
}

[[nodiscard]] Step turn(Exit exit, Pc& pc, End& end) noexcept {
  return std::move(exit).match(
      [&](IoRead e) -> Step {
        ++counts[IoRead::kind];
        const std::uint64_t value = pc.read(e.port().value());
        if (const auto next = pc.next_interrupt()) taken(e.inject_interrupt(*next, Trigger::edge));
        return std::move(e).complete(value);
      },
      [&](IoWrite e) -> Step {
        ++counts[IoWrite::kind];
        pc.write(e.port().value(), static_cast<std::uint8_t>(e.value()));
        if (const auto next = pc.next_interrupt()) taken(e.inject_interrupt(*next, Trigger::edge));
        return std::move(e).complete();
      },
      [&](MmioRead e) -> Step {
        ++counts[MmioRead::kind];
        return std::move(e).complete(~std::uint64_t{0});
      },
      [&](MmioWrite e) -> Step {
        ++counts[MmioWrite::kind];
        return std::move(e).complete();
      },
      [&](NestedPageFault e) -> Step {
        ++counts[NestedPageFault::kind];
        if (e.address().value() < ram_bytes || !guest::map_absent(e.address())) {
          return give_up(std::move(e), end);
        }
        return std::move(e).resume();
      },
      [&](Halt e) -> Step {
        ++counts[Halt::kind];
        return halt(std::move(e), pc, end);
      },
      [&](SysRegRead e) -> Step {
        ++counts[SysRegRead::kind];
        return std::move(e).inject_undefined();
      },
      [&](SysRegWrite e) -> Step {
        ++counts[SysRegWrite::kind];
        return std::move(e).inject_undefined();
      },
      [&](ExternalInterrupt e) -> Step {
        ++counts[ExternalInterrupt::kind];
        return after_interrupts(std::move(e), pc);
      },
      [&](InterruptWindow e) -> Step {
        ++counts[InterruptWindow::kind];
        return std::move(e).resume();
      },
      [&](Preempted e) -> Step {  // a guest that loops in exceptions lets none come by itself
        ++counts[Preempted::kind];
        return after_interrupts(std::move(e), pc);
      },
      [&](Hypercall e) -> Step { return std::move(e).inject_undefined(); },
      [&](Unhandled e) -> Step { return give_up(std::move(e), end); },
      [&](SystemReset e) -> Step { return give_up(std::move(e), end); },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [&](tenon::OneOf<InterruptEnd, CpuUp, CpuDown, CpuSuspend, SystemDown, SendIpi> e) -> Step {
        return std::move(e).stop();
      });
}

void make_memory(const BootInformation& information) noexcept {
  if (information.module_count != 2) die("no kernel and RAM disk", information.module_count);
  const std::span<std::uint8_t> memory(reinterpret_cast<std::uint8_t*>(ram_host), ram_bytes);
  if (!load_linux(memory, module_bytes(information, 0), module_bytes(information, 1),
                  command_line)) {
    die("no Linux kernel");
  }
  guest::make_memory(ram_host, ram_bytes);
}

void print_counts() noexcept {
  print("exits of the guest by kind:");
  print("  all: ", print_exits(counts));
}

void run(const BootInformation& information) noexcept {
  make_memory(information);
  Pc pc;
  End end = End::running;
  Step step = guest::begin(GuestPhysical(linux_kernel), tenon::x86_64::Mode::protected_32,
                           linux_parameters);
  while (step.running()) step = turn(std::move(step).run(), pc, end);
  guest::end(std::move(step));
  print_counts();
  if (end != End::powered_off) die("the guest was stopped");
  print("hypervisor: the guest has powered off");
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main(const example::BootInformation* information) {
  using namespace example;
  open_console();
  if (!tenon::NativeArch::has_hardware_support()) die(tenon::x86_64::obstacle());
  open_interrupts();
  run(*information);
  finish(0);
}
