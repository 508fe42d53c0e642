// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest times is the library, not its client.
#include "round_trip.hpp"

#include "tour.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::GuestPhysical;

constinit VCpuStorage guest{};
constinit VCpuStorage other_guest{};
constexpr std::uint64_t guest_memory_bytes = 0x200000;
constexpr std::string_view timed_names[] = {"nothing",
                                            "null hypercall",
                                            "device read",
                                            "device write",
                                            "device pair read",
                                            "ID register read",
                                            "wait for interrupt",
                                            "interrupt delivery",
                                            "switch there and back"};

[[nodiscard]] FreeVCpu set_up(VCpuStorage& storage, std::uint32_t id, std::uint64_t entry,
                              Nested& nested) {
  auto created = CreatedVCpu::create(storage, {tenon::VmId(1), tenon::VCpuId(id)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(GuestPhysical(entry), nested.stage2());
  if (!ready) die(tenon::sentence(ready.error()));
  return std::move(ready).value();
}

[[nodiscard]] BoundVCpu bind(FreeVCpu vcpu, IdleCpu cpu) {
  auto bound = std::move(vcpu).bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

/// Binds `waiting`, which `vcpu` becomes.
[[nodiscard]] BoundVCpu switch_to(FreeVCpu& waiting, BoundVCpu vcpu) {
  return std::move(vcpu).unbind().then([&](FreeVCpu unbound, IdleCpu cpu) {
    BoundVCpu next = bind(std::move(waiting), std::move(cpu));
    waiting = std::move(unbound);
    return next;
  });
}

/// Returns whether the guest has powered off. Not inlined: script/bench tells its size.
[[nodiscard]] [[gnu::noinline]] bool run_typed(BoundVCpu vcpu, FreeVCpu waiting) {
  bool powered_off = false;
  Step step = std::move(vcpu);
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          const std::uint64_t call = e.immediate();
          if (call < call_report) return std::move(e).complete(0);
          if (call == call_switch) return switch_to(waiting, std::move(e).complete(0));
          if (call == call_report) {
            print_time(e.argument(0), e.argument(1));
          } else {
            require(e.inject_interrupt(tenon::InterruptId(interrupt), tenon::Trigger::edge),
                    "interrupt");
          }
          return std::move(e).complete(0);
        },
        [&](MmioRead e) -> Step { return std::move(e).complete(0x55); },
        [&](MmioWrite e) -> Step { return std::move(e).complete(); },
        [&](SysRegRead e) -> Step { return std::move(e).complete(0); },
        [&](Halt e) -> Step { return std::move(e).resume(); },
        [&](SystemDown e) -> Step {
          powered_off = true;
          return std::move(e).stop();
        },
        [&](EntryFailed e) -> Step { return std::move(e).stop(); },
        [&](tenon::OneOf<SysRegWrite, IoRead, IoWrite, ExternalInterrupt, InterruptEnd,
                         InterruptWindow, NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemReset,
                         SendIpi, Preempted, Unhandled>
                e) -> Step {
          print("round trip: unexpected exit (", e.cause_name(), ")");
          return std::move(e).stop();
        });
  }
  std::move(step).finish([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); },
                         [](FailedVCpu v, IdleCpu) { std::move(v).destroy(); });
  std::move(waiting).destroy();
  return powered_off;
}

}  // namespace

void print_time(std::uint64_t which, std::uint64_t ticks) {
  print("round trip: ", which < std::size(timed_names) ? timed_names[which] : "?", " ", ticks);
}

bool run_round_trip(const Board& board, Range image, Timed timed) {
  IdleCpu cpu = enable_this_cpu(board);
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
  FreeVCpu waiting = set_up(other_guest, 1, guest_memory_start + 4, nested);
  BoundVCpu vcpu = bind(set_up(guest, 0, guest_memory_start, nested), std::move(cpu));
  if (timed == Timed::typed) return run_typed(std::move(vcpu), std::move(waiting));
  const bool done =
      timed == Timed::bare ? run_bare(guest, other_guest) : run_bare_with_kicks(guest, other_guest);
  std::move(vcpu).unbind().then([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); });
  std::move(waiting).destroy();
  return done;
}

}  // namespace example
