// SPDX-License-Identifier: Apache-2.0
/// \file
/// A second CPU of the machine.
#pragma once

#include <cstdint>

namespace example {

/// This CPU's number: its APIC id.
[[nodiscard]] std::uint32_t this_cpu() noexcept;

/// Interrupts another CPU, so that its guest exits, or its wait ends.
void kick(std::uint32_t cpu) noexcept;

/// Starts CPU 1 (second_boot.S), which calls second_main.
void start_second_cpu() noexcept;

}  // namespace example

/// The second CPU's own main function.
extern "C" [[noreturn]] void second_main();
