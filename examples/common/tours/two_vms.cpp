// SPDX-License-Identifier: Apache-2.0
// Serves tests/guest/two_vms: two VMs of two vCPUs, and a third VM that comes and goes so that VM
// identifiers run out, time-sliced over two CPUs at once while their pages move.
#include <cstring>

#include "console.hpp"
#include "crew.hpp"
#include "pages.hpp"
#include "slot.hpp"
#include "spin_lock.hpp"
#include "tours.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;

constexpr std::uint64_t call_turn = 1, call_wrong = 2, call_lost = 3;
constexpr std::uint64_t ram_bytes = 0x200000, parameters_offset = 0x180000;
constexpr std::uint32_t players = 5, cpus = 2, brief_vm = 2;
constexpr std::uint32_t stays_of_brief_vm = 8, identifiers_burnt = 24, most_ahead = 16;

struct Parameters {
  std::uint64_t vcpu, vm, seed;
};

struct Player {
  VCpuStorage storage{};
  Slot<FreeVCpu> vcpu{};  ///< nobody runs it
  std::uint32_t last_cpu = cpus, stays = 0;
};
constinit std::array<Player, players> team{};
constinit SpinLock locked{};

/// Player 0 and 1 are the vCPUs of VM 0, 2 and 3 of VM 1, 4 of VM 2.
[[nodiscard]] constexpr std::uint32_t vm_of(std::uint32_t player) noexcept { return player / 2; }

class TwoVms {
 public:
  TwoVms(const Board& board, Range image, std::uint64_t seed, std::uint64_t turns) noexcept
      : unused_(nested_config(board, Pages::vms)),
        image_(image),
        random_(seed),
        turns_(turns),
        nested_{Nested(nested_config(board, 0)), Nested(nested_config(board, 1)),
                Nested(nested_config(board, 2))},
        pages_({&nested_[0], &nested_[1], &nested_[2]},
               load_image({}, Pages::page * Pages::vms * Pages::per_vm), seed + 1) {
    for (std::uint64_t& ram : ram_) ram = load_image(image, ram_bytes);
    for (std::uint32_t vm = 0; vm < Pages::vms; ++vm) open(vm);
    for (std::uint32_t n = 0; n < players; ++n) start(n, create(n));
  }

  /// The share of one CPU; both at once.
  void play(std::uint32_t index, IdleCpu cpu) noexcept {
    Random random(index);
    while (true) {
      const std::uint32_t who = take_player(index);
      if (who == players) break;
      cpu = turn(who, index, std::move(cpu), random);
    }
  }

  [[nodiscard]] bool report() const noexcept {
    const std::uint64_t wrong = wrong_ + pages_.wrong();
    print("two VMs: ", taken_, " turns, ", migrations_, " migrations, ", checks_, " checks");
    print("two VMs: ", pages_.count(Pages::exchanged), " exchanges, ",
          pages_.count(Pages::withdrawn), " withdrawals, ", pages_.count(Pages::protected_),
          " protections, ", pages_.count(Pages::restored), " faults answered");
    print("two VMs: ", reopened_, " times a new VM, ", rollovers_,
          " generations of VM identifiers, ", wrong, " wrong");
    return wrong == 0;
  }

 private:
  void open(std::uint32_t vm) noexcept {
    require(nested_[vm].open(tenon::VmId(vm + 1)), "second stage");
    give(tenon::VmId(vm + 1), ram_[vm], ram_bytes);
    require(
        nested_[vm].map({.start = GuestPhysical(guest_memory_start),
                         .host = tenon::HostPhysical(ram_[vm]),
                         .bytes = ram_bytes,
                         .access = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE,
                         .memory = TENON_MEMORY_NORMAL}),
        "guest memory");
    pages_.open(vm);
  }
  [[nodiscard]] static CreatedVCpu create(std::uint32_t n) noexcept {
    auto created =
        CreatedVCpu::create(team[n].storage, {tenon::VmId(vm_of(n) + 1), tenon::VCpuId(n % 2)},
                            create_config(n % 2, guest_memory_start + parameters_offset +
                                                     (n % 2) * sizeof(Parameters)));
    if (!created) die(tenon::sentence(created.error()));
    return std::move(created).value();
  }
  void start(std::uint32_t n, CreatedVCpu vcpu) noexcept {
    const std::uint64_t at = ram_[vm_of(n)] + parameters_offset + (n % 2) * sizeof(Parameters);
    *reinterpret_cast<Parameters*>(at) = {n % 2, vm_of(n), random_.next()};
    clean_to_memory(at, sizeof(Parameters));
    auto ready =
        std::move(vcpu).setup(GuestPhysical(guest_memory_start), nested_[vm_of(n)].stage2());
    if (!ready) die(tenon::sentence(ready.error()));
    team[n].vcpu.put(std::move(ready).value());
  }

  /// A vCPU that nobody runs, or `players` when the tour is over. A CPU waits for the other one,
  /// which whoever emulates them may have left behind: vCPUs shall change from one to the other.
  [[nodiscard]] std::uint32_t take_player(std::uint32_t index) noexcept {
    while (true) {
      const SpinLock::Held held(locked);
      if (taken_ >= turns_ || wrong_ + pages_.wrong() != 0) return players;
      if (shares_[index] > shares_[1 - index] + most_ahead) continue;
      const std::uint32_t first = random_.below(players);
      for (std::uint32_t i = 0; i < players; ++i) {
        const std::uint32_t n = (first + i) % players;
        if (running_[n]) continue;
        running_[n] = true;
        ++taken_;
        ++shares_[index];
        return n;
      }
    }
  }

