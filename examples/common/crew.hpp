// SPDX-License-Identifier: Apache-2.0
/// \file
/// The second CPU as a helper of the first: it waits for work and does it.
#pragma once

#include <memory>

namespace example {

/// What a secondary CPU runs for ever: one piece of work after the other.
[[noreturn]] void wait_for_work() noexcept;

using Work = void (*)(void*) noexcept;
/// Has the second CPU call `work(argument)`; waits only until it has taken the last piece of work.
void start_work(Work work, void* argument) noexcept;
/// Waits until the second CPU has nothing to do.
void finish_work() noexcept;

/// Calls `work()` on the second CPU and waits for its end.
template <class F>
void on_second_cpu(F&& work) noexcept {
  start_work(
      [](void* argument) noexcept { (*static_cast<std::remove_reference_t<F>*>(argument))(); },
      std::addressof(work));
  finish_work();
}

}  // namespace example
