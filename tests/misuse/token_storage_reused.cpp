// SPDX-License-Identifier: Apache-2.0
// MISUSE: a second vCPU created in storage that holds one
#include "misuse.hpp"

void program(Machine& machine) {
  FreeVCpu vcpu = machine.free(0);
#if !WRONG
  static_cast<void>(std::move(vcpu).destroy());
#endif
  auto again =
      CreatedVCpu::create(machine.storage(0), {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(0)});
  if (!again) refused(again.error());
  static_cast<void>(std::move(again).value().destroy());
}
