// SPDX-License-Identifier: Apache-2.0
// MISUSE: a token forged from bytes, of a vCPU that was reset
#include "misuse.hpp"

void program(Machine& machine) {
  IdleCpu cpu = machine.cpu(0);
  FreeVCpu vcpu = machine.free(0);
#if WRONG
  VCpuStorage* bytes = &machine.storage(0);
  CreatedVCpu created = std::move(vcpu).reset();
  auto result = std::move(reinterpret_cast<FreeVCpu&>(bytes)).bind(std::move(cpu));
#else
  auto result = std::move(vcpu).bind(std::move(cpu));
#endif
  if (!result) refused(result.error());
  end(std::move(result).value());
}
