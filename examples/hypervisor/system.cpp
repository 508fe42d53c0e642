// SPDX-License-Identifier: Apache-2.0
#include "system.hpp"

#include <cstring>

#include "console.hpp"
#include "erased_flash_device.hpp"
#include "exit_lines.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "memory.hpp"
#include "pl011_device.hpp"
#include "redistributor_device.hpp"
#include "tenon/vm/aarch64/plan.hpp"
#include "tenon/vm/run_loop.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::InterruptId;

// examples/hypervisor/guests/virt.dts
constexpr std::uint64_t ram_start = 0x40000000, ram_bytes = 0x20000000;
constexpr std::uint64_t device_tree_offset = 0, kernel_offset = 0x200000, initrd_offset = 0x8000000;
constexpr std::uint64_t flash_start = 0, uart_start = 0x09000000, distributor_start = 0x08000000,
                        distributor_bytes = 0x10000, redistributor_start = 0x080a0000;
constexpr InterruptId uart_interrupt{33};

/// The hypervisor's serial line as the guest's, and the guest's interrupt from it.
class GuestConsole {
 public:
  GuestConsole(InterruptMode mode, tenon::VCpuHandle guest) noexcept : mode_(mode), guest_(guest) {}

  void put(std::uint8_t character) noexcept { serial.put(character); }
  [[nodiscard]] std::optional<std::uint8_t> get() noexcept { return serial.get(); }
  void interrupt() noexcept {
    if (mode_ == InterruptMode::passed_through) {
      gic().set_pending(uart_interrupt.value());
    } else {
      static_cast<void>(guest_.request_interrupt(uart_interrupt));
    }
  }

 private:
  InterruptMode mode_;
  tenon::VCpuHandle guest_;
};

using Uart = Pl011Device<GuestConsole>;

struct SystemPlan : tenon::aarch64::PlanBase {
  using Hal = ExampleHal;
  using Mmio = tenon::StaticBus<
      GuestPhysical, tenon::Window<flash_start, ErasedFlashDevice::bytes, ErasedFlashDevice>,
      tenon::Window<uart_start, 0x1000, Uart>,
      tenon::Window<redistributor_start, RedistributorDevice::bytes, RedistributorDevice>>;
  static constexpr std::uint32_t vcpus = 1;
  static constexpr std::uint32_t regions = 4;
};
using SystemVm = tenon::Vm<SystemPlan>;

constinit VCpuStorage storage{};

/// Instructions of what the ID registers hide, and the guest's user space may try all the same:
/// they are undefined, and no reason to stop the guest.
[[nodiscard]] constexpr bool is_hidden(std::uint32_t cause) noexcept {
  switch (cause) {
    case TENON_AARCH64_CAUSE_pauth_use:
    case TENON_AARCH64_CAUSE_sve_access:
    case TENON_AARCH64_CAUSE_sme_access:
    case TENON_AARCH64_CAUSE_other_instruction:
    case TENON_AARCH64_CAUSE_mcrr_mrrc_cp15:
    case TENON_AARCH64_CAUSE_mrrc_cp14:
    case TENON_AARCH64_CAUSE_ldc_stc_cp14:
      return true;
    default:
      return false;
  }
}

/// Runs the guest and answers what the VM does not.
class System {
 public:
  System(const SystemVm& vm, Uart& uart) noexcept : vm_(vm), uart_(uart) {}

  [[nodiscard]] Step turn(BoundVCpu vcpu) noexcept {
    return tenon::run_until_unanswered(std::move(vcpu), vm_, counts_)
        .match(
            [&](ExternalInterrupt e) -> Step {
              hand_on_interrupts([&](InterruptId interrupt) {
                return e.inject_interrupt(interrupt, tenon::Trigger::linked).has_value();
              });
              uart_.poll();
              return std::move(e).resume();
            },
            [&](Halt e) -> Step {
              uart_.poll();
              return std::move(e).wait();
            },
            [&](SystemDown e) -> Step {
              powered_off_ = true;
              return std::move(e).stop();
            },
            [&](NestedPageFault e) -> Step {
              print("hypervisor: the guest touched ", hex(e.address().value()), ", ", e.cause());
              return std::move(e).inject_abort();
            },
            [&](Unhandled e) -> Step {
              if (is_hidden(e.record().cause)) return std::move(e).inject_undefined();
              print("hypervisor: the guest is stopped: ", e.cause(), ", syndrome ", hex(e.raw()),
                    ", pc ", hex(e.get_register(Register::pc)));
              return std::move(e).stop();
            },
            [&](EntryFailed e) -> Step {
              print("hypervisor: the guest cannot be entered: ", hex(e.hardware_reason()));
              return std::move(e).stop();
            },
            [](tenon::OneOf<InterruptEnd, Preempted> e) -> Step {
              return std::move(e).match([](InterruptEnd end) { return std::move(end).resume(); },
                                        [](Preempted kick) { return std::move(kick).resume(); });
            },
            [&](tenon::OneOf<Hypercall, MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead,
                             IoWrite, InterruptWindow, CpuUp, CpuDown, CpuSuspend, SystemReset,
                             SendIpi>
                    e) -> Step {
              print("hypervisor: the guest is stopped at an exit that nobody answers: ",
                    tenon::exit_name(e.record().kind));
              return std::move(e).stop();
            });
  }

