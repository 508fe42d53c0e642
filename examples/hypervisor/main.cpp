// SPDX-License-Identifier: Apache-2.0
// The reference hypervisor: from the boot CPU's first C++ instruction to the guest.
#include <cstdint>

#include "board.hpp"
#include "console.hpp"
#include "cpus.hpp"
#include "crew.hpp"
#include "hal.hpp"
#include "memory.hpp"
#include "mmu.hpp"
#include "system.hpp"
#include "tour.hpp"
#include "tours.hpp"

extern "C" {
extern char text_start[], rodata_start[], data_start[], image_end[];
}

namespace example {
namespace {

constinit Board board;

std::uint64_t address_of(const void* symbol) { return reinterpret_cast<std::uint64_t>(symbol); }

bool map_image_and(std::uint64_t device_tree) {
  const std::uint64_t text = address_of(text_start), rodata = address_of(rodata_start),
                      data = address_of(data_start), end = address_of(image_end);
  constexpr std::uint64_t block = 0x200000;
  return mmu_map(text, rodata - text, Mapping::code) &&
         mmu_map(rodata, data - rodata, Mapping::constants) &&
         mmu_map(data, end - data, Mapping::data) &&
         mmu_map(device_tree & ~(block - 1), 2 * block, Mapping::data);
}

bool map_board() {
  constexpr std::uint64_t page = 4096;
  const auto device = [](Range range) {
    return mmu_map(range.start, (range.bytes + page - 1) & ~(page - 1), Mapping::device);
  };
  return device(board.uart) && device(board.distributor) && device(board.redistributors) &&
         mmu_map(board.memory.start, board.memory.bytes, Mapping::data);
}

std::uint64_t current_el() {
  std::uint64_t value = 0;
  asm volatile("mrs %0, CurrentEL" : "=r"(value));
  return value >> 2;
}

}  // namespace

namespace {

/// What the command line asks for: `guest=NAME image=START,BYTES`.
[[nodiscard]] bool run_guest() {
  const auto guest = board.option("guest");
  const auto image = board.module("image");
  if (!guest || !image) die("the command line names no guest= or no image=START,BYTES");
  memory.reserve(*image);
  if (*guest == "exit-tour") return run_exit_tour(board, *image);
  if (*guest == "round-trip") return run_round_trip(board, *image, Timed::typed);
  if (*guest == "round-trip-c") return run_round_trip(board, *image, Timed::bare);
  if (*guest == "round-trip-c-kicks") return run_round_trip(board, *image, Timed::bare_with_kicks);
  if (*guest == "interrupts") return run_interrupt_tour(board, *image);
  if (*guest == "abort-tour") return run_abort_tour(board, *image);
  if (*guest == "walk") {
    return run_walk(board, *image, board.number("steps").value_or(10000),
                    board.number("seed").value_or(1));
  }
  if (*guest == "hostile") return run_hostile(board, *image);
  if (*guest == "two-vms") return run_two_vms(board, *image);
  if (*guest == "torture") return run_torture(board, *image);
  if (*guest == "system") {
    const auto device_tree = board.module("dtb");
    if (!device_tree) die("the command line names no dtb=START,BYTES");
    memory.reserve(*device_tree);
    const Range initrd = board.module("initrd").value_or(Range{});
    if (initrd.bytes != 0) memory.reserve(initrd);
    const auto mode = board.option("irq") == "guest" ? InterruptMode::passed_through
                                                     : InterruptMode::at_hypervisor;
    return run_system(board, {*image, *device_tree, initrd}, mode);
  }
  die("there is no such guest");
}

}  // namespace

void secondary_main(std::uint32_t index) noexcept {
  print("hypervisor: CPU ", index, " is up, index ", this_cpu(board));
  wait_for_work();
}

void primary_main(std::uint64_t device_tree) {
  if (current_el() != 2) finish(3);
  if (!map_image_and(device_tree)) finish(4);
  mmu_enable();
  std::string_view missing;
  const auto found = read_board(device_tree, missing);
  if (!found) finish(5);
  board = *found;
  if (!map_board()) finish(6);
  serial.open(board.uart.start);
  memory.take(board.memory, address_of(image_end));
  memory.reserve(board.device_tree);
  open_platform(board);
  print("hypervisor: ", board.cpu_count, " CPUs, memory ", hex(board.memory.start), " + ",
        hex(board.memory.bytes), ", ", vhe() ? "VHE" : "nVHE", ", command line \"",
        board.command_line, "\"");
  for (std::uint32_t i = 1; i < board.cpu_count; ++i) {
    if (!start_cpu(board, i)) die("cannot start CPU", i);
  }
  const bool good = run_guest();
  print("hypervisor: ", good ? "the guest has powered off" : "the guest was stopped");
  finish(good ? 0 : 2);
}

}  // namespace example

extern "C" void boot_primary(std::uint64_t device_tree) { example::primary_main(device_tree); }
