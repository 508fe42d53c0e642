// SPDX-License-Identifier: Apache-2.0
/// \file
/// A lock for what several harts use. Never held while a guest runs.
#pragma once

#include <atomic>

namespace example {

class SpinLock {
 public:
  class [[nodiscard]] Held {
   public:
    explicit Held(SpinLock& lock) noexcept : lock_(&lock) {
      while (lock_->taken_.exchange(1, std::memory_order_acquire) != 0) continue;
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
    ~Held() { lock_->taken_.store(0, std::memory_order_release); }

   private:
    SpinLock* lock_;
  };

 private:
  // A word: RISC-V has no atomic exchange of less.
  std::atomic<unsigned> taken_{0};
};

}  // namespace example
