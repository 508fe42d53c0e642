// SPDX-License-Identifier: Apache-2.0
#include "tenon/vm/vcpu_table.hpp"

namespace tenon {

VCpuSlot* VCpuTable::find(VCpuId id) const noexcept {
  for (VCpuSlot& slot : slots_) {
    if (state(slot) != Power::absent && slot.id == id.value()) return &slot;
  }
  return nullptr;
}

VCpuSlot* VCpuTable::find(std::uint64_t affinity) const noexcept {
  for (VCpuSlot& slot : slots_) {
    if (state(slot) != Power::absent && slot.affinity == affinity) return &slot;
  }
  return nullptr;
}

Status VCpuTable::add(VCpuId id, std::uint64_t affinity, CpuId home,
                      tenon_vcpu* vcpu) const noexcept {
  if (find(id) != nullptr || find(affinity) != nullptr) {
    return std::unexpected(Error::invalid_argument);
  }
  for (VCpuSlot& slot : slots_) {
    if (state(slot) != Power::absent) continue;
    slot.id = id.value();
    slot.affinity = affinity;
    slot.home = home.value();
    slot.vcpu.store(vcpu, std::memory_order_relaxed);
    slot.power.store(static_cast<std::uint32_t>(Power::off), std::memory_order_release);
    return {};
  }
  return std::unexpected(Error::full);
}

Status VCpuTable::remove(VCpuId id) const noexcept { return change(id, Power::off, Power::absent); }

Start VCpuTable::start(std::uint64_t affinity, GuestPhysical entry,
                       std::uint64_t context) const noexcept {
  VCpuSlot* slot = find(affinity);
  if (slot == nullptr) return Start::unknown;
  Power seen = Power::off;
  if (move(*slot, seen, Power::starting)) {
    slot->entry = entry.value();
    slot->context = context;
    slot->power.store(static_cast<std::uint32_t>(Power::pending), std::memory_order_release);
    return Start::started;
  }
  return seen == Power::on ? Start::already_on : Start::pending;
}

std::optional<StartRequest> VCpuTable::take_start(VCpuId id) const noexcept {
  VCpuSlot* slot = find(id);
  if (slot == nullptr || state(*slot) != Power::pending) return std::nullopt;
  // Nobody else writes the request until the vCPU was on and off again.
  const StartRequest request{.entry = GuestPhysical(slot->entry), .context = slot->context};
  Power from = Power::pending;
  if (!move(*slot, from, Power::on)) return std::nullopt;
  return request;
}

Status VCpuTable::change(VCpuId id, Power from, Power to) const noexcept {
  VCpuSlot* slot = find(id);
  if (slot == nullptr) return std::unexpected(Error::not_found);
  if (!move(*slot, from, to)) return std::unexpected(Error::wrong_state);
  return {};
}

Status VCpuTable::turn_on(VCpuId id) const noexcept { return change(id, Power::off, Power::on); }

Status VCpuTable::turn_off(VCpuId id) const noexcept { return change(id, Power::on, Power::off); }

Power VCpuTable::power(VCpuId id) const noexcept {
  const VCpuSlot* slot = find(id);
  return slot == nullptr ? Power::absent : state(*slot);
}

std::optional<CpuId> VCpuTable::home(std::uint64_t affinity) const noexcept {
  const VCpuSlot* slot = find(affinity);
  if (slot == nullptr) return std::nullopt;
  return CpuId(slot->home);
}

Power VCpuTable::power_of_group(std::uint64_t affinity, std::uint64_t mask) const noexcept {
  Power most = Power::absent;
  for (const VCpuSlot& slot : slots_) {
    const Power power = state(slot);
    if (power == Power::absent || (slot.affinity & mask) != (affinity & mask)) continue;
    if (power > most) most = power;
  }
  return most;
}

}  // namespace tenon