  [[nodiscard]] IdleCpu turn(std::uint32_t who, std::uint32_t index, IdleCpu cpu,
                             Random& random) noexcept {
    Player& player = team[who];
    auto bound = player.vcpu.take().bind(std::move(cpu));
    if (!bound) die(tenon::sentence(bound.error()));
    Step step = std::move(bound).value();
    for (std::uint32_t n = 1 + random.below(4); n != 0 && step.running(); --n) {
      step = answer(who, std::move(step).run());
    }
    if (step.running()) step = Stopped(std::move(step).vcpu().unbind());
    Slot<IdleCpu> back;
    std::move(step).finish(
        [&](FreeVCpu v, IdleCpu c) {
          back.put(std::move(c));
          put_back(who, index, std::move(v));
        },
        [](FailedVCpu, IdleCpu) { die("a vCPU cannot be entered"); });
    return back.take();
  }
  void put_back(std::uint32_t who, std::uint32_t index, FreeVCpu vcpu) noexcept {
    const SpinLock::Held held(locked);
    Player& player = team[who];
    if (player.last_cpu != index && player.last_cpu != cpus) ++migrations_;
    player.last_cpu = index;
    running_[who] = false;
    player.vcpu.put(std::move(vcpu));
    if (vm_of(who) == brief_vm && ++player.stays == stays_of_brief_vm) replace_brief_vm(player);
  }
  /// The third VM ends, identifiers are used up, and another one begins.
  void replace_brief_vm(Player& player) noexcept {
    player.stays = 0;
    CreatedVCpu created = player.vcpu.take().reset();
    nested_[brief_vm].close();
    for (std::uint32_t n = 0; n < identifiers_burnt; ++n) {
      require(unused_.open(tenon::VmId(9)), "second stage");
      unused_.close();
    }
    open(brief_vm);
    rollovers_ = nested_[brief_vm].stage2().generation - 1;
    ++reopened_;
    std::memcpy(reinterpret_cast<void*>(ram_[brief_vm]),
                reinterpret_cast<const void*>(image_.start), image_.bytes);
    std::memset(reinterpret_cast<void*>(ram_[brief_vm] + image_.bytes), 0,
                parameters_offset - image_.bytes);
    // All of it: with its MMU off, the next guest reads what is in memory, not in the caches.
    clean_to_memory(ram_[brief_vm], parameters_offset);
    start(players - 1, std::move(created));
  }

  [[nodiscard]] Step answer(std::uint32_t who, Exit exit) noexcept {
    const SpinLock::Held held(locked);
    return std::move(exit).match(
        [&](Hypercall e) -> Step {
          const std::uint64_t call = e.immediate() - own_calls;
          if (call == call_turn) {
            checks_ += e.number();
            pages_.change();
            return std::move(e).complete(0);
          }
          ++wrong_;
          print("two VMs: WRONG: vCPU ", who % 2, " of VM ", vm_of(who),
                call == call_wrong  ? " finds fault "
                : call == call_lost ? " takes an exception: "
                                    : " makes a call that it does not make ",
                hex(e.number()), ", wanted or at ", hex(e.argument(0)), ", found or from ",
                hex(e.argument(1)));
          return std::move(e).complete(0);
        },
        // A page that is not mapped looks like a device; the access is tried again.
        [&](MmioRead e) -> Step { return again(who, std::move(e)); },
        [&](MmioWrite e) -> Step { return again(who, std::move(e)); },
        [&](NestedPageFault e) -> Step {
          if (!pages_.restore(vm_of(who), e.address())) return lost(who, std::move(e));
          return std::move(e).resume();
        },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [&](tenon::OneOf<SysRegRead, SysRegWrite, IoRead, IoWrite, ExternalInterrupt, InterruptEnd,
                         InterruptWindow, Halt, CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset,
                         SendIpi, Preempted, Unhandled>
                e) -> Step { return lost(who, std::move(e)); });
  }
  template <class E>
  [[nodiscard]] Step again(std::uint32_t who, E e) noexcept {
    if (!pages_.restore(vm_of(who), e.address())) return lost(who, std::move(e));
    return std::move(e).stop();
  }
  template <class E>
  [[nodiscard]] Step lost(std::uint32_t who, E e) noexcept {
    ++wrong_;
    print("two VMs: WRONG: vCPU ", who % 2, " of VM ", vm_of(who),
          " does what it never does: ", e.cause_name(), " at ", hex(e.record().address));
    return std::move(e).stop();
  }

  Nested unused_;
  Range image_;
  Random random_;
  std::uint64_t turns_, taken_ = 0, wrong_ = 0, checks_ = 0, migrations_ = 0, reopened_ = 0,
                        rollovers_ = 0;
  std::array<std::uint64_t, Pages::vms> ram_{};
  std::array<bool, players> running_{};
  std::array<std::uint64_t, cpus> shares_{};
  std::array<Nested, Pages::vms> nested_;
  Pages pages_;
};

}  // namespace

bool run_two_vms(const Board& board, Range image) {
  if (board.cpu_count < cpus) die("the tour takes two CPUs");
  IdleCpu cpu = enable_this_cpu(board);
  const std::uint64_t seed = board.number("seed").value_or(1);
  print("two VMs: seed ", seed);
  TwoVms tour(board, image, seed, board.number("turns").value_or(6000));
  struct Second {
    const Board& board;
    TwoVms& tour;
  } second{board, tour};
  start_work(
      [](void* argument) noexcept {
        const auto& it = *static_cast<Second*>(argument);
        it.tour.play(1, enable_this_cpu(it.board));
      },
      &second);
  tour.play(0, std::move(cpu));
  finish_work();
  return tour.report();
}

}  // namespace example
