// SPDX-License-Identifier: Apache-2.0
// Serves tests/guest/hostile: a guest that tries everything, on the library's run loop. What the
// run loop leaves is answered and counted here; a guest that makes no progress is reset.
#include <cstring>

#include "console.hpp"
#include "guard.hpp"
#include "hal.hpp"
#include "hostile_devices.hpp"
#include "machine.hpp"
#include "memory.hpp"
#include "random.hpp"
#include "slot.hpp"
#include "tenon/core/aarch64/esr.h"
#include "tenon/vm/aarch64/plan.hpp"
#include "tenon/vm/run_loop.hpp"
#include "tour.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::GuestPhysical;
using tenon::HostPhysical;
using tenon::InterruptId;
using tenon::SysRegAddress;

// tests/guest/hostile/hostile.h
constexpr std::uint64_t call_alive = 0x51;
constexpr std::uint64_t ram_bytes = 0x100000, image_bytes = 0x20000, rom_start = 0x48000000,
                        rom_bytes = 0x4000, passed_start = 0x50000000, page = 4096;
constexpr std::uint32_t exception_counts = 65;
constexpr std::uint32_t hypervisor_timer = 26, virtual_timer = 27;
/// A tick of the hypervisor's timer in its counts, 3 ms on QEMU; so many without a sign of life end
/// a life.
constexpr std::uint64_t tick = 187500;
constexpr std::uint32_t patience = 10;
constexpr std::uint64_t most_exits_between_signs = 400;
/// A guest that has broken itself so that nothing it tries leaves it any more goes on for ever.
constexpr std::uint64_t most_attempts = 2048;

struct HostilePlan : tenon::aarch64::PlanBase {
  using Hal = ExampleHal;
  using Mmio = tenon::DeviceBus<GuestPhysical, 4>;
  using SysRegs = tenon::DeviceBus<SysRegAddress, 1>;
  static constexpr std::uint32_t vcpus = 1;
  static constexpr std::uint32_t regions = 4;
};
using HostileVm = tenon::Vm<HostilePlan>;

constinit VCpuStorage storage{};

[[nodiscard]] std::uint64_t counter() noexcept {
  std::uint64_t now = 0;
  asm volatile("isb\n mrs %0, cntpct_el0" : "=r"(now));
  return now;
}

enum Death : std::uint32_t { silence, storm, age, power_off, cpu_off, system_reset, deaths };
constexpr std::string_view death_names[deaths] = {"made no progress", "only caused exits",
                                                  "was old",          "powered off",
                                                  "stopped its CPU",  "asked for a reset"};

/// How the tour is played.
struct Rules {
  std::uint64_t exits;  ///< so many in all
  std::uint64_t mild;   ///< not 0: the guest does nothing that it does not come back from itself
};

/// What is counted over all lives of the guest.
struct Tally {
  tenon::ExitCounts kinds{};
  std::array<std::uint64_t, TENON_AARCH64_CAUSE_COUNT> refused{};
  std::array<std::uint64_t, 64> classes{};              ///< ESR_EL2.EC of what the run loop left
  std::array<std::uint64_t, exception_counts> guest{};  ///< ESR_EL1.EC, as the guest says
  std::array<std::uint64_t, deaths> ends{};
  std::uint64_t attempts = 0, wrong = 0;

  [[nodiscard]] std::uint64_t exits() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t count : kinds) all += count;
    return all;
  }
  [[nodiscard]] bool over(std::uint64_t most_exits) const noexcept {
    return wrong != 0 || exits() >= most_exits;
  }
};

void arm_timer() noexcept {
  asm volatile("msr cnthp_tval_el2, %0\n msr cnthp_ctl_el2, %1\n isb" ::"r"(tick),
               "r"(std::uint64_t{1}));
}

/// One life of the guest: from its first instruction to its end.
class Life {
 public:
  Life(const HostileVm& vm, Tally& tally, std::uint64_t most_exits) noexcept
      : vm_(vm), tally_(tally), most_exits_(most_exits) {}

