// SPDX-License-Identifier: Apache-2.0
#include "cpus.hpp"

#include "console.hpp"
#include "firmware.hpp"

extern "C" void start_secondary();

namespace example {

std::uint32_t this_cpu(const Board& board) noexcept {
  std::uint64_t mpidr = 0;
  asm volatile("mrs %0, mpidr_el1" : "=r"(mpidr));
  for (std::uint32_t i = 0; i < board.cpu_count; ++i) {
    if ((mpidr & 0xff00ffffff) == board.mpidr[i]) return i;
  }
  die("this CPU is not in the device tree", mpidr);
}

bool start_cpu(const Board& board, std::uint32_t index) noexcept {
  return firmware_start_cpu(board.mpidr[index], reinterpret_cast<std::uint64_t>(&start_secondary),
                            index);
}

}  // namespace example

extern "C" void boot_secondary(std::uint64_t index) {
  example::secondary_main(static_cast<std::uint32_t>(index));
}
