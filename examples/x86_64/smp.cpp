// SPDX-License-Identifier: Apache-2.0
// A VM of two vCPUs on two CPUs: the guest starts the second one by a start-up IPI, and both send each
// other interrupts, which the run loop of tenon/vm carries out.
#include <array>
#include <atomic>

#include "console.hpp"
#include "exit_lines.hpp"
#include "guests/calls.h"
#include "hal.hpp"
#include "host.hpp"
#include "machine.hpp"
#include "second_cpu.hpp"
#include "tenon/vm/run_loop.hpp"
#include "tenon/vm/x86_64/plan.hpp"

extern "C" const std::uint8_t guest_image[], guest_image_end[];

namespace example {
namespace {

using namespace tenon::native;
using tenon::CpuId;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::VCpuId;
using tenon::VmId;

constexpr std::uint32_t cpus = 2, table_count = 16, vmid_limit = 4;

struct Plan : tenon::x86_64::PlanBase {
  using Hal = ExampleHal;
  using Mmio = tenon::EmptyBus<GuestPhysical>;
  using Ports = tenon::EmptyBus<tenon::Port>;
  static constexpr std::uint32_t vcpus = cpus;
  static constexpr std::uint32_t regions = 1;
};
using Vm = tenon::Vm<Plan>;

alignas(4096) constinit std::array<std::uint8_t, guest_bytes> memory{};
alignas(4096) constinit std::array<tenon_nested_page, table_count> pages{};
constinit std::array<tenon_nested_table, table_count> tables{};
constinit tenon_nested_pool pool{};
constinit tenon_grant grant{};
constinit tenon_grants given{};
constinit std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> live{}, used{};
constinit tenon_vmid_allocator vmids{};
constinit tenon_x86_64_policy policy{};
constinit std::array<CpuStorage, cpus> cpu_storage{};
constinit std::array<VCpuStorage, cpus> vcpu_storage{};

/// What the two CPUs share of this run.
constinit Vm* shared = nullptr;
constinit std::atomic<std::uint32_t> waits{0};  ///< the second CPU has made its vCPU
constinit std::atomic<std::uint32_t> over{0};   ///< the guest has powered off
constinit std::array<tenon::ExitCounts, cpus> counts{};

void require(tenon::Status status) noexcept {
  if (!status) die(tenon::sentence(status.error()));
}
void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

[[nodiscard]] IdleCpu enable(std::uint32_t cpu) noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage[cpu], CpuId(cpu));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage[cpu])});
  if (!enabled) die(tenon::sentence(enabled.error()));
  return std::move(enabled).value();
}

[[nodiscard]] CreatedVCpu create(Vm& vm, std::uint32_t n) noexcept {
  auto created = vm.create_vcpu(vcpu_storage[n], {.id = VCpuId(n), .affinity = n, .home = CpuId(n)},
                                {.address = physical(&vcpu_storage[n]), .apic_id = n});
  if (!created) die(tenon::sentence(created.error()));
  return std::move(created).value();
}

