// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: could not convert|no match|cannot convert|no matching function
// EXPECT-CLANG: no matching function|no viable conversion
#include "common.hpp"

void mix(CreatedVCpu vcpu, tenon::ScriptedArch::Stage2& stage2, tenon::HostPhysical host);
void mix(CreatedVCpu vcpu, tenon::ScriptedArch::Stage2& stage2, tenon::HostPhysical host) {
  static_cast<void>(std::move(vcpu).setup(host, stage2));
}
