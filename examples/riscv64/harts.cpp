// SPDX-License-Identifier: Apache-2.0
#include "harts.hpp"

#include <array>

#include "console.hpp"
#include "firmware.hpp"

extern "C" void start_secondary();

namespace example {
namespace {

// Bits of sip and sie.
constexpr std::uint64_t software = 0x2, timer = 0x20;

constinit std::array<tenon_riscv64_cpu, MAX_CPUS> cpus{};
constinit std::array<std::uint64_t, MAX_CPUS> harts{};
constinit std::uint32_t count = 0;

struct alignas(16) Stack {
  std::array<std::uint8_t, STACK_SIZE> bytes;
};
constinit std::array<Stack, MAX_CPUS> stacks{};

std::uint64_t stack_end(std::uint32_t cpu) noexcept {
  return reinterpret_cast<std::uint64_t>(&stacks[cpu] + 1);
}

/// Dies if nobody started it.
std::uint32_t started_cpu(std::uint64_t hart) noexcept {
  for (std::uint32_t cpu = 1; cpu < count; ++cpu) {
    if (harts[cpu] == hart) return cpu;
  }
  die("a hart that nobody started", hart);
}

}  // namespace

std::uint32_t find_harts(std::uint64_t boot) noexcept {
  harts[count++] = boot;
  for (std::uint64_t hart = 0; hart < MAX_CPUS; ++hart) {
    if (hart != boot && count < MAX_CPUS && firmware_has_hart(hart)) harts[count++] = hart;
  }
  return count;
}

bool start_cpu(std::uint32_t cpu) noexcept {
  return firmware_start_hart(harts[cpu], reinterpret_cast<std::uint64_t>(&start_secondary),
                             stack_end(cpu));
}

tenon::riscv64::IdleCpu enable_cpu(std::uint32_t cpu) noexcept {
  let_kicks_in();
  auto claimed = tenon::riscv64::OfflineCpu::claim(cpus[cpu], tenon::CpuId(cpu));
  if (!claimed) die(tenon::sentence(claimed.error()), cpu);
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) die(tenon::sentence(enabled.error()), cpu);
  return std::move(enabled).value();
}

const tenon_riscv64_features& features_of(std::uint32_t cpu) noexcept { return cpus[cpu].features; }

void let_kicks_in() noexcept {
  asm volatile("csrc sstatus, %0\n csrs sie, %0" ::"r"(software) : "memory");
}

void kick(std::uint32_t cpu) noexcept { firmware_interrupt(harts[cpu]); }

bool take_kick() noexcept {
  std::uint64_t pending = 0;
  asm volatile("csrrc %0, sip, %1" : "=r"(pending) : "r"(software) : "memory");
  return (pending & software) != 0;
}

void start_timer(std::uint64_t deadline) noexcept {
  firmware_set_timer(deadline);
  asm volatile("csrs sie, %0" ::"r"(timer) : "memory");
}

bool take_timer() noexcept {
  std::uint64_t pending = 0, enabled = 0;
  asm volatile("csrr %0, sip\n csrr %1, sie" : "=r"(pending), "=r"(enabled)::"memory");
  if ((pending & enabled & timer) == 0) return false;
  asm volatile("csrc sie, %0" ::"r"(timer) : "memory");
  return true;
}

}  // namespace example

extern "C" std::uint64_t stack_of(std::uint64_t hart) {
  return example::stack_end(example::started_cpu(hart));
}

extern "C" [[noreturn]] void secondary_main(std::uint64_t hart) {
  example::secondary_cpu(example::started_cpu(hart));
}
