// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a CPU waits for another one.
#pragma once

#include <atomic>

#include "second_cpu.hpp"

namespace example {

/// After a store that the other one waits for: to the second CPU, and from it.
inline void call_second_cpu() noexcept { kick(1); }
inline void tell_first_cpu() noexcept {}

inline void await(const std::atomic<bool>& flag, bool value) noexcept {
  while (flag.load(std::memory_order_acquire) != value) asm volatile("pause" ::: "memory");
}
/// On the second CPU, until it is called: it takes the interrupt that comes with a call, or a guest
/// would meet it.
inline void await_call(const std::atomic<bool>& flag) noexcept {
  do {
    asm volatile("sti; hlt; cli" ::: "memory");
  } while (!flag.load(std::memory_order_acquire));
}

}  // namespace example
