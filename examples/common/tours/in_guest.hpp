// SPDX-License-Identifier: Apache-2.0
/// \file
/// Two CPUs, of which one takes pages from the guest that the other is in.
#pragma once

#include <array>
#include <atomic>

#include "hal.hpp"
#include "hint.hpp"
#include "machine.hpp"

namespace example {

/// While it lives, a CPU is in a guest or about to enter or leave it.
class InGuest {
 public:
  explicit InGuest(std::uint32_t cpu) noexcept : cpu_(cpu) { is_in_[cpu_].store(true); }
  ~InGuest() { is_in_[cpu_].store(false); }
  InGuest(const InGuest&) = delete;
  InGuest& operator=(const InGuest&) = delete;

  /// After a page was unmapped or protected, and before anything relies on it: the other CPU has
  /// forgotten it, or does so before it enters a guest again. The caller has the lock without which
  /// no exit is answered.
  static void make_other_leave() noexcept {
    if constexpr (forgets_at_entry) {
      const std::uint32_t other = 1 - ExampleHal::current_cpu().value();
      std::atomic_thread_fence(std::memory_order_seq_cst);
      if (!is_in_[other].load()) return;
      ExampleHal::send_kick(tenon::CpuId(other));
      await(is_in_[other], false);
    }
  }

 private:
  static constinit inline std::array<std::atomic<bool>, 2> is_in_{};
  std::uint32_t cpu_;
};

}  // namespace example