  [[nodiscard]] Step turn(BoundVCpu vcpu) noexcept {
    Exit exit = tenon::run_until_unanswered(std::move(vcpu), vm_, tally_.kinds);
    look(exit.record());
    const bool out_of_hand = tally_.exits() - last_sign_ > most_exits_between_signs;
    if (out_of_hand) end_ = storm;
    const bool over = out_of_hand || tally_.over(most_exits_);
    return std::move(exit).match(
        [&](ExternalInterrupt e) -> Step {
          hand_on_interrupts([&](InterruptId interrupt) noexcept {
            return e.inject_interrupt(interrupt, tenon::Trigger::linked);
          });
          if (silent_ticks_ >= patience || over) return std::move(e).stop();
          return std::move(e).resume();
        },
        [&](Hypercall e) -> Step {
          if (over) return std::move(e).stop();
          if (e.immediate() == call_alive) note_sign(e.number(), e.argument(0));
          if (attempts_ >= most_attempts) {
            end_ = age;
            return std::move(e).stop();
          }
          return std::move(e).complete(0);
        },
        [&](Halt e) -> Step {
          if (over) return std::move(e).stop();
          return std::move(e).resume();
        },
        [&](Unhandled e) -> Step {
          if (over) return std::move(e).stop();
          refuse(e);
          return std::move(e).inject_undefined();
        },
        [&](tenon::OneOf<MmioRead, MmioWrite, NestedPageFault> e) -> Step {
          const auto abort = [&](auto access) -> Step {
            if (over) return std::move(access).stop();
            refuse(access);
            return std::move(access).inject_abort();
          };
          return std::move(e).match([&](MmioRead a) { return abort(std::move(a)); },
                                    [&](MmioWrite a) { return abort(std::move(a)); },
                                    [&](NestedPageFault a) { return abort(std::move(a)); });
        },
        [&](tenon::OneOf<SysRegRead, SysRegWrite> e) -> Step {
          const auto undefined = [&](auto access) -> Step {
            if (over) return std::move(access).stop();
            refuse(access);
            return std::move(access).inject_undefined();
          };
          return std::move(e).match([&](SysRegRead a) { return undefined(std::move(a)); },
                                    [&](SysRegWrite a) { return undefined(std::move(a)); });
        },
        [&](CpuSuspend e) -> Step { return std::move(e).complete(TENON_PSCI_SUCCESS); },
        [&](SystemDown e) -> Step {
          end_ = power_off;
          return std::move(e).stop();
        },
        [&](CpuDown e) -> Step {
          end_ = cpu_off;
          return std::move(e).stop();
        },
        [&](SystemReset e) -> Step {
          end_ = system_reset;
          return std::move(e).stop();
        },
        [](Preempted e) -> Step { return std::move(e).resume(); },
        [](InterruptEnd e) -> Step { return std::move(e).resume(); },
        [&](EntryFailed e) -> Step {
          ++tally_.wrong;
          print("hostile: WRONG: the guest cannot be entered: ", hex(e.hardware_reason()));
          return std::move(e).stop();
        },
        [&](tenon::OneOf<IoRead, IoWrite, InterruptWindow, CpuUp, SendIpi> e) -> Step {
          ++tally_.wrong;
          print("hostile: WRONG: the run loop left ", tenon::exit_name(e.record().kind));
          return std::move(e).stop();
        });
  }

  [[nodiscard]] Death end() const noexcept { return end_; }

 private:
  /// Every exit: its class, and whether the guest has changed what it runs under.
  void look(const tenon_exit& exit) noexcept {
    if (storage.fault.vector % 4 == 0 && exit.kind != TENON_EXIT_preempted) {
      ++tally_.classes[storage.fault.esr >> 26 & 63];
    }
    if (++looks_ % 256 == 0) {
      require(tenon::KickHandle<ExampleHal>(tenon::VCpuHandle(storage.common)).kick(), "kick");
    }
    const std::string_view changed = changed_control(storage);
    if (!changed.empty()) {
      ++tally_.wrong;
      print("hostile: WRONG: the guest changed ", changed, " at pc ", hex(storage.frame.pc));
    }
  }
  template <class E>
  void refuse(const E& exit) noexcept {
    const std::uint32_t cause = exit.record().cause;
    ++tally_.refused[cause < tally_.refused.size() ? cause : 0];
  }
  void note_sign(std::uint64_t attempts, std::uint64_t counts) noexcept {
    tally_.attempts += attempts - attempts_;
    attempts_ = attempts;
    last_sign_ = tally_.exits();
    silent_ticks_ = 0;
    const auto where = vm_.reach(GuestPhysical(counts), sizeof(std::uint64_t) * exception_counts);
    if (!where.has_value()) return;
    const auto* words = reinterpret_cast<const volatile std::uint64_t*>(where->value());
    for (std::uint32_t i = 0; i < exception_counts; ++i) {
      if (words[i] <= 64) tally_.guest[i] += words[i];
    }
  }
  /// The guest's timer becomes its own; the hypervisor's counts how long the guest was silent.
  template <class Inject>
  void hand_on_interrupts(const Inject& inject) noexcept {
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      gic().drop_priority(interrupt->value());
      if (interrupt->value() == virtual_timer) {
        require(inject(*interrupt), "timer interrupt");
        continue;
      }
      if (interrupt->value() == hypervisor_timer) {
        arm_timer();
        ++silent_ticks_;
      }
      ExampleHal::irq_handler(*interrupt);
    }
  }

  const HostileVm& vm_;
  Tally& tally_;
  std::uint64_t most_exits_;
  std::uint64_t attempts_ = 0, last_sign_ = tally_.exits();
  std::uint32_t silent_ticks_ = 0, looks_ = 0;
  Death end_ = silence;
};

