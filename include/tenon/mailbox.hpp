// SPDX-License-Identifier: Apache-2.0
/// \file
/// The atomic side of `tenon_mailbox`: how other CPUs leave requests for a vCPU.
#pragma once

#include <atomic>
#include <cstdint>

#include "tenon/core/vcpu.h"

namespace tenon::mailbox {

/// Makes `interrupt` (below TENON_INTERRUPT_MAX) pending. Sequentially consistent: whoever sees
/// `any` set sees the bit.
inline void post(tenon_mailbox& mailbox, std::uint32_t interrupt) noexcept {
  std::atomic_ref(mailbox.interrupt[interrupt / 64]).fetch_or(std::uint64_t{1} << interrupt % 64);
  std::atomic_ref(mailbox.any).store(1);
}

}  // namespace tenon::mailbox
