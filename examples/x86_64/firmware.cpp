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

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;

constexpr std::uint64_t ram_bytes = 0x2000000, ram_host = 0x4000000;
constexpr std::uint64_t low_end = 0x100000, high_end = 0x100000000;
constexpr std::uint64_t reset_vector = 0xfffffff0;
constexpr std::uint32_t table_count = 32, absent_count = 16;
constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;
constexpr InterruptId timer_interrupt(8);

alignas(4096) constinit std::array<tenon_nested_page, table_count> pages{};
constinit std::array<tenon_nested_table, table_count> tables{};
constinit tenon_nested_pool pool{};
constinit tenon_x86_64_stage2 stage2{};
constinit tenon_x86_64_policy policy{};
alignas(4096) constinit std::array<std::array<std::uint8_t, 0x1000>, absent_count> absent{};
constinit std::uint32_t absent_used = 0;

constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};

void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

void map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes, std::uint32_t access) noexcept {
  require(tenon_x86_64_stage2_map(&pool, &stage2, gpa, hpa, bytes, access, TENON_MEMORY_NORMAL),
          "guest memory");
}

/// Where nothing is, a PC reads all ones: a page of them in its stead.
void map_absent(GuestPhysical address) noexcept {
  if (absent_used == absent_count) die("too many places without memory", address.value());
  std::array<std::uint8_t, 0x1000>& page = absent[absent_used++];
  page.fill(0xff);
  map(address.value() / 0x1000 * 0x1000, physical(page.data()).value(), 0x1000,
      TENON_ACCESS_READ | TENON_ACCESS_WRITE);
}

void make_memory(std::span<const std::uint8_t> image) noexcept {
  const std::uint64_t bytes = image.size();
  if (bytes == 0 || bytes % 0x1000 != 0 || bytes > 0x20000) die("no firmware of 128 KiB", bytes);
  auto* ram = reinterpret_cast<std::uint8_t*>(ram_host);
  std::copy(image.begin(), image.end(), ram + low_end - bytes);
  require(tenon_x86_64_stage2_pool_init(&pool, pages.data(), tables.data(), table_count,
                                        physical(pages.data()).value()),
          "no pool");
  require(tenon_x86_64_stage2_create(&pool, &stage2, 1), "no second stage");
  stage2.common.vmid = 1;
  stage2.common.generation = 1;
  map(0, ram_host, ram_bytes, all);
  map(high_end - bytes, physical(image.data()).value(), bytes,
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
      [&](NestedPageFault e) -> Step {
        if (e.address().value() < ram_bytes) return give_up(std::move(e));
        map_absent(e.address());
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
      [&](Preempted e) -> Step { return std::move(e).resume(); },
      [&](Unhandled e) -> Step { return give_up(std::move(e)); },
      [&](SystemReset e) -> Step { return give_up(std::move(e)); },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [&](tenon::OneOf<Hypercall, MmioRead, MmioWrite, InterruptEnd, CpuUp, CpuDown, CpuSuspend,
                       SystemDown, SendIpi>
              e) -> Step { return std::move(e).stop(); });
}

[[nodiscard]] BoundVCpu begin() noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.address = physical(&vcpu_storage)});
  if (!created) die(tenon::sentence(created.error()));
  tenon_x86_64_policy_init(&policy);
  auto ready =
      std::move(created).value().setup(GuestPhysical(reset_vector), stage2,
                                       {.policy = &policy, .policy_address = physical(&policy)});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(enabled).value());
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

void run(std::span<const std::uint8_t> image) noexcept {
  make_memory(image);
  Pc pc;
  Step step = begin();
  while (step.running()) step = turn(std::move(step).run(), pc);
  std::move(step).finish(
      [](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
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
