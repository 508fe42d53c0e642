// SPDX-License-Identifier: Apache-2.0
// Programs on two harts that every ISA has (examples/common/tours): which one is an option.
#include "console.hpp"
#include "crew.hpp"
#include "harts.hpp"
#include "machine.hpp"
#include "memory.hpp"
#include "tours.hpp"

extern "C" {
extern char bss_end[];
}

namespace example {
namespace {

[[nodiscard]] bool run_guest(const Board& board) {
  const Range image = Board::image();
  if (Board::wants("hostile")) return run_hostile(board, image);
  if (Board::wants("two-vms")) return run_two_vms(board, image);
  if (Board::wants("torture")) return run_torture(board, image);
  if (Board::wants("walk")) {
    return run_walk(board, image, Board::number("steps").value_or(10000),
                    Board::number("seed").value_or(1));
  }
  die("there is no such guest");
}

void run(std::uint64_t hart) {
  Board board;
  be_cpu(0);
  board.cpu_count = find_harts(hart);
  memory.take(board.memory, (reinterpret_cast<std::uint64_t>(bss_end) + 4095) & ~4095UL);
  memory.reserve(Board::options());
  memory.reserve(Board::image());
  print("hypervisor: ", board.cpu_count, " harts");
  for (std::uint32_t cpu = 1; cpu < board.cpu_count; ++cpu) {
    if (!start_cpu(cpu)) die("cannot start CPU", cpu);
  }
  const bool good = run_guest(board);
  print("hypervisor: ", good ? "the guest has powered off" : "the guest was stopped");
  finish(good ? 0 : 2);
}

}  // namespace

void secondary_cpu(std::uint32_t cpu) noexcept {
  be_cpu(cpu);
  let_kicks_in();
  wait_for_work();
}

}  // namespace example

extern "C" [[noreturn]] void hypervisor_main(std::uint64_t hart) {
  using namespace example;
  if (!tenon::RiscV64Arch::has_hardware_support()) die("no hypervisor extension");
  run(hart);
  finish(1);
}
