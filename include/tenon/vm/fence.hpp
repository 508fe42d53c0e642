// SPDX-License-Identifier: Apache-2.0
/// \file
/// A guest's fence on other vCPUs' translations and instructions, on ISAs whose fences are local.
#pragma once

#include "tenon/handle.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon::detail {

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
    while (mailbox::runs_without(vcpu->mailbox, request.value())) continue;
  });
}

}  // namespace tenon::detail