[[nodiscard]] BoundVCpu begin(Vm& vm, CreatedVCpu created, IdleCpu cpu, GuestPhysical entry,
                              tenon::x86_64::Mode mode) noexcept {
  auto ready = std::move(created).setup(
      entry, vm.stage2(),
      {.policy = &policy, .policy_address = physical(&policy), .mode = mode, .local_apic = true});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

[[nodiscard]] Step write_port(IoWrite e) noexcept {
  if (e.port() == tenon::Port(POWER_PORT)) {
    over.store(1, std::memory_order_release);
    kick(1);
    return std::move(e).stop();
  }
  print("guest: ", e.value(), " interrupts");
  return std::move(e).complete();
}

[[nodiscard]] Step wait(Halt e) noexcept {
  if (over.load(std::memory_order_acquire) != 0) return std::move(e).stop();
  BoundVCpu vcpu = std::move(e).wait();
  return vcpu;
}

/// What the run loop has no answer to.
[[nodiscard]] Step turn(Exit exit) noexcept {
  return std::move(exit).match(
      [](IoWrite e) -> Step { return write_port(std::move(e)); },
      [](Halt e) -> Step { return wait(std::move(e)); },
      [](ExternalInterrupt e) -> Step {
        take_interrupts();
        return std::move(e).resume();
      },
      [](Preempted e) -> Step {
        take_interrupts();
        return std::move(e).resume();
      },
      [](InterruptWindow e) -> Step { return std::move(e).resume(); },
      [](tenon::OneOf<Hypercall, IoRead, MmioRead, MmioWrite, SysRegRead, SysRegWrite,
                      NestedPageFault, CpuUp, SendIpi, InterruptEnd, CpuDown, CpuSuspend,
                      SystemDown, SystemReset, Unhandled, EntryFailed>
             e) -> Step {
        die("an exit that this guest has none of", e.record().kind);
        return std::move(e).stop();
      });
}

/// Runs a vCPU to the end of its guest.
void run(Vm& vm, Step step, std::uint32_t n) noexcept {
  while (step.running()) {
    step = turn(tenon::run_until_unanswered(std::move(step).vcpu(), vm, counts[n]));
  }
  std::move(step).finish(
      [](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
}

void make_machine() noexcept {
  std::copy(guest_image, guest_image_end, &memory[guest_entry]);
  tenon_x86_64_policy_init(&policy);
  require(tenon_x86_64_stage2_pool_init(&pool, pages.data(), tables.data(), table_count,
                                        physical(pages.data()).value()),
          "no pool");
  require(tenon_vmid_init(&vmids, live.data(), used.data(), vmid_limit), "no identifiers");
  tenon_grants_init(&given, &grant, 1);
}

void run_first() noexcept {
  make_machine();
  tenon::Grants grants(given, pool);
  auto all = grants.give({.start = physical(memory.data()), .bytes = guest_bytes}, VmId(1));
  if (!all) die("the guest's memory");
  std::move(*all).forever();
  static Vm vm(VmId(1), {.port = tenon::Unclaimed::leave}, {.grants = grants, .vmids = &vmids}, {});
  require(vm.open());
  require(vm.map_ram(GuestPhysical(0), physical(memory.data()), guest_bytes));
  CreatedVCpu created = create(vm, 0);
  shared = &vm;
  start_second_cpu();
  while (waits.load(std::memory_order_acquire) == 0) asm volatile("pause");
  require(vm.vcpus().turn_on(VCpuId(0)));
  run(vm,
      begin(vm, std::move(created), enable(0), GuestPhysical(guest_entry),
            tenon::x86_64::Mode::protected_32),
      0);
  while (waits.load(std::memory_order_acquire) != 0) asm volatile("pause");
}

void run_second() noexcept {
  Vm& vm = *shared;
  CreatedVCpu created = create(vm, 1);
  IdleCpu cpu = enable(1);
  waits.store(1, std::memory_order_release);
  auto request = vm.vcpus().take_start(VCpuId(1));
  while (!request) {
    asm volatile("sti; hlt; cli" ::: "memory");
    request = vm.vcpus().take_start(VCpuId(1));
  }
  run(vm,
      begin(vm, std::move(created), std::move(cpu), request->entry, tenon::x86_64::Mode::startup),
      1);
  waits.store(0, std::memory_order_release);
}

void say_counts() noexcept {
  for (std::uint32_t n = 0; n < cpus; ++n) {
    print("exits of vCPU ", std::uint64_t{n}, " by kind:");
    print_exits(counts[n]);
  }
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void second_main() {
  example::open_own_interrupts();
  example::run_second();
  while (true) asm volatile("cli; hlt");
}

extern "C" [[noreturn]] void hypervisor_main() {
  using namespace example;
  open_console();
  if (!tenon::NativeArch::has_hardware_support()) die(tenon::x86_64::obstacle());
  open_interrupts();
  run_first();
  say_counts();
  print("hypervisor: the guest has powered off");
  finish(0);
}
