// SPDX-License-Identifier: Apache-2.0
// The shortest honest loop on the typed API: what a guest times is the library, not its client.
#include "console.hpp"
#include "machine.hpp"
#include "tour.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;

constinit VCpuStorage guest{};
constexpr std::uint64_t guest_memory_bytes = 0x200000;
constexpr std::string_view timed[] = {"nothing",           "null hypercall",   "device read",
                                      "device write",      "device pair read", "register read",
                                      "wait for interrupt"};

/// x1 = which, x2 = ticks.
void print_time(const Hypercall& e) {
  const std::uint64_t which = e.argument(0);
  print("round trip: ", which < std::size(timed) ? timed[which] : "?", " ", e.argument(1));
}

}  // namespace

bool run_round_trip(const Board& board, Range image) {
  IdleCpu cpu = enable_this_cpu(board);
  Nested nested(nested_config(board));
  require(nested.open(tenon::VmId(1)), "second stage");
  require(nested.map({.start = tenon::GuestPhysical(guest_memory_start),
                      .host = tenon::HostPhysical(load_image(image, guest_memory_bytes)),
                      .bytes = guest_memory_bytes,
                      .access = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE,
                      .memory = TENON_MEMORY_NORMAL}),
          "guest memory");
  auto created = CreatedVCpu::create(guest, {tenon::VmId(1), tenon::VCpuId(0)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready =
      std::move(created).value().setup(tenon::GuestPhysical(guest_memory_start), nested.stage2());
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));

  bool powered_off = false;
  Step step = std::move(bound).value();
  while (step.running()) {
    step = std::move(step).run().match(
        [&](Hypercall e) -> Step {
          if (e.immediate() == 8) print_time(e);
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
  return powered_off;
}

}  // namespace example
