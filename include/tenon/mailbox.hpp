// SPDX-License-Identifier: Apache-2.0
/// \file
/// The kick protocol: how other CPUs leave requests for a vCPU, and how none is lost.
///
/// The vCPU's own CPU is in one of three states, in `tenon_mailbox.run`: outside (loaded nowhere),
/// in the guest on CPU n, or exiting (loaded, in the hypervisor). A CPU that waits in its guest's
/// stead (Halt::wait) counts as in the guest. A requester first leaves its
/// request and then looks at the state; the vCPU first announces the guest and then looks for
/// requests. Both pairs are sequentially consistent, so one of them sees the other: either the
/// vCPU does not enter, or the requester interrupts its CPU. Requests are sticky: they stay until
/// the vCPU takes them. Only word-sized atomics, so that freestanding objects need no library.
///
/// A requester is counted from before it looks whether its handle is stale until its request is
/// left; a vCPU's life ends only while nobody is counted. So no request is left for the vCPU that
/// comes next in the storage.
///
/// proofs/spin/kick.pml is a model of all this, which SPIN searches exhaustively. Its functions
/// have the same names and the same atomic operations in the same order; a test compares them.
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <optional>

#include "tenon/core/vcpu.h"
#include "tenon/ids.hpp"

namespace tenon::mailbox {

/// The requests that are being made.
[[nodiscard]] inline std::atomic_ref<std::uint32_t> requesters(tenon_vcpu& vcpu) noexcept {
  return std::atomic_ref(vcpu.requesters);
}

/// After a request is left, or if it is not to be. Any CPU.
inline void end(tenon_vcpu& vcpu) noexcept { requesters(vcpu).fetch_sub(1); }

/// Before a request for the vCPU of this generation: false if that one is no more; else its life
/// lasts until `end`. Any CPU.
[[nodiscard]] inline bool begin(tenon_vcpu& vcpu, std::uint32_t generation) noexcept {
  requesters(vcpu).fetch_add(1);
  const bool fresh = std::atomic_ref(vcpu.generation).load() == generation;
  if (!fresh) end(vcpu);
  return fresh;
}

/// Before the vCPU's life ends: makes its handles stale and waits for the requests that are being
/// made, a few instructions each. Never in a handler that may have interrupted one of them.
inline void retire(tenon_vcpu& vcpu) noexcept {
  std::atomic_ref(vcpu.generation).fetch_add(1);
  while (requesters(vcpu).load() != 0) continue;
}

/// After a request: the CPU to interrupt, if the vCPU is in its guest there.
[[nodiscard]] inline std::optional<CpuId> notify(tenon_mailbox& mailbox) noexcept {
  std::atomic_ref(mailbox.any).store(1);
  const std::uint64_t run = std::atomic_ref(mailbox.run).load();
  if (run < TENON_RUN_IN_GUEST) return std::nullopt;
  return CpuId(static_cast<std::uint32_t>(run - TENON_RUN_IN_GUEST));
}

/// Leaves a request for `interrupt`, below TENON_INTERRUPT_MAX. Any CPU.
[[nodiscard]] inline std::optional<CpuId> post(tenon_mailbox& mailbox,
                                               std::uint32_t interrupt) noexcept {
  std::atomic_ref(mailbox.interrupt[interrupt / 64]).fetch_or(std::uint64_t{1} << interrupt % 64);
  return notify(mailbox);
}

/// Asks the vCPU to leave its guest, or not to enter it. Any CPU.
[[nodiscard]] inline std::optional<CpuId> kick(tenon_mailbox& mailbox) noexcept {
  std::atomic_ref(mailbox.kick).store(1);
  return notify(mailbox);
}

/// Whether the vCPU is in its guest since before a request for `interrupt` was left, which is taken
/// before the guest is entered again. Any CPU.
[[nodiscard]] inline bool runs_without(tenon_mailbox& mailbox, std::uint32_t interrupt) noexcept {
  return std::atomic_ref(mailbox.run).load() >= TENON_RUN_IN_GUEST &&
         (std::atomic_ref(mailbox.interrupt[interrupt / 64]).load() >> interrupt % 64 & 1) != 0;
}

/// The vCPU's CPU, physical interrupts masked, before an entry: false if requests wait.
[[nodiscard]] TENON_FAST_LOOP inline bool enter(tenon_mailbox& mailbox,
                                                std::uint32_t cpu) noexcept {
  std::atomic_ref(mailbox.run).store(TENON_RUN_IN_GUEST + std::uint64_t{cpu});
  return std::atomic_ref(mailbox.any).load() == 0;
}

/// The vCPU's CPU, after an exit or instead of an entry.
inline void leave(tenon_mailbox& mailbox) noexcept {
  std::atomic_ref(mailbox.run).store(TENON_RUN_EXITING, std::memory_order_release);
}

/// The vCPU is loaded nowhere: requests wait for its next bind.
inline void unload(tenon_mailbox& mailbox) noexcept {
  std::atomic_ref(mailbox.run).store(TENON_RUN_OUTSIDE, std::memory_order_release);
}

/// Takes every request: calls `merge(word, bits)` for interrupt ids `word * 64 + bit`, and returns
/// whether there was a kick. `any` is cleared first, so a request that comes meanwhile is seen by
/// the next `enter`. The words are read in the same total order: a weaker load could go before the
/// clearing, miss a request, and then clear the sign of it.
template <class Merge>
[[nodiscard]] bool drain(tenon_mailbox& mailbox, Merge&& merge) noexcept {
  std::atomic_ref(mailbox.any).store(0);
  for (std::uint32_t word = 0; word < TENON_MAILBOX_WORDS; ++word) {
    std::atomic_ref bits(mailbox.interrupt[word]);
    if (bits.load() != 0) merge(word, bits.exchange(0));
  }
  return std::atomic_ref(mailbox.kick).exchange(0) != 0;
}

/// Drops every request.
inline void clear(tenon_mailbox& mailbox) noexcept {
  static_cast<void>(drain(mailbox, [](std::uint32_t /*word*/, std::uint64_t /*bits*/) noexcept {}));
}

}  // namespace tenon::mailbox
