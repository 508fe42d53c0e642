// SPDX-License-Identifier: Apache-2.0
// Serves tests/guest/hostile: a guest that tries everything, on the library's run loop, reset
// whenever a life of it has ended.
#include <cstring>

#include "canary.hpp"
#include "console.hpp"
#include "hostile_devices.hpp"
#include "hostile_life.hpp"
#include "memory.hpp"
#include "random.hpp"
#include "slot.hpp"
#include "tours.hpp"

namespace example {
namespace hostile {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::HostPhysical;

// tests/guest/hostile/hostile.h
constexpr std::uint64_t ram_bytes = 0x100000, image_bytes = 0x20000, rom_start = 0x48000000,
                        rom_bytes = 0x4000, passed_start = 0x50000000, page = 4096;

constinit VCpuStorage storage{};

/// How the tour is played.
struct Rules {
  std::uint64_t exits;  ///< so many in all
  std::uint64_t mild;   ///< not 0: the guest does nothing that it does not come back from itself
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
  Vm vm(tenon::VmId(7), {unclaimed, unclaimed, unclaimed, unclaimed, unclaimed},
        nested_config(board), Machine::register_config());
  const tenon::CpuId home = cpu.id();
  Slot<IdleCpu> idle;
  idle.put(std::move(cpu));
  RegisterFile<page> file;
  RegisterFile<8> odd;
  RefusingDevice faulting(tenon::Refusal::fault), leaving(tenon::Refusal::leave);
  KeptRegister kept;
  require(vm.open(), "VM");
  give(vm.id(), ram, ram_bytes);
  give(vm.id(), others, rom_bytes + page);
  require(vm.map_ram(GuestPhysical(guest_memory_start), HostPhysical(ram), ram_bytes), "RAM");
  require(vm.map_rom(GuestPhysical(rom_start), HostPhysical(others), rom_bytes), "ROM");
  require(vm.pass_through(GuestPhysical(passed_start), HostPhysical(others + rom_bytes), page,
                          tenon::PageRest::refuse),
          "device");
  require(vm.claim(GuestPhysical(0x0a000000), page, file), "device");
  require(vm.claim(GuestPhysical(0x0a001000), page, faulting), "device");
  require(vm.claim(GuestPhysical(0x0a002000), page, leaving), "device");
  require(vm.claim(GuestPhysical(0x0a004010), 8, odd), "device");
  require(vm.claim(Machine::kept_register, 1, kept), "register");

  auto created = vm.create_vcpu(storage, {.id = tenon::VCpuId(0), .affinity = 0, .home = home});
  if (!created) die(tenon::sentence(created.error()));
  Slot<CreatedVCpu> vcpu;
  vcpu.put(std::move(created).value());
  while (!tally.over(rules.exits)) {
    reload(ram, image);
    require(vm.vcpus().turn_on(tenon::VCpuId(0)), "vCPU");
    auto ready = vcpu.take().setup(GuestPhysical(guest_memory_start), vm.stage2(),
                                   Machine::setup_config(random));
    if (!ready) die(tenon::sentence(ready.error()));
    FreeVCpu born = std::move(ready).value();
    born.set_register(Machine::argument(0), random.next());
    born.set_register(Machine::argument(1), rules.mild);
    auto bound = std::move(born).bind(idle.take());
    if (!bound) die(tenon::sentence(bound.error()));
    Life life(vm, storage, tally, rules.exits);
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
    Machine::end_life();
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

}  // namespace
}  // namespace hostile

bool run_hostile(const Board& board, Range image) {
  using namespace hostile;
  IdleCpu cpu = enable_this_cpu(board);
  Machine::open(cpu.id());
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
  const std::uint64_t start = Machine::counter();
  for (std::uint64_t n = 1; n <= std::size(policies) && tally.wrong == 0; ++n) {
    cpu = live(board, std::move(cpu), image, *region + guard_bytes, *others, policies[n - 1],
               random, {exits * n / std::size(policies), mild}, tally);
  }
  report(tally);
  if (!before.lives() || !after.lives() || !rom.lives()) {
    ++tally.wrong;
    print("hostile: WRONG: memory changed that is not the guest's to write");
  }
  print("hostile: ", tally.attempts, " attempts, ", tally.exits(), " exits in ",
        Machine::counter() - start, " counts, ", tally.wrong, " wrong, the hypervisor lives");
  return tally.wrong == 0;
}

}  // namespace example
