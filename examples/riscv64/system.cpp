// SPDX-License-Identifier: Apache-2.0
// A hypervisor for guests that expect a whole machine (guests/virt.dts): U-Boot, Linux. One VM with
// a vCPU on each hart; the boot loader has put the images into what is the guest's memory.
#include <array>
#include <atomic>
#include <optional>

#include "account.hpp"
#include "console.hpp"
#include "exit_lines.hpp"
#include "hal.hpp"
#include "harts.hpp"
#include "ns16550_device.hpp"
#include "spin_lock.hpp"
#include "tenon/vm/riscv64/plan.hpp"
#include "tenon/vm/run_loop.hpp"

namespace example {
namespace {

using namespace tenon::riscv64;
using tenon::CpuId;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::StartRequest;  // where a vCPU begins, and what it finds in a1
using tenon::VCpuId;

// guests/virt.dts
constexpr std::uint64_t ram_start = 0x80000000, ram_bytes = 0x10000000, uart_start = 0x10000000,
                        kernel_start = 0x80200000, device_tree_start = 0x88000000;
/// Where script/boot puts it.
constexpr std::uint64_t ram_host = 0x90000000;

/// The hypervisor's serial line as the guest's. Nobody hears of its interrupt: guests poll.
struct GuestConsole {
  void put(std::uint8_t character) noexcept { put_character(character); }
  [[nodiscard]] std::optional<std::uint8_t> get() noexcept { return typed(); }
  void interrupt() noexcept {}
};
using Uart = Ns16550Device<GuestConsole>;

/// The firmware's console is the same line; its timer is the hart's own.
struct SystemSbiHost {
  static void set_timer(Hypercall& call, std::uint64_t deadline) noexcept {
    if (features_of(call.vcpu().value()).has % 2 == 1) {
      SstcTimer::set_timer(call, deadline);
    } else {
      static_cast<void>(call.lower_interrupt(timer_interrupt));
      start_timer(deadline);
    }
  }
  static void put(tenon::VmId /*vm*/, std::uint8_t character) noexcept { put_character(character); }
  [[nodiscard]] static std::optional<std::uint8_t> get(tenon::VmId /*vm*/) noexcept {
    return typed();
  }
};

struct SystemPlan : PlanBase {
  using Hal = ExampleHal;
  using Firmware = tenon::Sbi<SystemSbiHost>;
  using Mmio = tenon::StaticBus<GuestPhysical, tenon::Window<uart_start, Uart::bytes, Uart>>;
  static constexpr std::uint32_t vcpus = MAX_CPUS;
  static constexpr std::uint32_t regions = 2;
};
static_assert(tenon::VmPlan<SystemPlan>);
using SystemVm = tenon::Vm<SystemPlan>;

constexpr std::uint32_t table_count = 32;
constexpr std::uint32_t vmid_limit = 64;
alignas(4096) constinit std::array<tenon_nested_page, table_count> pages{};
constinit std::array<tenon_nested_table, table_count> tables{};
constinit tenon_nested_pool pool{};
alignas(16384) constinit tenon_riscv64_root root{};
constinit std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> idle{}, fresh{};
constinit tenon_vmid_allocator vmids{};

constinit std::array<tenon_riscv64_vcpu, MAX_CPUS> storage{};
constinit std::array<tenon::ExitCounts, MAX_CPUS> counts{};

constinit SystemVm* the_vm = nullptr;
constinit std::uint32_t cpu_count = 0;
/// How the machine has ended.
enum class End : std::uint32_t { running, powered_off, stopped };
constinit std::atomic<End> end{End::running};
constinit std::atomic<std::uint32_t> created_count{0}, ended_count{0};
constinit SpinLock creation{};

[[nodiscard]] bool running() noexcept { return end.load() == End::running; }

void require(tenon::Status status, std::string_view what) noexcept {
  if (status.has_value()) return;
  print("hypervisor: ", what, ": ", tenon::sentence(status.error()));
  finish(1);
}

/// One vCPU on its own hart, from the machine's start to its end.
class Seat {
 public:
  Seat(SystemVm& vm, std::uint32_t index, CreatedVCpu created, IdleCpu cpu) noexcept
      : vm_(vm), index_(index), created_(std::move(created)), cpu_(std::move(cpu)) {}