/// The guest's image as it was at first; the rest of its memory keeps what is in it.
void reload(std::uint64_t ram, Range image) noexcept {
  if (image.bytes > image_bytes) die("the guest's image is too large");
  std::memset(reinterpret_cast<void*>(ram), 0, image_bytes);
  std::memcpy(reinterpret_cast<void*>(ram), reinterpret_cast<const void*>(image.start),
              image.bytes);
  clean_to_memory(ram, image_bytes);
}

/// The guest's lives in one VM, whose policy says what happens to what nobody claims.
[[nodiscard]] IdleCpu live(const Board& board, IdleCpu cpu, Range image, std::uint64_t ram,
                           std::uint64_t others, tenon::Unclaimed unclaimed, Random& random,
                           const Rules& rules, Tally& tally) {
  HostileVm vm(tenon::VmId(7), {unclaimed, unclaimed, unclaimed, unclaimed, unclaimed},
               nested_config(board), {.features = &tenon_aarch64_hw_this_cpu()->features});
  const tenon::CpuId home = cpu.id();
  Slot<IdleCpu> idle;
  idle.put(std::move(cpu));
  RegisterFile<page> file;
  RegisterFile<8> odd;
  RefusingDevice faulting(tenon::Refusal::fault), leaving(tenon::Refusal::leave);
  KeptRegister actlr;
  require(vm.open(), "VM");
  require(vm.map_ram(GuestPhysical(guest_memory_start), HostPhysical(ram), ram_bytes), "RAM");
  require(vm.map_rom(GuestPhysical(rom_start), HostPhysical(others), rom_bytes), "ROM");
  require(vm.pass_through(GuestPhysical(passed_start), HostPhysical(others + rom_bytes), page,
                          tenon::PageRest::refuse),
          "device");
  require(vm.claim(GuestPhysical(0x0a000000), page, file), "device");
  require(vm.claim(GuestPhysical(0x0a001000), page, faulting), "device");
  require(vm.claim(GuestPhysical(0x0a002000), page, leaving), "device");
  require(vm.claim(GuestPhysical(0x0a004010), 8, odd), "device");
  require(vm.claim(SysRegAddress(TENON_AARCH64_SYSREG(3, 0, 1, 0, 1)), 1, actlr), "register");

  auto created = vm.create_vcpu(storage, {.id = tenon::VCpuId(0), .affinity = 0, .home = home});
  if (!created) die(tenon::sentence(created.error()));
  Slot<CreatedVCpu> vcpu;
  vcpu.put(std::move(created).value());
  while (!tally.over(rules.exits)) {
    reload(ram, image);
    require(vm.vcpus().turn_on(tenon::VCpuId(0)), "vCPU");
    auto ready = vcpu.take().setup(GuestPhysical(guest_memory_start), vm.stage2(),
                                   {.trap_wfi = true, .trap_wfe = random.below(2) == 0});
    if (!ready) die(tenon::sentence(ready.error()));
    FreeVCpu born = std::move(ready).value();
    born.set_register(Register::x0, random.next());
    born.set_register(x(1), rules.mild);
    auto bound = std::move(born).bind(idle.take());
    if (!bound) die(tenon::sentence(bound.error()));
    Life life(vm, tally, rules.exits);
    arm_timer();
    Step step = std::move(bound).value();
    while (step.running()) step = life.turn(std::move(step).vcpu());
    std::move(step).finish(
        [&](FreeVCpu v, IdleCpu c) {
          vcpu.put(std::move(v).reset());
          idle.put(std::move(c));
        },
        [&](FailedVCpu v, IdleCpu c) {
          vcpu.put(std::move(v).reset());
          idle.put(std::move(c));
        });
    ++tally.ends[life.end()];
    gic().deactivate(virtual_timer);  // what the guest has not ended nobody else will
    require(vm.vcpus().turn_off(tenon::VCpuId(0)), "vCPU");
  }
  vcpu.take().destroy();
  vm.close();
  if (odd.past_the_end() || file.past_the_end()) {
    ++tally.wrong;
    print("hostile: WRONG: a device was asked for bytes that are not its own");
  }
  return idle.take();
}

