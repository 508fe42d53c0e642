// SPDX-License-Identifier: Apache-2.0
// Serves tests/guest/torture: three vCPUs full of random values, moved between two CPUs after every
// kind of exit, and one that never runs and whose registers are compared from here.
#include "console.hpp"
#include "crew.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "slot.hpp"
#include "still_life.hpp"
#include "tenon/native.hpp"
#include "tenon/vm/exit_counts.hpp"
#include "torture_machine.hpp"
#include "tours.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using Machine = torture::Machine;

// tests/guest/torture/torture.h
constexpr std::uint64_t call_echo = 0x11, call_echo_smc = 0x12, call_preempt = 0x13,
                        call_interrupt = 0x14, call_inject = 0x15, call_protect = 0x16,
                        call_list = 0x17, call_ready = 0x18, call_wrong = 0x1d, call_done = 0x1e;
constexpr std::uint64_t echo_mask = 0x5a5a1234deadbeef, pattern = 0x9e3779b97f4a7c15,
                        psci_answer = 0x12345678, refusing_device = 0x0a001000;
struct Parameters {
  std::uint64_t index, seed, rounds, hole, without;
};

constexpr std::uint64_t guest_memory_bytes = 0x400000, parameters_offset = 0x200000,
                        holes_offset = 0x300000, page = 4096;
constexpr std::uint32_t players = 3, cpus = 2;
constexpr std::uint64_t default_rounds = 540;

/// What happened between an exit's answer and the next entry.
enum Move : std::uint32_t { stayed, rebound, intruded, migrated, moves };
constexpr std::string_view move_names[moves] = {" stayed ", ", rebound ", ", intruded ",
                                                ", migrated "};

struct Player {
  VCpuStorage storage{};
  Slot<FreeVCpu> vcpu{};
  std::uint32_t last_cpu = cpus;  ///< where it was bound last
  std::uint32_t last_exit = ~0U;  ///< answered, and not entered again yet
  bool kick = false;              ///< the next run is to be preempted
  bool interrupt = false;         ///< a physical interrupt is to meet the next run
  bool ready = false, done = false;
};
constinit Player team[players]{};
constinit VCpuStorage still{};

class Torture {
 public:
  Torture(Nested& nested, std::uint64_t host, const Board& board, std::uint64_t seed) noexcept
      : nested_(nested),
        host_(host),
        rounds_(board.number("rounds").value_or(default_rounds)),
        without_(board.number("without").value_or(~std::uint64_t{0})),
        random_(seed),
        still_(seed + 1) {}

  void seat(std::uint32_t cpu, IdleCpu idle) noexcept { idle_[cpu].put(std::move(idle)); }

  void open(std::uint32_t index) noexcept {
    const std::uint64_t at = parameters_offset + page * index;
    const std::uint64_t hole = guest_memory_start + holes_offset + page * index;
    *reinterpret_cast<Parameters*>(host_ + at) = {index, random_.next(), rounds_, hole, without_};
    clean_to_memory(host_ + at, sizeof(Parameters));
    Player& player = team[index];
    player.vcpu.put(make(player.storage, index, guest_memory_start + at));
  }

  /// Until every player is done. Returns whether all was well.
  [[nodiscard]] bool play() noexcept {
    quiet_.put(make(still, players, guest_memory_start));
    look(0, [&](BoundVCpu v) noexcept { return still_.probe(std::move(v)); });
    while (!all_done() && !lost_) {
      const std::uint32_t cpu = random_.below(cpus);
      const std::uint32_t who = team[0].ready ? random_.below(players + 1) : 0;
      run_on(cpu, [&]() noexcept {
        if (who < players) return turn(who, cpu);
        look(cpu, [&](BoundVCpu v) noexcept { return still_.compare(std::move(v)); });
        quiet_.put(still_.change(quiet_.take()));
      });
    }
    report();
    return !lost_ && wrong_ + still_.wrong() == 0;
  }

 private:
  [[nodiscard]] FreeVCpu make(VCpuStorage& storage, std::uint32_t index,
                              std::uint64_t argument) noexcept {
    auto created = CreatedVCpu::create(storage, {tenon::VmId(1), tenon::VCpuId(index)},
                                       create_config(storage, index, argument));
    if (!created) die(tenon::sentence(created.error()));
    auto ready = std::move(created).value().setup(GuestPhysical(guest_memory_start),
                                                  nested_.stage2(), Machine::setup_config());
    if (!ready) die(tenon::sentence(ready.error()));
    return std::move(ready).value();
  }

