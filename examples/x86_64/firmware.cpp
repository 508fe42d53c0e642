// SPDX-License-Identifier: Apache-2.0
// A hypervisor for a PC's firmware: SeaBIOS from its first instruction to where it finds nothing to
// boot. The loader brings its image as a module.
#include <algorithm>
#include <array>

#include "boot_information.hpp"
#include "console.hpp"
#include "host.hpp"
#include "machine.hpp"
#include "pc_devices.hpp"
#include "pc_guest.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;

constexpr std::uint64_t ram_bytes = 0x2000000, ram_host = 0x4000000;
constexpr std::uint64_t low_end = 0x100000, high_end = 0x100000000;
constexpr std::uint64_t reset_vector = 0xfffffff0;
constexpr InterruptId timer_interrupt(8);

void make_memory(std::span<const std::uint8_t> image) noexcept {
  const std::uint64_t bytes = image.size();
  if (bytes == 0 || bytes % 0x1000 != 0 || bytes > 0x20000) die("no firmware of 128 KiB", bytes);
  auto* ram = reinterpret_cast<std::uint8_t*>(ram_host);
  std::copy(image.begin(), image.end(), ram + low_end - bytes);
  guest::make_memory(ram_host, ram_bytes);
  guest::map(high_end - bytes, physical(image.data()).value(), bytes,
             TENON_ACCESS_READ | TENON_ACCESS_EXECUTE);
}

/// The machine around the vCPU.
struct Pc {
  Cmos cmos{ram_bytes};
  Timer timer{};
  DebugConsole console{"No bootable device."};
  std::uint64_t accesses = 0;

  [[nodiscard]] std::uint64_t read(std::uint16_t port) noexcept {
    ++accesses;
    switch (port) {
      case Cmos::first_port:
      case Cmos::first_port + 1:
        return cmos.read(port);
      case Timer::channel_2:
      case Timer::control:
        return timer.read(port);
      case DebugConsole::port:
        return DebugConsole::present;
      default:
        return ~std::uint64_t{0};
    }
  }
  void write(std::uint16_t port, std::uint8_t value) noexcept {
    ++accesses;
    switch (port) {
      case Cmos::first_port:
      case Cmos::first_port + 1:
        cmos.write(port, value);
        break;
      case Timer::channel_2:
      case Timer::mode:
      case Timer::control:
        timer.write(port, value);
        break;
      case DebugConsole::port:
        console.write(value);
        break;
      default:
        break;
    }
  }
};

template <class E>
[[nodiscard]] Step give_up(E exit) noexcept {
  print("hypervisor: the guest is stopped: ", exit.cause(), ", address ",
        hex(exit.record().address), ", rip ", hex(exit.get_register(Register::rip)), ", CS base ",
        hex(exit.get_register(Register::CS_BASE)));
  return std::move(exit).stop();
}

[[nodiscard]] Step turn(Exit exit, Pc& pc) noexcept {
  return std::move(exit).match(
      [&](IoRead e) -> Step {
        const std::uint64_t value = pc.read(e.port().value());
        return std::move(e).complete(value);
      },
      [&](IoWrite e) -> Step {
        pc.write(e.port().value(), static_cast<std::uint8_t>(e.value()));
        if (pc.console.seen()) return std::move(e).stop();
        return std::move(e).complete();
      },
      [&](MmioRead e) -> Step { return std::move(e).complete(~std::uint64_t{0}); },
      [&](MmioWrite e) -> Step { return std::move(e).complete(); },
      [&](NestedPageFault e) -> Step {
        if (e.address().value() < ram_bytes || !guest::map_absent(e.address())) {
          return give_up(std::move(e));
        }
        return std::move(e).resume();
      },
      [&](Halt e) -> Step {
        if (!e.inject_interrupt(timer_interrupt, tenon::Trigger::edge)) die("timer");
        return std::move(e).resume();
      },
      [&](SysRegRead e) -> Step { return std::move(e).inject_undefined(); },
      [&](SysRegWrite e) -> Step { return std::move(e).inject_undefined(); },
      [&](ExternalInterrupt e) -> Step {
        take_interrupts();
        return std::move(e).resume();
      },
      [&](InterruptWindow e) -> Step { return std::move(e).resume(); },
      [&](Preempted e) -> Step {
        take_interrupts();  // a guest that loops in exceptions lets none come by itself
        return std::move(e).resume();
      },
      [&](Unhandled e) -> Step { return give_up(std::move(e)); },
      [&](SystemReset e) -> Step { return give_up(std::move(e)); },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [&](tenon::OneOf<Hypercall, InterruptEnd, CpuUp, CpuDown, CpuSuspend, SystemDown, SendIpi> e)
          -> Step { return std::move(e).stop(); });
}

void run(std::span<const std::uint8_t> image) noexcept {
  make_memory(image);
  Pc pc;
  Step step = guest::begin(GuestPhysical(reset_vector), tenon::x86_64::Mode::real, 0);
  while (step.running()) step = turn(std::move(step).run(), pc);
  guest::end(std::move(step));
  print("");
  print("hypervisor: ", pc.accesses, " accesses to ports");
  if (!pc.console.seen()) die("the firmware has not looked for something to boot");
  print("hypervisor: the firmware has found nothing to boot");
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main(const example::BootInformation* information) {
  using namespace example;
  open_console();
  if (!tenon::NativeArch::has_hardware_support()) die(tenon::x86_64::obstacle());
  open_interrupts();
  if (information->module_count != 1) die("no firmware", information->module_count);
  run(module_bytes(*information, 0));
  finish(0);
}
