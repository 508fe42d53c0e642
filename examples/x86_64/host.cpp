// SPDX-License-Identifier: Apache-2.0
// The hypervisor's own traps: nothing but the timer is expected.
#include "host.hpp"

#include "console.hpp"
#include "own_apic.hpp"
#include "port.hpp"
#include "tenon/core/x86_64/host.h"

namespace example {
namespace {

constinit std::uint64_t interrupt_count = 0;  ///< of all CPUs

/// Registers of the local APIC (AMD APM volume 2, 16.3).
constexpr std::uint64_t end_of_interrupt = 0xb0;
constexpr std::uint64_t spurious = 0xf0;
constexpr std::uint64_t timer = 0x320;
constexpr std::uint64_t initial_count = 0x380;
constexpr std::uint64_t divide = 0x3e0;
constexpr std::uint32_t timer_vector = 0x40;
/// Memory of the machine, which is mapped where it is, but for what a PC has below 1 MiB.
constexpr std::uint64_t memory_begin = 0x100000, memory_end = 0x10000000;
constexpr std::uint64_t most_ticks = 0xffffffff;

}  // namespace

std::uint64_t interrupts_taken() noexcept {
  return __atomic_load_n(&interrupt_count, __ATOMIC_RELAXED);
}

void open_interrupts() noexcept {
  out8(0x21, 0xff);  // the 8259s
  out8(0xa1, 0xff);
  open_own_interrupts();
}

void open_own_interrupts() noexcept {
  write_apic(spurious, 0x1ff);
  write_apic(divide, 0xb);
  write_apic(timer, timer_vector);
}

void start_timer(std::uint64_t ticks) noexcept {
  write_apic(initial_count, static_cast<std::uint32_t>(ticks < most_ticks ? ticks : most_ticks));
}

void take_interrupts() noexcept { asm volatile("sti; nop; cli" ::: "memory"); }

}  // namespace example

extern "C" void host_trap(std::uint64_t vector, std::uint64_t error, std::uint64_t rip) {
  if (vector >= 32) {
    __atomic_fetch_add(&example::interrupt_count, 1, __ATOMIC_RELAXED);
    if (vector == example::timer_vector || vector == example::kick_vector)
      example::write_apic(example::end_of_interrupt, 0);
    return;
  }
  // Bochs 2.7 takes the step of a guest that has set RFLAGS.TF in the host, behind its VMRUN.
  if (vector == 1) return;
  example::print("hypervisor: its own exception, vector ", vector, ", error ", example::hex(error),
                 ", at ", example::hex(rip));
  example::finish(1);
}

extern "C" std::uint32_t tenon_hal_read_memory(std::uint64_t physical, std::uint64_t* word) {
  if (physical < example::memory_begin || physical >= example::memory_end) return 0;
  *word = *reinterpret_cast<const volatile std::uint64_t*>(physical);
  return 1;
}

extern "C" std::uint32_t tenon_hal_change_memory(std::uint64_t physical, std::uint64_t expected,
                                                 std::uint64_t desired) {
  if (physical < example::memory_begin || physical >= example::memory_end) return 0;
  auto* word = reinterpret_cast<std::uint64_t*>(physical);
  return __atomic_compare_exchange_n(word, &expected, desired, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_SEQ_CST)
             ? 1
             : 0;
}
