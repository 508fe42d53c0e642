// SPDX-License-Identifier: Apache-2.0
#include "second_cpu.hpp"

#include <algorithm>

#include "own_apic.hpp"
#include "second_cpu.h"

extern "C" const std::uint8_t second_boot[], second_boot_end[];

namespace example {
namespace {

constexpr std::uint64_t id = 0x20, command_low = 0x300, command_high = 0x310;
/// Interrupt commands: INIT, a start-up; asserted; one that is not sent yet.
constexpr std::uint32_t init = 0x500, startup = 0x600, asserted = 0x4000, busy = 0x1000;
/// Between INIT and start-up a CPU of the time wanted 10 ms; no emulator does.
constexpr std::uint32_t pauses = 100000;

void command(std::uint32_t cpu, std::uint32_t what) noexcept {
  write_apic(command_high, cpu << 24);
  write_apic(command_low, asserted | what);
  while ((read_apic(command_low) & busy) != 0) asm volatile("pause");
}

}  // namespace

std::uint32_t this_cpu() noexcept { return read_apic(id) >> 24; }

void kick(std::uint32_t cpu) noexcept { command(cpu, kick_vector); }

void start_second_cpu() noexcept {
  std::copy(second_boot, second_boot_end, reinterpret_cast<std::uint8_t*>(STARTUP_PAGE));
  command(1, init);
  for (std::uint32_t i = 0; i < pauses; ++i) asm volatile("pause");
  command(1, startup | STARTUP_PAGE / 0x1000);
}

}  // namespace example
