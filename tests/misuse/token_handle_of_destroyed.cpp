// SPDX-License-Identifier: Apache-2.0
// MISUSE: a `VCpuHandle` used after its vCPU was destroyed and another made in its storage
#include "misuse.hpp"

void program(Machine& machine) {
  FreeVCpu vcpu = machine.free(0);
#if WRONG
  const tenon::VCpuHandle handle = vcpu.handle();
  static_cast<void>(std::move(vcpu).destroy());
  vcpu = machine.free(0);
#else
  const tenon::VCpuHandle handle = vcpu.handle();
#endif
  const auto requested = handle.request_interrupt(tenon::InterruptId(40));
  static_cast<void>(std::move(vcpu).destroy());
  if (!requested) refused(requested.error());
}
