// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a CPU waits for another CPU.
#pragma once

#include <atomic>

namespace example {

/// After a store that the other one waits for: to the second CPU, and from it.
inline void call_second_cpu() noexcept { asm volatile("dsb ish\n sev" ::: "memory"); }
inline void tell_first_cpu() noexcept { asm volatile("dsb ish\n sev" ::: "memory"); }

inline void await(const std::atomic<bool>& flag, bool value) noexcept {
  while (flag.load(std::memory_order_acquire) != value) asm volatile("wfe" ::: "memory");
}
/// On the second CPU, until it is called.
inline void await_call(const std::atomic<bool>& flag) noexcept { await(flag, true); }

}  // namespace example
