// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hypervisor's own interrupts.
#pragma once

#include <cstdint>

namespace example {

/// How many interrupts the hypervisor itself has taken.
[[nodiscard]] std::uint64_t interrupts_taken() noexcept;

/// Sets up the CPU's interrupt controller: nothing comes but the timer.
void open_interrupts() noexcept;

/// One interrupt of the timer after this many of its ticks, as if there had been none before; 0: none.
void start_timer(std::uint64_t ticks = 100000) noexcept;

/// The same for a CPU beside the one that has opened them.
void open_own_interrupts() noexcept;

/// Lets interrupts in for a moment.
void take_interrupts() noexcept;

}  // namespace example

/// Called by host_entry.S; `rip`: where it happened.
extern "C" void host_trap(std::uint64_t vector, std::uint64_t error, std::uint64_t rip);
