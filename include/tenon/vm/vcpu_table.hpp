// SPDX-License-Identifier: Apache-2.0
/// \file
/// The vCPUs of a VM by their guests' name for them, and which of them are on. Safe to use from
/// every CPU: two vCPUs that start a third at once get one success.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>

#include "tenon/address.hpp"
#include "tenon/core/vcpu.h"
#include "tenon/error.hpp"
#include "tenon/ids.hpp"

namespace tenon {

/// Whether a vCPU runs, as its VM sees it.
enum class Power : std::uint32_t {
  absent,    ///< no such vCPU
  off,       ///< waits to be started
  starting,  ///< claimed by a starter that still writes the request
  pending,   ///< the request is there; the vCPU's own CPU has not taken it
  on
};

/// What came of a request to start a vCPU.
enum class Start : std::uint8_t { started, already_on, pending, unknown };

/// Where a started vCPU begins and what it finds in its first argument register.
struct StartRequest {
  GuestPhysical entry;
  std::uint64_t context;
};

/// Memory for one vCPU's row; belongs to the caller.
struct VCpuSlot {
  std::atomic<std::uint32_t> power{0};     ///< enum Power
  std::atomic<tenon_vcpu*> vcpu{nullptr};  ///< where interrupts from other vCPUs go
  std::uint64_t affinity = 0;              ///< the ISA's number for it (Arm: MPIDR affinity)
  std::uint64_t entry = 0;                 ///< of the request, from `pending` on
  std::uint64_t context = 0;
  std::uint32_t id = 0;
  std::uint32_t home = 0;  ///< the physical CPU that waits for it
};

/// A view of the rows. Copies see the same vCPUs.
class VCpuTable {
 public:
  explicit VCpuTable(std::span<VCpuSlot> slots) noexcept : slots_(slots) {}

  /// Adds a vCPU, off. Before any vCPU of the VM runs. Refused: `invalid_argument` for an id or an
  /// affinity that the table has, `full`.
  [[nodiscard]] Status add(VCpuId id, std::uint64_t affinity, CpuId home,
                           tenon_vcpu* vcpu) const noexcept;
  /// Takes out a vCPU that is off, while no other vCPU of the VM is in the run loop: one may just be
  /// sending it an interrupt. Refused: `not_found`, `wrong_state`.
  [[nodiscard]] Status remove(VCpuId id) const noexcept;

  /// Asks for vCPU `affinity` to start; of several callers at once, one gets `started`.
  [[nodiscard]] Start start(std::uint64_t affinity, GuestPhysical entry,
                            std::uint64_t context) const noexcept;
  /// The request for vCPU `id`, once; from then on the vCPU is on. Called by who runs it.
  [[nodiscard]] std::optional<StartRequest> take_start(VCpuId id) const noexcept;
  /// The first vCPU needs nobody to start it. Refused: `not_found`, `wrong_state` unless off.
  [[nodiscard]] Status turn_on(VCpuId id) const noexcept;
  /// After the vCPU has stopped for good. Refused: `not_found`, `wrong_state` unless on.
  [[nodiscard]] Status turn_off(VCpuId id) const noexcept;

  [[nodiscard]] Power power(VCpuId id) const noexcept;
  /// The physical CPU that waits for vCPU `affinity`.
  [[nodiscard]] std::optional<CpuId> home(std::uint64_t affinity) const noexcept;

  /// The most awake state among the vCPUs whose affinity equals `affinity` where `mask` has bits.
  [[nodiscard]] Power power_of_group(std::uint64_t affinity, std::uint64_t mask) const noexcept;

  /// Calls `visit(slot)` for each vCPU.
  template <class Visit>
  void for_each(Visit&& visit) const noexcept {
    for (VCpuSlot& slot : slots_) {
      if (state(slot) != Power::absent) visit(slot);
    }
  }
  /// Calls `visit(slot)` for each vCPU that is on.
  template <class Visit>
  void for_each_on(Visit&& visit) const noexcept {
    for (VCpuSlot& slot : slots_) {
      if (state(slot) == Power::on) visit(slot);
    }
  }

 private:
  [[nodiscard]] static Power state(const VCpuSlot& slot) noexcept {
    return static_cast<Power>(slot.power.load(std::memory_order_acquire));
  }
  /// Goes from `from` to `to`, or fails and sets `from` to the state that stood in the way.
  [[nodiscard]] static bool move(VCpuSlot& slot, Power& from, Power to) noexcept {
    auto expected = static_cast<std::uint32_t>(from);
    const bool moved = slot.power.compare_exchange_strong(expected, static_cast<std::uint32_t>(to),
                                                          std::memory_order_acq_rel);
    from = static_cast<Power>(expected);
    return moved;
  }
  [[nodiscard]] Status change(VCpuId id, Power from, Power to) const noexcept;
  [[nodiscard]] VCpuSlot* find(VCpuId id) const noexcept;
  [[nodiscard]] VCpuSlot* find(std::uint64_t affinity) const noexcept;

  std::span<VCpuSlot> slots_;
};

}  // namespace tenon