  [[nodiscard]] bool powered_off() const noexcept { return powered_off_; }
  void print_counts() const noexcept {
    print("exits of the guest by kind:");
    print("  all: ", print_exits(counts_));
  }

 private:
  /// Physical interrupts become the guest's, who ends them; the hypervisor's own end here.
  template <class Inject>
  static void hand_on_interrupts(const Inject& inject) noexcept {
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      gic().drop_priority(interrupt->value());
      const bool own =
          interrupt->value() < 32 && (hypervisor_interrupts >> interrupt->value() & 1) != 0;
      if (own || !inject(*interrupt)) ExampleHal::irq_handler(*interrupt);
    }
  }

  const SystemVm& vm_;
  Uart& uart_;
  tenon::ExitCounts counts_{};
  bool powered_off_ = false;
};

/// Copies an image to where the guest has it.
void place(std::uint64_t where, Range image) noexcept {
  std::memcpy(reinterpret_cast<void*>(where), reinterpret_cast<const void*>(image.start),
              image.bytes);
  clean_to_memory(where, image.bytes);
}

/// Guest RAM with the images in it.
std::uint64_t load(const SystemImages& images) noexcept {
  const auto region = memory.region(ram_bytes);
  if (!region) die("not enough memory for the guest", ram_bytes);
  place(*region + device_tree_offset, images.device_tree);
  place(*region + kernel_offset, images.kernel);
  if (images.initrd.bytes != 0) place(*region + initrd_offset, images.initrd);
  return *region;
}

void map(SystemVm& vm, const Board& board, std::uint64_t ram) noexcept {
  give(vm.id(), ram, ram_bytes);
  give(vm.id(), board.distributor.start, distributor_bytes);
  require(vm.map_ram(GuestPhysical(ram_start), HostPhysical(ram), ram_bytes), "guest RAM");
  require(vm.pass_through(GuestPhysical(distributor_start), HostPhysical(board.distributor.start),
                          distributor_bytes, tenon::PageRest::refuse),
          "distributor");
}

}  // namespace

bool run_system(const Board& board, const SystemImages& images, InterruptMode mode) {
  IdleCpu cpu = enable_this_cpu(board);
  const std::uint32_t index = cpu.id().value();
  gic().enable_distributor();
  gic().enable_cpu(index);
  const bool passed_through = mode == InterruptMode::passed_through;
  if (passed_through) gic().hand_over_cpu();

  GuestConsole console(mode, tenon::VCpuHandle(storage.common));
  Uart uart(console);
  RedistributorDevice redistributor(board.redistributors.start + RedistributorDevice::bytes * index,
                                    passed_through ? 0 : hypervisor_interrupts);
  ErasedFlashDevice flash;
  SystemVm vm(tenon::VmId(1), {}, nested_config(board),
              {.features = &tenon_aarch64_hw_this_cpu()->features}, flash, uart, redistributor);
  require(vm.open(), "VM");
  map(vm, board, load(images));
  auto created =
      vm.create_vcpu(storage, {.id = tenon::VCpuId(0), .affinity = 0, .home = tenon::CpuId(index)},
                     {.mpidr = 0, .device_tree = GuestPhysical(ram_start + device_tree_offset)});
  if (!created) die(tenon::sentence(created.error()));
  console = GuestConsole(mode, tenon::VCpuHandle(storage.common));
  require(vm.vcpus().turn_on(tenon::VCpuId(0)), "vCPU 0");
  auto ready =
      std::move(created).value().setup(GuestPhysical(ram_start + kernel_offset), vm.stage2(),
                                       {.passthrough_interrupts = passed_through,
                                        .passthrough_timer = passed_through,
                                        .trap_wfi = !passed_through});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));

  System system(vm, uart);
  Step step = std::move(bound).value();
  while (step.running()) step = system.turn(std::move(step).vcpu());
  std::move(step).finish([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); },
                         [](FailedVCpu v, IdleCpu) { std::move(v).destroy(); });
  system.print_counts();
  return system.powered_off();
}

}  // namespace example
