// SPDX-License-Identifier: Apache-2.0
#include "crew.hpp"

#include <atomic>

namespace example {
namespace {

struct Task {
  Work work = nullptr;
  void* argument = nullptr;
};
constinit Task task{};
constinit std::atomic<bool> given{false}, busy{false};

void announce() noexcept { asm volatile("dsb ish\n sev" ::: "memory"); }
void await(const std::atomic<bool>& flag, bool value) noexcept {
  while (flag.load(std::memory_order_acquire) != value) asm volatile("wfe" ::: "memory");
}

}  // namespace

void wait_for_work() noexcept {
  while (true) {
    await(given, true);
    const Task mine = task;
    busy.store(true, std::memory_order_relaxed);
    given.store(false, std::memory_order_release);
    announce();
    mine.work(mine.argument);
    busy.store(false, std::memory_order_release);
    announce();
  }
}

void start_work(Work work, void* argument) noexcept {
  await(given, false);
  task = {work, argument};
  given.store(true, std::memory_order_release);
  announce();
}

void finish_work() noexcept {
  await(given, false);
  await(busy, false);
}

}  // namespace example
