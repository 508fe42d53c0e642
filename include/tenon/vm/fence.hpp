// SPDX-License-Identifier: Apache-2.0
/// \file
/// A guest's fence on other vCPUs' translations and instructions, on ISAs whose fences are local.
#pragma once

#include "tenon/handle.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon::detail {

/// Whether the vCPU is in its guest since before `request` was left. The request is taken before
/// the guest is entered again.
[[nodiscard]] inline bool runs_without(tenon_mailbox& mailbox, InterruptId request) noexcept {
  const std::uint64_t bit = std::uint64_t{1} << request.value() % 64;
  return std::atomic_ref(mailbox.run).load() >= TENON_RUN_IN_GUEST &&
         (std::atomic_ref(mailbox.interrupt[request.value() / 64]).load() & bit) != 0;
}

/// Leaves `request` for each vCPU that is on and whose affinity `named` takes, the caller's own
/// included, and waits until none of them is in its guest without having taken it. What is asked
/// for is done before the guest is entered again, so on return no guest of them runs on what it
/// had before. Nobody waits for a vCPU that is in the hypervisor, so two that fence each other do
/// not wait for each other. A vCPU that is off has no translations; its bind takes care of that.
template <class V, class Named>
void fence(const V& vm, InterruptId request, const Named& named) noexcept {
  vm.vcpus().for_each_on([&](const VCpuSlot& slot) noexcept {
    tenon_vcpu* vcpu = slot.vcpu.load(std::memory_order_acquire);
    if (vcpu == nullptr || !named(slot.affinity)) return;
    const auto where = VCpuHandle(*vcpu).request_interrupt(request);
    if (where.has_value() && where->has_value()) V::Plan::Hal::send_kick(**where);
  });
  vm.vcpus().for_each_on([&](const VCpuSlot& slot) noexcept {
    tenon_vcpu* vcpu = slot.vcpu.load(std::memory_order_acquire);
    if (vcpu == nullptr || !named(slot.affinity)) return;
    while (runs_without(vcpu->mailbox, request)) continue;
  });
}

}  // namespace tenon::detail
