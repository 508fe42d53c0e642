// SPDX-License-Identifier: Apache-2.0
/// \file
/// The harts of the machine, numbered from the one that boots: CPU 0. Up to MAX_CPUS.
#pragma once

#include <cstdint>

#include "tenon/riscv64.hpp"

namespace example {

/// Finds the harts; `boot` is the one that executes this. Returns how many there are.
[[nodiscard]] std::uint32_t find_harts(std::uint64_t boot) noexcept;
/// Starts CPU `cpu`, which calls `secondary_cpu`; false if the firmware refuses.
[[nodiscard]] bool start_cpu(std::uint32_t cpu) noexcept;
/// Where a started CPU arrives.
[[noreturn]] void secondary_cpu(std::uint32_t cpu) noexcept;

/// Turns virtualization on here and lets kicks in; dies if it cannot.
[[nodiscard]] tenon::riscv64::IdleCpu enable_cpu(std::uint32_t cpu) noexcept;
[[nodiscard]] const tenon_riscv64_features& features_of(std::uint32_t cpu) noexcept;

/// A kick ends waits of this hart, and guests' runs.
void let_kicks_in() noexcept;
/// Interrupts another CPU.
void kick(std::uint32_t cpu) noexcept;
/// Whether there was a kick since the last question.
bool take_kick() noexcept;
/// This hart's timer interrupt comes at `deadline`, once; for guests on harts without Sstc.
void start_timer(std::uint64_t deadline) noexcept;
/// Whether it has come since it was started.
[[nodiscard]] bool take_timer() noexcept;
/// Until a kick, the timer or an interrupt of the loaded guest is pending; nothing is taken.
inline void wait_for_interrupt() noexcept { asm volatile("wfi" ::: "memory"); }

}  // namespace example
