// SPDX-License-Identifier: Apache-2.0
/// \file
/// Interrupts from one vCPU of a VM to others: into the sender directly, into the others through
/// their mailboxes.
#pragma once

#include "tenon/exits/call.hpp"
#include "tenon/handle.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon::detail {

/// Whether SendIpi names the vCPU `affinity`: the upper affinity fields are equal, and the list has
/// the bit of Aff0 counted from the target's Aff0 (GICv3's range selector, IHI 0069 12.2.19).
[[nodiscard]] constexpr bool ipi_names(std::uint64_t target, std::uint64_t list,
                                       std::uint64_t affinity) noexcept {
  const std::uint64_t first = target & 0xff;
  const std::uint64_t own = affinity & 0xff;
  if (((target ^ affinity) & ~std::uint64_t{0xff}) != 0 || own < first || own - first > 15) {
    return false;
  }
  return ((list >> (own - first)) & 1) != 0;
}

/// The same for an ISA whose list means something else, which it says itself.
template <ArchVCpu A>
[[nodiscard]] constexpr bool ipi_names_on(std::uint64_t target, std::uint64_t list,
                                          std::uint64_t affinity) noexcept {
  if constexpr (requires { A::ipi_names(target, list, affinity); }) {
    return A::ipi_names(target, list, affinity);
  } else {
    return ipi_names(target, list, affinity);
  }
}

/// Whether a SendIpi or CpuUp names the vCPU of this row; `list` is its own list of targets.
template <ArchVCpu A, class E>
[[nodiscard]] bool reaches(const E& exit, std::uint64_t list, const VCpuSlot& slot) noexcept {
  if (exit.all_but_self()) return slot.id != exit.vcpu().value();
  return exit.all() || ipi_names_on<A>(exit.target(), list, slot.affinity);
}

/// Carries a SendIpi out. `to_self` is called if the sender is among the targets. vCPUs that are
/// off are left out: they have no state that an interrupt could wait in.
template <class V, ArchVCpu A, class ToSelf>
void send_ipi(const V& vm, const SendIpi<A>& exit, const ToSelf& to_self) noexcept {
  vm.vcpus().for_each_on([&](const VCpuSlot& slot) noexcept {
    if (!reaches<A>(exit, exit.target_list(), slot)) return;
    if (slot.id == exit.vcpu().value()) {
      to_self();
    } else if (tenon_vcpu* other = slot.vcpu.load(std::memory_order_acquire)) {
      // The id is one that the ISA's vCPUs have, and this handle is fresh: nothing can be refused. Whoever
      // would bind a vCPU that is bound nowhere may be asleep at its home.
      const auto where = VCpuHandle(*other).request_interrupt(exit.interrupt());
      if (where.has_value()) V::Plan::Hal::send_kick(where->value_or(CpuId(slot.home)));
    }
  });
}

}  // namespace tenon::detail
