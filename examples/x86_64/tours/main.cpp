// SPDX-License-Identifier: Apache-2.0
// Programs on two CPUs that every ISA has (examples/common/tours): one in each image, with its guest.
#include <atomic>

#include "console.hpp"
#include "crew.hpp"
#include "hint.hpp"
#include "host.hpp"
#include "machine.hpp"
#include "memory.hpp"
#include "tours.hpp"

extern "C" {
extern char bss_end[];
}

namespace example {
namespace {
/// It can be called: what is sent to an APIC that is off is lost.
constinit std::atomic<bool> second_is_here{false};
}  // namespace
}  // namespace example

extern "C" [[noreturn]] void second_main() {
  example::open_own_interrupts();
  example::second_is_here.store(true, std::memory_order_release);
  example::wait_for_work();
}

extern "C" [[noreturn]] void hypervisor_main() {
  using namespace example;
  open_console();
  if (!tenon::NativeArch::has_hardware_support()) die(tenon::x86_64::obstacle());
  open_interrupts();
  const Board board;
  memory.take(board.memory, (reinterpret_cast<std::uint64_t>(bss_end) + 4095) & ~4095UL);
  start_second_cpu();
  await(second_is_here, true);
  if (EXAMPLE_TOUR(board, Board::image())) {
    print("hypervisor: the guest has powered off");
    finish(0);
  }
  print("hypervisor: the guest was stopped");
  finish(2);
}