  template <class F>
  void run_on(std::uint32_t cpu, F&& work) noexcept {
    if (cpu == 0) {
      work();
    } else {
      on_second_cpu(work);
    }
  }
  [[nodiscard]] bool all_done() const noexcept {
    for (const Player& player : team) {
      if (!player.done) return false;
    }
    return true;
  }
  [[nodiscard]] BoundVCpu bind(Slot<FreeVCpu>& vcpu, std::uint32_t cpu) noexcept {
    auto bound = vcpu.take().bind(idle_[cpu].take());
    if (!bound) die(tenon::sentence(bound.error()));
    return std::move(bound).value();
  }
  /// Binds the still life and unbinds it.
  template <class F>
  void look(std::uint32_t cpu, const F& f) noexcept {
    last_player_[cpu] = players;
    f(bind(quiet_, cpu)).unbind().then([&](FreeVCpu v, IdleCpu c) {
      quiet_.put(std::move(v));
      idle_[cpu].put(std::move(c));
    });
  }

  /// Binds a player, lets it exit up to three times, and unbinds it.
  void turn(std::uint32_t who, std::uint32_t cpu) noexcept {
    Player& player = team[who];
    if (player.done) return;
    Move move = player.last_cpu != cpu ? migrated : last_player_[cpu] == who ? rebound : intruded;
    last_player_[cpu] = who;
    player.last_cpu = cpu;
    Step step = bind(player.vcpu, cpu);
    for (std::uint32_t n = 1 + random_.below(3); n != 0 && step.running() && !player.done; --n) {
      BoundVCpu vcpu = std::move(step).vcpu();
      if (player.last_exit != ~0U) ++table_[player.last_exit][move];
      move = stayed;
      if (std::exchange(player.kick, false)) {
        if (const auto handle = vcpu.kick_handle<ExampleHal>()) require(handle->kick(), "kick");
      }
      if (std::exchange(player.interrupt, false)) Machine::interrupt(cpu);
      Exit exit = std::move(vcpu).run();
      player.last_exit = exit.record().kind;
      step = answer(player, std::move(exit));
    }
    if (step.running()) {
      std::move(step).vcpu().unbind().then(
          [&](FreeVCpu v, IdleCpu c) { put_back(player, cpu, std::move(v), std::move(c)); });
    } else {
      std::move(step).finish(
          [&](FreeVCpu v, IdleCpu c) { put_back(player, cpu, std::move(v), std::move(c)); },
          [](FailedVCpu failed, IdleCpu) {
            die("a vCPU cannot be entered", failed.hardware_reason());
          });
    }
  }
  void put_back(Player& player, std::uint32_t cpu, FreeVCpu vcpu, IdleCpu idle) noexcept {
    if (const std::string_view changed = Machine::changed_host(cpu); !changed.empty()) {
      ++wrong_;
      print("torture: WRONG: the host's ", changed, " is not what it was before a vCPU's stay");
    }
    player.vcpu.put(std::move(vcpu));
    idle_[cpu].put(std::move(idle));
  }