  void live() && noexcept {
    while (running()) {
      take_kick();
      next_ = next_ ? next_ : vm_.vcpus().take_start(VCpuId(index_));
      if (!next_) {
        wait_for_interrupt();
        continue;
      }
      Step step = begin(std::move(created_), std::move(cpu_), *next_);
      next_.reset();
      while (step.running()) step = turn(std::move(step).vcpu());
      std::move(step).finish(
          [&](FreeVCpu vcpu, IdleCpu freed) {
            created_ = std::move(vcpu).reset();
            cpu_ = std::move(freed);
          },
          [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
      if (running() && !next_) require(vm_.vcpus().turn_off(VCpuId(index_)), "hart_stop");
    }
    std::move(created_).destroy();
    if (!std::move(cpu_).disable()) die("virtualization stays on");
  }

 private:
  [[nodiscard]] BoundVCpu begin(CreatedVCpu created, IdleCpu cpu,
                                const StartRequest& request) noexcept {
    auto ready = std::move(created).setup(request.entry, vm_.stage2());
    if (!ready) die(tenon::sentence(ready.error()));
    FreeVCpu vcpu = std::move(ready).value();
    vcpu.set_register(Register::a1, request.context);
    auto bound = std::move(vcpu).bind(std::move(cpu));
    if (!bound) die(tenon::sentence(bound.error()));
    return std::move(bound).value();
  }

  /// Runs the guest and answers what the VM does not.
  [[nodiscard]] Step turn(BoundVCpu vcpu) noexcept {
    return tenon::run_until_unanswered(std::move(vcpu), vm_, counts[index_])
        .match(
            [&](ExternalInterrupt e) -> Step {
              while (const auto interrupt = ExampleHal::irq_fetch()) {
                if (*interrupt == timer_interrupt) {
                  static_cast<void>(e.inject_interrupt(*interrupt, tenon::Trigger::level));
                }
                ExampleHal::irq_handler(*interrupt);
              }
              return go_on(std::move(e));
            },
            [&](Halt e) -> Step {
              wait();
              return go_on(std::move(e));
            },
            [&](Preempted e) -> Step { return go_on(std::move(e)); },
            [&](CpuDown e) -> Step { return std::move(e).stop(); },
            [&](CpuSuspend e) -> Step { return suspend(std::move(e)); },
            [&](SystemDown e) -> Step {
              end_with(End::powered_off);
              return std::move(e).stop();
            },
            [&](NestedPageFault e) -> Step {
              print("hypervisor: the guest touched ", hex(e.address().value()), ", ", e.cause());
              return std::move(e).inject_abort();
            },
            [&](Unhandled e) -> Step {
              if (is_instruction(e.record().cause)) return std::move(e).inject_undefined();
              print("hypervisor: the guest is stopped: ", e.cause(), ", scause ", hex(e.raw()),
                    ", pc ", hex(e.get_register(Register::pc)));
              end_with(End::stopped);
              return std::move(e).stop();
            },
            [&](EntryFailed e) -> Step {
              end_with(End::stopped);
              return std::move(e).stop();
            },
            [&](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead,
                             IoWrite, InterruptEnd, InterruptWindow, CpuUp, SystemReset, SendIpi>
                    e) -> Step {
              print("hypervisor: the guest is stopped at an exit that nobody answers: ",
                    tenon::exit_name(e.record().kind));
              end_with(End::stopped);
              return std::move(e).stop();
            });
  }

  /// What the guest's hart does not have is an illegal instruction, which may be a process's.
  [[nodiscard]] static bool is_instruction(std::uint32_t cause) noexcept {
    switch (cause) {
      case TENON_RISCV64_CAUSE_virtual_instruction:
      case TENON_RISCV64_CAUSE_csr:  // of a process, as is wfi
      case TENON_RISCV64_CAUSE_wfi:
      case TENON_RISCV64_CAUSE_sret:
      case TENON_RISCV64_CAUSE_sfence:
      case TENON_RISCV64_CAUSE_hfence:
      case TENON_RISCV64_CAUSE_hypervisor_access:
      case TENON_RISCV64_CAUSE_cache_block:
        return true;
      default:
        return false;
    }
  }
  template <class E>
  [[nodiscard]] static Step go_on(E exit) noexcept {
    if (!running()) return std::move(exit).stop();
    return std::move(exit).resume();
  }
  /// A kick that says that the machine has ended, or that a request waits, ends it too.
  void wait() const noexcept {
    if (tenon_riscv64_vcpu_has_interrupt(&storage[index_]) == 0) wait_for_interrupt();
    take_kick();
  }
  [[nodiscard]] Step suspend(CpuSuspend exit) noexcept {
    std::int64_t refusal = TENON_SBI_ERR_INVALID_PARAM;
    switch (tenon::sbi::suspend_type(exit.state())) {
      case tenon::sbi::Suspend::retentive:
        wait();
        if (!running()) return std::move(exit).stop();
        return std::move(exit).complete(TENON_SBI_SUCCESS);
      case tenon::sbi::Suspend::non_retentive:
        if (SystemPlan::Firmware::can_begin(vm_, exit.entry())) {
          wait();
          if (!running()) return std::move(exit).stop();
          return begin_anew(std::move(exit));
        }
        refusal = TENON_SBI_ERR_INVALID_ADDRESS;
        break;
      case tenon::sbi::Suspend::unknown:
        refusal = TENON_SBI_ERR_NOT_SUPPORTED;
        break;
      case tenon::sbi::Suspend::reserved:
        break;
    }
    return std::move(exit).complete(static_cast<std::uint64_t>(refusal));
  }
  /// As a started hart, but for what is pending: that ended the suspension, and a reset would lose it.
  [[nodiscard]] Step begin_anew(CpuSuspend exit) const noexcept {
    const StartRequest at{.entry = exit.entry(), .context = exit.context()};
    BoundVCpu vcpu = std::move(exit).complete(TENON_SBI_SUCCESS);
    for (std::uint32_t n = 1; n < 32; ++n) vcpu.set_register(x(n), 0);
    for (const Register name : {Register::VSATP, Register::VSIE}) vcpu.set_register(name, 0);
    constexpr std::uint64_t sie = 2;
    vcpu.set_register(Register::VSSTATUS, vcpu.get_register(Register::VSSTATUS) & ~sie);
    vcpu.set_register(Register::a0, index_);
    vcpu.set_register(Register::a1, at.context);
    vcpu.set_register(Register::pc, at.entry.value());
    return Step(std::move(vcpu));
  }
  void end_with(End how) const noexcept {
    end.store(how);
    for (std::uint32_t cpu = 0; cpu < cpu_count; ++cpu) {
      if (cpu != index_) kick(cpu);
    }
  }

  SystemVm& vm_;
  std::uint32_t index_;
  std::optional<StartRequest> next_;
  CreatedVCpu created_;
  IdleCpu cpu_;
};

[[nodiscard]] CreatedVCpu create(std::uint32_t cpu) noexcept {
  const SpinLock::Held held(creation);
  auto created =
      the_vm->create_vcpu(storage[cpu], {.id = VCpuId(cpu), .affinity = cpu, .home = CpuId(cpu)},
                          {.hart_id = cpu, .device_tree = GuestPhysical(device_tree_start)});
  if (!created) die(tenon::sentence(created.error()), cpu);
  return std::move(created).value();
}

void live(std::uint32_t cpu) noexcept {
  IdleCpu idle_cpu = enable_cpu(cpu);
  CreatedVCpu created = create(cpu);
  // The table of vCPUs is complete before one runs.
  created_count.fetch_add(1);
  while (created_count.load() < cpu_count) continue;
  if (cpu == 0) {
    static_cast<void>(the_vm->start(0, GuestPhysical(kernel_start), device_tree_start));
  }
  Seat(*the_vm, cpu, std::move(created), std::move(idle_cpu)).live();
  ended_count.fetch_add(1);
}

[[nodiscard]] Nested::Config nested_config(const tenon_riscv64_features& features) noexcept {
  const auto made = static_cast<tenon_error>(
      tenon_riscv64_stage2_pool_init(&pool, pages.data(), tables.data(), table_count,
                                     reinterpret_cast<std::uint64_t>(pages.data())));
  require(tenon::to_status(made), "table pool");
  const bool identifiers = features.vmid_bits >= 6;
  if (identifiers) {
    require(tenon::to_status(static_cast<tenon_error>(
                tenon_vmid_init(&vmids, idle.data(), fresh.data(), vmid_limit))),
            "VM identifiers");
  }
  begin_account(pool);
  return {.grants = grants(),
          .vmids = identifiers ? &vmids : nullptr,
          .levels = 3,
          .root = &root,
          .root_address = HostPhysical(reinterpret_cast<std::uint64_t>(&root))};
}

void print_counts() noexcept {
  print("exits of the guest by kind:");
  tenon::ExitCounts sum{};
  for (const tenon::ExitCounts& one : counts) {
    for (std::uint32_t kind = 0; kind < sum.size(); ++kind) sum[kind] += one[kind];
  }
  print("  all: ", print_exits(sum));
}

void run(std::uint64_t hart) noexcept {
  cpu_count = find_harts(hart);
  tenon_riscv64_features features{};
  tenon_riscv64_detect(&features);
  GuestConsole console;
  Uart uart(console);
  SystemVm vm(tenon::VmId(1), {}, nested_config(features), {}, uart);
  require(vm.open(), "VM");
  give(vm.id(), ram_host, ram_bytes);
  require(vm.map_ram(GuestPhysical(ram_start), HostPhysical(ram_host), ram_bytes), "guest RAM");
  the_vm = &vm;
  print("hypervisor: ", std::uint64_t{cpu_count}, " harts, VMID ", std::uint64_t{vm.stage2().vmid},
        " of ", std::uint64_t{features.vmid_bits}, " bits");
  for (std::uint32_t cpu = 1; cpu < cpu_count; ++cpu) {
    if (!start_cpu(cpu)) die("cannot start CPU", cpu);
  }
  live(0);
  while (ended_count.load() < cpu_count) continue;
  print_counts();
}

}  // namespace

void secondary_cpu(std::uint32_t cpu) noexcept {
  live(cpu);
  while (true) wait_for_interrupt();
}

}  // namespace example

extern "C" [[noreturn]] void hypervisor_main(std::uint64_t hart) {
  using namespace example;
  if (!tenon::RiscV64Arch::has_hardware_support()) die("no hypervisor extension");
  run(hart);
  if (end.load() != End::powered_off) {
    print("hypervisor: the guest was stopped");
    finish(2);
  }
  print("hypervisor: the guest has powered off");
  finish(0);
}
