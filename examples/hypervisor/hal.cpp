// SPDX-License-Identifier: Apache-2.0
#include "hal.hpp"

#include "cpus.hpp"
#include "memory.hpp"

namespace example {
namespace {
constinit Board board{};
constinit Gic the_gic{0, 0};
}  // namespace

void open_platform(const Board& found) noexcept {
  board = found;
  the_gic = Gic(board.distributor.start, board.redistributors.start);
}

const Gic& gic() noexcept { return the_gic; }

std::optional<tenon::HostPhysical> ExampleHal::alloc_frame() noexcept {
  const auto frame = memory.frame();
  if (!frame) return std::nullopt;
  return tenon::HostPhysical(*frame);
}

void ExampleHal::dealloc_frame(tenon::HostPhysical frame) noexcept {
  memory.give_back(frame.value());
}

std::optional<tenon::InterruptId> ExampleHal::irq_fetch() noexcept {
  const auto interrupt = the_gic.acknowledge();
  if (!interrupt) return std::nullopt;
  return tenon::InterruptId(*interrupt);
}

void ExampleHal::irq_handler(tenon::InterruptId interrupt) noexcept {
  the_gic.deactivate(interrupt.value());
}

std::uint64_t ExampleHal::now() noexcept {
  std::uint64_t ticks = 0, frequency = 0;
  asm volatile("isb\n mrs %0, cntpct_el0\n mrs %1, cntfrq_el0" : "=r"(ticks), "=r"(frequency));
  constexpr std::uint64_t second = 1000000000;
  return ticks / frequency * second + ticks % frequency * second / frequency;
}

tenon::CpuId ExampleHal::current_cpu() noexcept { return tenon::CpuId(this_cpu(board)); }

void ExampleHal::send_kick(tenon::CpuId cpu) noexcept { the_gic.kick(cpu.value()); }

}  // namespace example
