// SPDX-License-Identifier: Apache-2.0
#include "crew.hpp"

#include <atomic>

#include "hint.hpp"

namespace example {
namespace {

struct Task {
  Work work = nullptr;
  void* argument = nullptr;
};
constinit Task task{};
constinit std::atomic<bool> given{false}, busy{false};

}  // namespace

void wait_for_work() noexcept {
  while (true) {
    await_call(given);
    const Task mine = task;
    busy.store(true, std::memory_order_relaxed);
    given.store(false, std::memory_order_release);
    tell_first_cpu();
    mine.work(mine.argument);
    busy.store(false, std::memory_order_release);
    tell_first_cpu();
  }
}

void start_work(Work work, void* argument) noexcept {
  await(given, false);
  task = {work, argument};
  given.store(true, std::memory_order_release);
  call_second_cpu();
}

void finish_work() noexcept {
  await(given, false);
  await(busy, false);
}

}  // namespace example