  [[nodiscard]] Step answer(Player& player, Exit exit) noexcept {
    const bool scanning = !team[0].ready;
    return std::move(exit).match(
        [&](Hypercall e) -> Step { return hypercall(player, std::move(e)); },
        [](MmioRead e) -> Step {
          if (e.address().value() >= refusing_device) return std::move(e).inject_abort();
          const std::uint64_t address = e.address().value();
          return std::move(e).complete(address * pattern);
        },
        [](MmioWrite e) -> Step {
          if (e.address().value() >= refusing_device) return std::move(e).inject_abort();
          return std::move(e).complete();
        },
        [&](SysRegRead e) -> Step {
          const std::uint64_t id = e.address().value();
          if (scanning || id == Machine::undefined_register) return std::move(e).inject_undefined();
          return std::move(e).complete(id * pattern);
        },
        [&](SysRegWrite e) -> Step {
          if (scanning) return std::move(e).inject_undefined();
          return std::move(e).complete();
        },
        [&](NestedPageFault e) -> Step { return fault(std::move(e)); },
        [](Halt e) -> Step { return std::move(e).resume(); },
        [](CpuUp e) -> Step { return start(std::move(e)); },
        [](CpuDown e) -> Step { return std::move(e).complete(psci_answer); },
        [](CpuSuspend e) -> Step { return std::move(e).complete(psci_answer); },
        [](SystemDown e) -> Step { return std::move(e).complete(psci_answer); },
        [](SystemReset e) -> Step { return std::move(e).complete(psci_answer); },
        [](SendIpi e) -> Step { return std::move(e).complete(); },
        [](Unhandled e) -> Step { return std::move(e).inject_undefined(); },
        [](ExternalInterrupt e) -> Step {
          Machine::take_interrupts();
          return std::move(e).resume();
        },
        [](InterruptEnd e) -> Step { return std::move(e).resume(); },
        [](Preempted e) -> Step { return std::move(e).resume(); },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](IoRead e) -> Step {
          const std::uint64_t port = e.port().value();
          return std::move(e).complete(port * pattern);
        },
        [](IoWrite e) -> Step { return std::move(e).complete(); },
        [](InterruptWindow e) -> Step { return std::move(e).resume(); });
  }
  /// A start-up is a call that has an answer, or a command that has none.
  template <class E>
  [[nodiscard]] static Step start(E e) noexcept {
    if constexpr (requires { std::move(e).complete(psci_answer); }) {
      return std::move(e).complete(psci_answer);
    } else {
      return std::move(e).complete();
    }
  }

  [[nodiscard]] Step hypercall(Player& player, Hypercall e) noexcept {
    const std::uint64_t x0 = e.number(), x1 = e.argument(0), x2 = e.argument(1);
    switch (function_of(e)) {
      case call_interrupt:
        player.interrupt = true;
        break;
      case call_preempt:
        player.kick = true;
        break;
      case call_inject:
        require(e.inject_interrupt(Machine::injected, tenon::Trigger::edge, Machine::notice),
                "interrupt");
        break;
      case call_echo:
      case call_echo_smc:
        break;
      case call_protect:
        require(nested_.protect(GuestPhysical(x0), page, TENON_ACCESS_READ), "hole");
        break;
      case call_list:
        print("torture: register ", torture::Encoded{x1}, " ", switched_name(x1), " can change ",
              hex(x2));
        break;
      case call_ready:
        player.ready = true;
        break;
      case call_wrong:
        ++wrong_;
        print("torture: WRONG: ", torture::Numbered{x0}, " after kind ", e.argument(2),
              " was to be ", hex(x1), " and is ", hex(x2));
        break;
      case call_done:
        player.done = true;
        break;
      default:
        print("torture: WRONG: a call #", hex(function_of(e)), " that no guest makes");
        lost_ = true;
    }
    return std::move(e).complete(x0 ^ echo_mask);
  }

  [[nodiscard]] Step fault(NestedPageFault e) noexcept {
    const std::uint64_t at = e.address().value() & ~(page - 1);
    const std::uint64_t first = guest_memory_start + holes_offset;
    if (at < first || at >= first + players * page) {
      print("torture: WRONG: a vCPU is lost: touched ", hex(e.address().value()), ", pc ",
            hex(e.get_register(Machine::pc)));
      lost_ = true;
      return std::move(e).stop();
    }
    require(nested_.protect(GuestPhysical(at), page, TENON_ACCESS_READ | TENON_ACCESS_WRITE),
            "hole");
    return std::move(e).resume();
  }

  void report() const noexcept {
    for (std::uint32_t kind = 0; kind < TENON_EXIT_COUNT; ++kind) {
      const auto& row = table_[kind];
      if (row[0] + row[1] + row[2] + row[3] == 0) continue;
      print("torture: ", tenon::exit_name(kind), ":", move_names[0], row[0], move_names[1], row[1],
            move_names[2], row[2], move_names[3], row[3]);
    }
    still_.report();
    print("torture: ", wrong_ + still_.wrong(), " wrong");
  }

  Nested& nested_;
  std::uint64_t host_, rounds_, without_;
  Random random_;
  Slot<IdleCpu> idle_[cpus]{};
  Slot<FreeVCpu> quiet_{};  ///< of the still life
  StillLife still_;
  std::uint32_t last_player_[cpus] = {~0U, ~0U};
  std::uint64_t table_[TENON_EXIT_COUNT][moves] = {};
  std::uint64_t wrong_ = 0;
  bool lost_ = false;
};

}  // namespace

bool run_torture(const Board& board, Range image) {
  if (board.cpu_count < cpus) die("the torture takes two CPUs");
  IdleCpu first = enable_this_cpu(board);
  Machine::open(0);
  Nested nested(nested_config(board));
  require(nested.open(tenon::VmId(1)), "second stage");
  const std::uint64_t host = load_image(image, guest_memory_bytes);
  give(tenon::VmId(1), host, guest_memory_bytes);
  require(nested.map({.start = GuestPhysical(guest_memory_start),
                      .host = tenon::HostPhysical(host),
                      .bytes = guest_memory_bytes,
                      .access = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE,
                      .memory = TENON_MEMORY_NORMAL}),
          "guest memory");
  const std::uint64_t seed = board.number("seed").value_or(1);
  print("torture: seed ", seed);
  Torture torture(nested, host, board, seed);
  torture.seat(0, std::move(first));
  on_second_cpu([&]() noexcept {
    torture.seat(1, enable_this_cpu(board));
    Machine::open(1);
  });
  for (std::uint32_t index = 0; index < players; ++index) torture.open(index);
  return torture.play();
}

}  // namespace example
