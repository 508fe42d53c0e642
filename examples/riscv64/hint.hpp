// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a hart waits for another hart.
#pragma once

#include <atomic>

#include "harts.hpp"

namespace example {

/// After a store that the other one waits for: to the second hart, and from it.
inline void call_second_cpu() noexcept { kick(1); }
inline void tell_first_cpu() noexcept {}

inline void await(const std::atomic<bool>& flag, bool value) noexcept {
  while (flag.load(std::memory_order_acquire) != value) {
    asm volatile(".insn 0x0100000f" ::: "memory");  // PAUSE
  }
}
/// On the second hart, until it is called: it takes the kick that comes with a call, or a guest
/// would meet it.
inline void await_call(const std::atomic<bool>& flag) noexcept {
  do {
    while (!take_kick()) wait_for_interrupt();
  } while (!flag.load(std::memory_order_acquire));
}

}  // namespace example
