// SPDX-License-Identifier: Apache-2.0
// MISUSE: a `VCpuHandle` used after its vCPU was reset
#include "misuse.hpp"

void program(Machine& machine) {
  FreeVCpu vcpu = machine.free(0);
  const tenon::VCpuHandle handle = vcpu.handle();
#if WRONG
  CreatedVCpu created = std::move(vcpu).reset();
#endif
  const auto requested = handle.request_interrupt(tenon::InterruptId(40));
  if (!requested) refused(requested.error());
}
