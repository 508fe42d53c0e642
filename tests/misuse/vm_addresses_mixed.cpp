// SPDX-License-Identifier: Apache-2.0
// MISUSE: a host-physical address given for a guest-physical one
#include "misuse.hpp"

void program(Machine& machine) {
  tenon::ScriptedArch::Stage2 stage2{};
#if WRONG
  const tenon::HostPhysical entry(0x1000);
#else
  const tenon::GuestPhysical entry(0x1000);
#endif
  FreeVCpu vcpu = must(machine.created(0).setup(entry, stage2));
  static_cast<void>(std::move(vcpu).destroy());
}