void report(const Tally& tally) {
  for (std::uint32_t kind = 0; kind < tally.kinds.size(); ++kind) {
    if (tally.kinds[kind] != 0) {
      print("hostile: exit ", tenon::exit_name(kind), ": ", tally.kinds[kind]);
    }
  }
  for (std::uint32_t number = 0; number < 64; ++number) {
    if (tally.classes[number] == 0) continue;
    print("hostile: class ", hex(number), " at EL2: ", tally.classes[number], ", ",
          cause_name((number + 28) % 64));
  }
  for (std::uint32_t number = 0; number < 64; ++number) {
    if (tally.guest[number] == 0) continue;
    print("hostile: class ", hex(number), " at EL1: ", tally.guest[number], ", ",
          cause_name((number + 28) % 64));
  }
  print("hostile: interrupts at EL1: ", tally.guest[64]);
  for (std::uint32_t cause = 0; cause < tally.refused.size(); ++cause) {
    if (tally.refused[cause] != 0) {
      print("hostile: refused ", cause_name(cause), ": ", tally.refused[cause]);
    }
  }
  for (std::uint32_t n = 0; n < deaths; ++n) {
    print("hostile: reset because the guest ", death_names[n], ": ", tally.ends[n]);
  }
}

}  // namespace

bool run_hostile(const Board& board, Range image) {
  IdleCpu cpu = enable_this_cpu(board);
  const std::uint32_t index = cpu.id().value();
  gic().enable_distributor();
  gic().enable_cpu(index);
  gic().enable_ppi(index, hypervisor_timer);
  gic().enable_ppi(index, virtual_timer);
  const std::uint64_t seed = board.number("seed").value_or(1);
  const std::uint64_t exits = board.number("exits").value_or(100000);
  const std::uint64_t mild = board.number("mild").value_or(0);
  print("hostile: seed ", seed, ", ", exits, " exits");

  // The guest's memory lies between two canaries.
  constexpr std::uint64_t guard_bytes = 0x200000;
  const auto region = memory.region(guard_bytes + ram_bytes + guard_bytes);
  const auto others = memory.region(rom_bytes + page);
  if (!region || !others) die("not enough memory for the guest");
  const Canary before(*region, guard_bytes), rom(*others, rom_bytes),
      after(*region + guard_bytes + ram_bytes, guard_bytes);

  Random random(seed);
  Tally tally;
  using tenon::Unclaimed;
  constexpr Unclaimed policies[] = {Unclaimed::leave, Unclaimed::fault, Unclaimed::zeros,
                                    Unclaimed::ones};
  const std::uint64_t start = counter();
  for (std::uint64_t n = 1; n <= std::size(policies) && tally.wrong == 0; ++n) {
    cpu = live(board, std::move(cpu), image, *region + guard_bytes, *others, policies[n - 1],
               random, {exits * n / std::size(policies), mild}, tally);
  }
  report(tally);
  if (!before.lives() || !after.lives() || !rom.lives()) {
    ++tally.wrong;
    print("hostile: WRONG: memory changed that is not the guest's to write");
  }
  print("hostile: ", tally.attempts, " attempts, ", tally.exits(), " exits in ", counter() - start,
        " counts, ", tally.wrong, " wrong, the hypervisor lives");
  return tally.wrong == 0;
}

}  // namespace example
